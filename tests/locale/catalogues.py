"""What is wrong with a translation, told sentence by sentence.

Templates take a translated sentence as HTML and put values into it with `%`, so a catalogue may hold no tag and no `%`
that the English has not; and an invisible character that turns the direction would turn it for the text around.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from gettext import c2py

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

__all__ = ["faults"]

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SIGNIFICANT = re.compile(r"<[^>]*>?|&[#\w]*;?|%(?!\(\w+\)s)|[{}]")  # tags, entities, any other %, other placeholders
JOINERS = "\u200c\u200d"  # Persian is spelled with the first; they join letters and turn nothing
MANY = range(1_001)


def faults(catalogue: Catalog) -> Iterator[str]:
    """All that is wrong with a catalogue."""
    count, expression = get_plural(catalogue.locale)
    if (catalogue.num_plurals, catalogue.plural_expr) != (count, expression):
        yield f"Plural-Forms is not nplurals={count}; plural={expression};"
    for message in catalogue:
        if message.id:
            english = message.id if message.pluralizable else (message.id,)
            yield from (f"{english[0]!r}: {told}" for told in _of_message(message, english, catalogue))


def _of_message(message: Message, english: tuple[str, ...], catalogue: Catalog) -> Iterator[str]:
    forms = message.string if message.pluralizable else (message.string,)
    if message.fuzzy:
        yield "is marked fuzzy"
    if not all(forms):
        yield "is not translated"
        return
    if message.pluralizable and len(forms) != catalogue.num_plurals:
        yield f"has {len(forms)} plural forms and not {catalogue.num_plurals}"
        return
    for number, form in enumerate(forms):
        lonely = message.pluralizable and _numbers(catalogue, number) < 2
        yield from _of_form(form, english[-1], lonely=lonely)


def _numbers(catalogue: Catalog, form: int) -> int:
    """How many numbers a plural form is for: one that is for a single one may say it as a word."""
    choose = c2py(catalogue.plural_expr)
    return sum(choose(number) == form for number in (*MANY, 1_000_000, 2_000_000))


def _of_form(form: str, english: str, *, lonely: bool) -> Iterator[str]:
    wanted, found = Counter(PLACEHOLDER.findall(english)), Counter(PLACEHOLDER.findall(form))
    if lonely:
        del wanted["num"], found["num"]
    if wanted != found:
        yield f"has the placeholders {sorted(found)} and not {sorted(wanted)}"
    if sorted(SIGNIFICANT.findall(form)) != sorted(SIGNIFICANT.findall(english)):
        yield "has a tag, an entity, a % or a brace that the English has not, or lacks one"
    for character in set(form) - set(english) - set(JOINERS):
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}:
            yield f"has the invisible character U+{ord(character):04X}"
    if form != form.strip():
        yield "begins or ends with a space"
