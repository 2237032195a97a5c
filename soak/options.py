"""What the command lines of the rounds share."""

from __future__ import annotations

import argparse
import logging

__all__ = ["options"]


def options(docstring: str | None) -> argparse.ArgumentParser:
    """A parser whose help is the docstring of the round. The program's warnings are its own affair from here on."""
    logging.getLogger("rejoinder").addHandler(logging.NullHandler())
    return argparse.ArgumentParser(description=docstring, formatter_class=argparse.RawDescriptionHelpFormatter)
