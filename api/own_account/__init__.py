"""One's own account: second factors, recovery codes, tokens for programs."""
