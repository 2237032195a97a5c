"""Strings from outside: one door in (`clean`, `urls`), one way out (`markup`)."""
