"""Protocol buffer classes of the OpenD messages, generated from `protos/` (make protos)."""
