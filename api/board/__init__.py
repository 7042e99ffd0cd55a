"""From cause review to decision: charges, deciders, hearing, votes, findings, and what is decided."""
