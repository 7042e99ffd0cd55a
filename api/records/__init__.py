"""The records officer's view: the ledger of acts, without the content of any matter."""
