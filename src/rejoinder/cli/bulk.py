"""The judging of a whole file on all cores: lines in, lines out, in their order, in little memory.

The file is read here, in portions of lines. Each portion goes to one of several processes, which has loaded the weights
once, reads the lines, judges them and writes the answers; they are printed in the order of the file. No more than
`AHEAD` portions a process are under way, so that a file of any size takes the same memory. The first portions are
judged here, since a process takes as long to start as some thousands of comments.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from io import BytesIO
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from rejoinder.errors import BadInput
from rejoinder.evaluation.answers import Reasons, answer_of
from rejoinder.evaluation.labelled import LONGEST_LINE, Lines, Message, messages_of
from rejoinder.filter import SpamFilter, Starter

__all__ = ["Answers", "ReasonsFor", "WeightsFile", "filter_from", "judged"]

# Options of all commands that judge files.
WeightsFile = Annotated[
    Path | None,
    typer.Option("--weights", help="Weights that a filter learnt, written by SpamFilter.dump under the public hash."),
]
ReasonsFor = Annotated[Reasons, typer.Option(help="For which answers to write reasons.")]

LINES, BYTES = 512, 1 << 20  # of a portion: a twentieth of a second of work
AHEAD = 3  # portions for each process: one in work, one waiting for it, one done and waiting for its turn
ALONE = 8  # portions that are judged before other processes are started


class Portion(NamedTuple):
    """Some lines of a file, and how many came before them."""

    data: bytes
    before: int


class Answers(NamedTuple):
    """The answers to a portion, as lines; how many; and what was wrong with the line after the last of them."""

    text: str
    answered: int
    wrong: BadInput | None


def judged(
    stream: Lines, name: str, make: Callable[[], SpamFilter], reasons: Reasons, processes: int
) -> Iterator[Answers]:
    """The answers to a stream, portion by portion, in order; what is wrong with a line is told, and ends it.

    `make` is called here, and in each process once; it has to be something that can be sent to another process.
    """
    portions = _portions(stream)
    alone = partial(_judge, make(), name, reasons)
    for answers in map(alone, portions if processes == 1 else islice(portions, ALONE)):
        yield answers
        if answers.wrong is not None:
            return
    first = next(portions, None)
    if first is not None:
        yield from _shared(first, portions, (name, make, reasons), processes)


def _shared(
    first: Portion, portions: Iterator[Portion], settings: tuple[str, Callable[[], SpamFilter], Reasons], processes: int
) -> Iterator[Answers]:
    # Spawned, not forked: a progress bar runs in a thread, and a fork in the middle of what threads do may hang.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _prepare, settings)
    under_way: deque[Future[Answers]] = deque([pool.submit(_judge_here, first)])
    failed: BaseException | None = None
    try:
        while under_way:
            try:
                under_way.extend(pool.submit(_judge_here, one) for one in islice(portions, _room(under_way, processes)))
            except BadInput as error:  # the file cannot be read on; what was read of it is answered first
                failed, portions = error, iter(())
            answers = under_way.popleft().result()
            yield answers
            if answers.wrong is not None:
                return
        if failed is not None:
            raise failed
    finally:
        pool.shutdown(cancel_futures=True)


def _room(under_way: deque[Future[Answers]], processes: int) -> int:
    return AHEAD * processes - len(under_way)


def _portions(stream: Lines) -> Iterator[Portion]:
    lines: list[bytes] = []
    before = size = 0
    try:
        while line := stream.readline(LONGEST_LINE + 1):
            lines.append(line)
            size += len(line)
            if len(lines) == LINES or size > BYTES:
                yield Portion(b"".join(lines), before)
                before += len(lines)
                lines, size = [], 0
    except BadInput:  # what was read before it is answered first
        if lines:
            yield Portion(b"".join(lines), before)
        raise
    if lines:
        yield Portion(b"".join(lines), before)


_here: Callable[[Portion], Answers]


def _prepare(name: str, make: Callable[[], SpamFilter], reasons: Reasons) -> None:
    """What a process does once."""
    global _here  # noqa: PLW0603 - a pool's process has no other place for what it keeps
    _here = partial(_judge, make(), name, reasons)


def _judge_here(portion: Portion) -> Answers:
    return _here(portion)


def _judge(spam_filter: SpamFilter, name: str, reasons: Reasons, portion: Portion) -> Answers:
    messages: list[Message] = []
    wrong: BadInput | None = None
    try:
        messages.extend(messages_of(BytesIO(portion.data), name, labelled=False, before=portion.before))
    except BadInput as error:
        wrong = error
    verdicts = spam_filter.check_many([message.comment for message in messages])
    answers = [answer_of(message, verdict, reasons) for message, verdict in zip(messages, verdicts, strict=True)]
    return Answers("".join(answers), len(answers), wrong)


def filter_from(weights: Path | None) -> SpamFilter:
    """The filter with these weights, or with none, beside the starter that ships. Raises `BadInput` or `Damaged`."""
    if weights is None:
        return SpamFilter(starter=Starter.shipped())
    try:
        return SpamFilter.load(weights, starter=Starter.shipped())
    except OSError as error:
        raise BadInput("bad_file", f"{weights} cannot be read: {error.strerror or error}.") from error
