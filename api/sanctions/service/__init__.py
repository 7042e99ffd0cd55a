"""The verbs after the decision, by what they are about."""
