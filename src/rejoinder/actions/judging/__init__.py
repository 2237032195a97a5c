"""What asks for a verdict, and what tells us that one was wrong."""
