"""Checks of everything between the user and the markets; each has a result and, when bad, a cure."""
