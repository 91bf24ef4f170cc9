"""What the simulated OpenD answers, by group of requests."""
