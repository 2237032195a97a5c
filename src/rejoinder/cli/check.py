"""`rejoinder check`: judge messages, one JSON object a line, in order, as they come."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from rejoinder.cli.progress import watched
from rejoinder.errors import BadInput
from rejoinder.evaluation.labelled import Message, messages_of, read_file
from rejoinder.filter import SpamFilter, Starter, Verdict

__all__ = ["check"]


def check(
    file: Annotated[str, typer.Argument(help="A .jsonl or .jsonl.gz file, or - for standard input.", metavar="FILE|-")],
    weights: Annotated[
        Path | None,
        typer.Option(help="Weights that a filter learnt, written by SpamFilter.dump under the public hash."),
    ] = None,
) -> None:
    """Judge messages with the filter and say why.

    Until two hundred labels are learnt, the starter that ships with the program stands in, as on a server.

    Reads one JSON object a line: text and, where known, id, author, email, url, ip, user_agent, time, context, lang.
    Writes one a line, in the same order: id, label (ham, unsure, spam or discard), probability, and the reasons.
    A line that cannot be read ends the command with exit code 2; what was judged before it has been written.
    """
    spam_filter = _filter(weights)
    with ExitStack() as stack:
        for message in _messages(file, stack):
            sys.stdout.write(_line(message, spam_filter.check(message.comment)))
            if file == "-":
                sys.stdout.flush()


def _filter(weights: Path | None) -> SpamFilter:
    if weights is None:
        return SpamFilter(starter=Starter.shipped())
    try:
        return SpamFilter.load(weights, starter=Starter.shipped())
    except OSError as error:
        raise BadInput("bad_file", f"{weights} cannot be read: {error.strerror or error}.") from error


def _messages(file: str, stack: ExitStack) -> Iterator[Message]:
    if file == "-":
        return messages_of(sys.stdin.buffer, "standard input", labelled=False)
    return stack.enter_context(watched(read_file(Path(file), labelled=False), "checking"))


def _line(message: Message, verdict: Verdict) -> str:
    reasons = [{"signal": r.signal, "weight": round(r.weight, 4), "text": r.text} for r in verdict.reasons]
    answer = {
        "id": message.id,
        "label": verdict.label.value,
        "probability": round(verdict.probability, 6),
        "reasons": reasons,
    }
    return json.dumps(answer) + "\n"
