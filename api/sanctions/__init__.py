"""After the decision: appeals, carrying out, corrections, closing and reopening."""
