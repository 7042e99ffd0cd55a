"""What is true, and how it is kept: rules (domain), tables (models), ledger, walls and sessions."""
