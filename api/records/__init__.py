"""The records officer's view: the ledger of acts without content, and what retention destroys."""
