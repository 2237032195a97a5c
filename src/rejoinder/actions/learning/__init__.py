"""How labels become weights: the fold over the ledger, its snapshot, the rebuild."""
