"""What owners do and who they are: sites, keys, moderators, sessions."""
