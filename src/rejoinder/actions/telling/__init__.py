"""Telling a client's software of a verdict that changed: what is to be told, to whom, and what became of it."""
