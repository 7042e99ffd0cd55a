"""The manual of the JSON interface."""
