"""Actions: what leadership does about what a figure shows."""
