"""Health, for whoever runs it."""
