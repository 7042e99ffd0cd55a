"""Help and the statements that stand at the foot of every page."""
