"""Tests of the house itself: who imports whom, what the repository may hold, what the tests stand on."""
