"""Requests, replies and pushes as values, by group."""
