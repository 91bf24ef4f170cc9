"""Messages and values, both ways, by noun."""
