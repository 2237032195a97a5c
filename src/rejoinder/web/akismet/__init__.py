"""The Akismet protocol: other software asks here instead of the Akismet service.

`app` is the door and `addresses` the table of what lies behind it; `body` and `forms` parse, `keys` and `asking` find
who asks, `parameters` makes a comment of the fields, `triggers` knows the protocol's test calls. `calls` judges and
learns, `reporting` gives figures, `helpers` is for the WordPress plugin, `replies` has every answer there is.
What clients are promised stands in docs/akismet.md.
"""
