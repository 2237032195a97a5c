"""Tests of the demo newspaper: its words, its page, and what seeds them."""
