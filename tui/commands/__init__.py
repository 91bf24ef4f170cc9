"""One-shot commands of the command line."""
