"""The verbs, one a file, each with a transaction of its own; the only place where filter and store meet."""
