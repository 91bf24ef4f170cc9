"""Bytes to domain values and back; pure, and the only importer of the generated code."""
