"""What readers do: read a thread, leave a comment, ask what became of it."""
