"""Texts of the demonstration office, kept as data; `db/demo/words/*.toml`."""
