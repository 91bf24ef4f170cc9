"""Books, prices, bars and phases of the simulated exchange."""
