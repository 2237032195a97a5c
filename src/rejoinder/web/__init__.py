"""The faces: HTTP in, verbs called, HTTP out. No rule and no SQL lives here.

`app` is the one list of routes, `border` the checks that every request passes, `answers` how results and errors look.
"""
