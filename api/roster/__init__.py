"""The roster: units, people and their employments."""
