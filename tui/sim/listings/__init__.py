"""What is traded in the simulated market."""
