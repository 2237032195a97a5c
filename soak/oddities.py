"""Cases that stand in tables, a line each: the files in `soak/odd`.

A backslash escapes a byte as in Python, `⟨ab*3⟩` stands for `ababab`, and what is empty is written as `⟨a*0⟩`.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["oddities"]

_FOLDER = Path(__file__).with_name("odd")
_REPEATED = re.compile(r"⟨(.+?)\*([0-9]+)⟩")


def oddities(name: str) -> tuple[bytes, ...]:
    """The cases of one file."""
    return tuple(map(_read, (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()))


def _read(line: str) -> bytes:
    written = _REPEATED.sub(lambda found: found[1] * int(found[2]), line)
    return written.encode("ascii").decode("unicode_escape").encode("latin-1")
