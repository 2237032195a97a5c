"""What speaks one language, for all the languages there are a catalogue of.

All catalogues are read when this module is imported, by the web alone, and nothing changes afterwards: no lock, nothing
that a request could make us load, and what is asked for is only ever compared with what is there. With seven languages
of 138 sentences that took 126 to 141 ms from a checkout (`python -X importtime`, two cores of a shared machine), once
in a process; the package, whose catalogues are compiled already, takes less. A moment takes 12 µs, a number 9.

A checkout has the .po files and compiles them in memory; the package has the .mo files, made by the build
(hatch_build.py), and no .po. So there is never a compiled file that is older than its source.

Babel knows the Gregorian calendar and writes our figures (0 to 9) in every language, also where readers are used to
others, as in Persian.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_datetime_format
from babel.messages.pofile import PoFileError
from babel.numbers import format_decimal

from rejoinder.errors import Damaged
from rejoinder.locale.catalogue import REVIEWED, compiled, read

__all__ = ["ENGLISH", "LANGUAGES", "N_", "Speech", "loaded", "nearest", "speak", "spoken"]

_LONGEST = 35  # characters of a language tag that has to be understood (RFC 5646, 4.4.1)
_FORMATS = {"en": "en-GB"}  # of all the kinds of English, the one whose dates nobody takes for others


@dataclass(frozen=True, slots=True)
class Speech:
    """One language. `code` is a BCP 47 tag, for `lang`; `name` is what its speakers call it."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    reviewed: bool
    _words: gettext.NullTranslations = field(repr=False)
    _formats: Locale = field(repr=False)

    def gettext(self, msgid: str) -> str:
        """A sentence; in English where the catalogue has none. Values are put in by whoever asks."""
        return self._words.gettext(msgid) if msgid else ""  # the entry "" is the head of the catalogue

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A sentence in the form that goes with a number."""
        return self._words.ngettext(one, many, number)

    def pgettext(self, context: str, msgid: str) -> str:
        """A word that is another one elsewhere: `context` says which is meant."""
        return self._words.pgettext(context, msgid)

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        """Both at once."""
        return self._words.npgettext(context, one, many, number)

    def moment(self, milliseconds: int) -> str:
        """A date and a time, of 24 hours and in UTC, and saying so."""
        moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
        day = format_date(moment, "long", self._formats)
        clock = format_skeleton("Hm", moment, locale=self._formats)
        joined = str(get_datetime_format("medium", self._formats)).replace("'", "").format(clock, day)
        return f"{joined} UTC"

    def number(self, number: int) -> str:
        """A number as it is written in the language."""
        return format_decimal(number, locale=self._formats)


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for it, which tools look for
    """Mark a sentence of a table as one to be translated when it is shown."""
    return msgid


def _speech(code: str, words: gettext.NullTranslations) -> Speech:
    locale = Locale.parse(code, sep="-")
    return Speech(
        code=code,
        name=locale.get_display_name() or code,
        direction=cast("Literal['ltr', 'rtl']", locale.text_direction),
        reviewed=code == "en" or words.info().get(REVIEWED.lower()) == "yes",
        _words=words,
        _formats=Locale.parse(_FORMATS.get(code, code), sep="-"),
    )


def loaded(path: Path) -> Speech:
    """The language of a .po or .mo file. Raises `Damaged` if it is broken or named after no language."""
    try:
        content = compiled(read(path)) if path.suffix == ".po" else path.read_bytes()
        return _speech(path.stem, gettext.GNUTranslations(BytesIO(content)))
    except (PoFileError, UnknownLocaleError, ValueError, OSError) as error:
        raise Damaged(
            "catalogue_damaged",
            f"The language file {path.name} cannot be used: {error}.",
            "Mend it (docs/translating.md), or install Rejoinder anew.",
        ) from error


def spoken(folder: Path) -> Mapping[str, Speech]:
    """All languages there is a file of in a folder, and English, by code."""
    files = {path.stem: path for suffix in ("mo", "po") for path in folder.glob(f"*.{suffix}")}  # a .po goes before
    english = {"en": _speech("en", gettext.NullTranslations())}
    return MappingProxyType(english | {code: loaded(path) for code, path in sorted(files.items())})


LANGUAGES = spoken(Path(__file__).parent / "catalogues")
ENGLISH = LANGUAGES["en"]
_BY_TAG = {code.lower(): speech for code, speech in LANGUAGES.items()}


def nearest(tag: str) -> Speech | None:
    """The language of a tag as far as we speak it (RFC 4647, 3.4: the tag is shortened until there is one)."""
    parts = tag.lower().replace("_", "-").split("-") if len(tag) <= _LONGEST else []
    tags: Iterable[str] = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((_BY_TAG[one] for one in tags if one in _BY_TAG), None)


def speak(tag: str) -> Speech:
    """The language of any tag that somebody sent, and English for whatever else was sent."""
    return nearest(tag) or ENGLISH
