"""One shard judged: its answers in a file of its own, which has its name only when all of it is on the disk.

Whoever judges is the same function everywhere, on the same weights, so that it makes no difference to a verdict where
it was made: in this process, in another, or on another machine.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO

from rejoinder import __version__
from rejoinder.cluster.rows import Row, rows_of
from rejoinder.cluster.shards import Shard
from rejoinder.errors import BadInput
from rejoinder.evaluation.answers import Reasons, answer_of
from rejoinder.evaluation.labelled import Message
from rejoinder.filter import SpamFilter, Starter

__all__ = ["UNFINISHED", "Judging", "Scored", "score"]

UNFINISHED = ".unfinished"  # how the files end that a killed process leaves behind
_AT_ONCE = 512  # messages that are judged together
_TOLD = 20  # sentences about bad lines of one shard; all of them stand in its answers
_PACKED = 6  # level of gzip

_Out = IO[bytes] | gzip.GzipFile


@dataclass(frozen=True, slots=True)
class Judging:
    """What all shards are judged with: weights as `SpamFilter.dumps` gives them, and for whom reasons are wanted."""

    weights: bytes
    reasons: Reasons
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Scored:
    """What became of a shard: how many messages were answered, how many lines could not be read, and what was wrong.

    `failed` is a file that could not be read to its end: there are no answers then. `by` names the process.
    """

    shard: Shard
    answered: int = 0
    bad: int = 0
    sentences: tuple[str, ...] = ()
    failed: bool = False
    by: str = ""

    @property
    def untold(self) -> int:
        """Bad lines of which no sentence tells."""
        return self.bad - (len(self.sentences) - self.failed)


def score(judging: Judging, shard: Shard) -> Scored:
    """Judge a shard. What is wrong with it is told, not raised: the others are to be judged all the same."""
    if judging.version != __version__:  # another release may judge otherwise, and nobody would see it in the answers
        raise BadInput(
            "other_release",
            f"{socket.gethostname()} has Rejoinder {__version__}, and {judging.version} is what asks.",
            "Install the same release on all machines.",
        )
    spam_filter = _filter(judging.weights)
    answered, wrong = 0, _Wrong()
    try:
        with _whole(shard.answers) as out:
            for rows in _portions(rows_of(shard.source)):
                answered += _answer(spam_filter, rows, judging.reasons, out, wrong)
    except BadInput as error:
        sentences = (*wrong.sentences, str(error))
        return Scored(shard, bad=wrong.count, sentences=sentences, failed=True, by=_name())
    return Scored(shard, answered, wrong.count, tuple(wrong.sentences), by=_name())


class _Wrong:
    """What was wrong with lines of a shard."""

    def __init__(self) -> None:
        self.count = 0
        self.sentences: list[str] = []

    def note(self, error: BadInput) -> str:
        """Count it, and give the line that stands in the answers in the place of a verdict."""
        self.count += 1
        if self.count <= _TOLD:
            self.sentences.append(error.sentence)
        return json.dumps({"error": error.code, "sentence": error.sentence}) + "\n"


def _answer(spam_filter: SpamFilter, rows: list[Row], reasons: Reasons, out: _Out, wrong: _Wrong) -> int:
    messages = [row for row in rows if isinstance(row, Message)]
    verdicts = spam_filter.check_many([message.comment for message in messages])
    for row in rows:
        line = answer_of(row, next(verdicts), reasons) if isinstance(row, Message) else wrong.note(row)
        out.write(line.encode())
    return len(messages)


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while portion := list(islice(stream, _AT_ONCE)):
        yield portion


@contextmanager
def _whole(path: Path) -> Iterator[_Out]:
    """A file, the owner's alone, that is there when the block ends well, and not at all otherwise.

    Its name until then is one of many: when a machine is thought lost and is not, two judge one shard, and the one that
    ends last leaves the same answers once more.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    number, beside = tempfile.mkstemp(UNFINISHED, f".{path.name}.", path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            if path.suffix == ".gz":
                with gzip.GzipFile(
                    "", "wb", _PACKED, file, mtime=0
                ) as packed:  # without a time: the same bytes each time
                    yield packed
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


@lru_cache(maxsize=1)  # a process judges one shard after the other with the same weights
def _filter(weights: bytes) -> SpamFilter:
    return SpamFilter.loads(weights, starter=Starter.shipped())


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
