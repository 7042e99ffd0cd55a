"""What a respondent, counsel and union representative see and do: what was served, and nothing else."""
