"""What every request passes before a verb sees it; nothing here knows what a comment is.

`limits` says how large anything may be; `bodies` reads what was sent, `forms` and `documents` make values of it, `ids`
reads our own numbers; `peers` says who is at the other end and `origins` whose page sent it; `house` finds the parts of
the installation that a request asks for.
"""
