"""Every stored field, what it is for, and how long it stays."""
