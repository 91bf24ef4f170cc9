"""Widgets of the face: each reads view models and owns no more than cursor, scroll and colours."""
