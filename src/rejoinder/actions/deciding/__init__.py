"""What moderators do: look at the queue, decide, undo."""
