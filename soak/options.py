"""What the command lines of the rounds share."""

from __future__ import annotations

import argparse
import logging
import signal
import sys

__all__ = ["options"]


def options(docstring: str | None) -> argparse.ArgumentParser:
    """A parser whose help is the docstring of the round. The program's warnings are its own affair from here on."""
    # A round that is told to end takes its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    logging.getLogger("rejoinder").addHandler(logging.NullHandler())
    return argparse.ArgumentParser(description=docstring, formatter_class=argparse.RawDescriptionHelpFormatter)
