"""People of the roster, to be named in forms."""
