"""Catalogues as files: a .po is read, written and compiled to a .mo, by Babel.

Imports nothing of ours, because the build loads this file alone (hatch_build.py). The one thing that Babel does not
know is the header `X-Rejoinder-Reviewed`, which tells whether somebody who speaks the language has read the file; it is
kept here through reading, writing and compiling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po

__all__ = ["REVIEWED", "Catalogue", "compiled", "read", "written"]

REVIEWED = "X-Rejoinder-Reviewed"

# Headers that change without the words, or that Babel fills with the likes of EMAIL@ADDRESS.
_IDLE = {"Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Language-Team"}
_IDLE |= {"Generated-By"}

# Babel takes the first and the last character of a sentence for its quotation marks, whatever they are.
_LINE = re.compile(r'\s*(#.*|((msg(ctxt|id|id_plural|str|str\[\d\]))?\s*"([^"\\]|\\.)*")?)\s*')


class Catalogue(Catalog):
    """A catalogue that knows whether it was reviewed."""

    reviewed = False

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What stands at its head."""
        kept = [(name, value) for name, value in super()._get_mime_headers() if name not in _IDLE]
        return [*kept, (REVIEWED, f"{'yes' if self.reviewed else 'no'}\n")]

    @mime_headers.setter
    def mime_headers(self, value: Iterable[tuple[str, str]]) -> None:
        headers = list(value)
        self.reviewed = any((name.lower(), told.strip()) == (REVIEWED.lower(), "yes") for name, told in headers)
        super()._set_mime_headers(headers)


def read(path: Path) -> Catalogue:
    """The catalogue in a .po file, of the language that the file is named after.

    Raises `babel.messages.pofile.PoFileError`, `babel.UnknownLocaleError` or `ValueError`, where the file is broken or
    its name is no language.
    """
    catalogue = Catalogue(Locale.parse(path.stem, sep="-"))
    lines = path.read_text("utf-8-sig").splitlines()
    for number, line in enumerate(lines, 1):
        if not _LINE.fullmatch(line):
            raise ValueError(f"line {number} is no comment and no sentence in quotation marks")
    PoFileParser(catalogue, abort_invalid=True).parse(lines)
    return catalogue


def compiled(catalogue: Catalogue) -> bytes:
    """The catalogue as a .mo file; messages marked fuzzy stay out, so that they are shown in English."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def written(catalogue: Catalogue) -> bytes:
    """The catalogue as a .po file."""
    file = BytesIO()
    write_po(file, catalogue, sort_by_file=True, include_lineno=False)
    return file.getvalue()
