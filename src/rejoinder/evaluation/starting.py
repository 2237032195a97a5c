"""What the starter that ships is made of, and making it.

Only collections whose terms allow it, read from a folder of `NAME.jsonl.gz` that is not in the repository; their terms
and the attribution they ask for stand in `docs/model-card.md`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from rejoinder.comment import Comment, Label
from rejoinder.errors import BadInput
from rejoinder.evaluation.labelled import read_file
from rejoinder.filter import Starter
from rejoinder.filter.lessons import taught

__all__ = ["SOURCES", "lessons_from", "starter_from"]

# By source: what comes from one place is left out together when it is measured how the rest does without it.
SOURCES = {
    "youtube": ("youtube",),
    "sms": ("sms",),
    "judol": ("judol", "judol_more"),
    "tgspam": ("tgspam",),
    "blog_spamdump": ("blog_spamdump",),
    "blog_ham": ("blog_mademistakes", "blog_hendrix"),
}
MOST_OF_ONE = 6_000  # messages of one file, so that no source drowns the others
SEED = 20261126


def lessons_from(folder: Path, without: str = "") -> list[tuple[Comment, Label]]:
    """The labelled texts of all sources but one, always in the same order. Raises `BadInput` if a file is missing."""
    lessons: list[tuple[Comment, Label]] = []
    for source, names in SOURCES.items():
        for name in names if source != without else ():
            lessons += _some(folder / f"{name}.jsonl.gz")
    random.Random(SEED).shuffle(lessons)
    return lessons


def _some(path: Path) -> list[tuple[Comment, Label]]:
    if not path.is_file():
        wanted = ", ".join(f"{name}.jsonl.gz" for names in SOURCES.values() for name in names)
        raise BadInput("bad_file", f"{path} is missing.", f"The folder has to hold {wanted}.")
    found = [(message.comment, message.label) for message in read_file(path, ("text",))]
    random.Random(SEED).shuffle(found)
    return [(comment, label) for comment, label in found[:MOST_OF_ONE] if label is not None]


def starter_from(lessons: Iterable[tuple[Comment, Label]]) -> Starter:
    """A starter that has learned these, made by the program's newest features."""
    return taught(lessons)
