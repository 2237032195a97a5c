"""The only SQL. Statements are written once and run on SQLite and, later, PostgreSQL alike.

`schema` has the tables, `engine` the one way to a transaction, and each other module the questions of one matter as
plain functions on a connection. Nothing here decides anything; the verbs in `actions` do.
"""
