"""What runs beside the requests, after commit: the fold, its snapshots, the sweep."""
