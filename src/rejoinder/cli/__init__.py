"""The command line: `rejoinder COMMAND`. One file a command; only this room reads settings and builds installations.

Exit codes stand in one table (`exits`).
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """The entry of the program `rejoinder`."""
    try:
        import typer  # noqa: F401
    except ModuleNotFoundError:
        sys.exit("The command line needs more than the filter: pip install 'rejoinder[server]'.")
    from rejoinder.cli.commands import app

    app()
