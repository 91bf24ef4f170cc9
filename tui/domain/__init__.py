"""Pure vocabulary of the market: values, rules and tables; no I/O, no clock, no protobuf, no Textual."""
