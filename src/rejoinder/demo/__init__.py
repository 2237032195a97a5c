"""The Meridian, an invented newspaper: what the demonstration shows, its words and its look."""
