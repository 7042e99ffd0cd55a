"""Evidence handed out: by permission on its matter, its hash checked on every read, each read recorded."""
