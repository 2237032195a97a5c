"""Names and titles where there is no markup to keep them apart from what stands around them: feeds, subjects of mails.

What a reader wrote is stored as it was written; here it is made safe on the way out, as `markup` does for texts.
"""

from __future__ import annotations

import re

__all__ = ["isolated", "xml_text"]

# Marks that open, close or override a direction (UAX #9, 2). Inside an isolate one that is not closed ends with it; but
# one that closes an isolate, and was never opened, would end ours, so that none of them is let through.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FIRST_STRONG_ISOLATE, _POP = "\u2068", "\u2069"
# XML 1.0, 2.2, Char: what is not in it cannot be written there in any way, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def isolated(text: str) -> str:
    """A name on one line, in a direction of its own, which changes nothing around it."""
    one_line = " ".join(_DIRECTIONS.sub("", text).split())
    return f"{_FIRST_STRONG_ISOLATE}{one_line}{_POP}"


def xml_text(text: str) -> str:
    """`text` with the replacement character (U+FFFD) for what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
