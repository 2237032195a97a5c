"""What an owner chooses, as pure values and tables."""
