"""The investigation: attribution, steps, statements, evidence, allegations, and what runs beside them."""
