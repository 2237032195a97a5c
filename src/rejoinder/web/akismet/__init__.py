"""The Akismet protocol: other software asks here instead of the Akismet service.

`app` is the door; `body` reads, `forms` parses, `keys` finds who asks, `parameters` makes a comment of the fields,
`triggers` knows the protocol's test calls, `calls` has one function per address, `replies` every answer there is.
What clients are promised stands in docs/akismet.md.
"""
