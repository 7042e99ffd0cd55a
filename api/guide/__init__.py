"""Help, the account page, and the manual of the JSON interface."""
