"""The rules: pure functions and tables, standard library only. Nothing here reads a clock, a database or a file
except `reference`, which parses the office's own reference files."""
