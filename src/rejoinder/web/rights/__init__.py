"""The page that tells readers how their comment data is processed."""
