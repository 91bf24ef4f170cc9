"""Screens of the face."""
