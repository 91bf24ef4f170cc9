"""A simulated OpenD that speaks the real wire."""
