"""The board's verbs, by what they are about. None of them knows of HTTP."""
