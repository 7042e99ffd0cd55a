"""Training: modules, the sessions held, and how many completed them. For leadership."""
