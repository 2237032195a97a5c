"""What people are entitled to: to know how their data is processed, and that it is deleted in time."""
