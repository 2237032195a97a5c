"""`rejoinder check`: judge messages, one JSON object a line, in order; a file on all cores, a stream as it comes."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from rejoinder.cli.bulk import ReasonsFor, WeightsFile, filter_from, judged
from rejoinder.cli.common import cores
from rejoinder.cli.progress import counted
from rejoinder.evaluation.answers import Reasons, answer_of
from rejoinder.evaluation.labelled import messages_of, opened
from rejoinder.filter import SpamFilter

__all__ = ["check"]


def check(
    file: Annotated[str, typer.Argument(help="A .jsonl or .jsonl.gz file, or - for standard input.", metavar="FILE|-")],
    weights: WeightsFile = None,
    reasons: ReasonsFor = Reasons.NOT_HAM,
    processes: Annotated[int, typer.Option(min=0, help="How many judge a file at once; 0: one for each core.")] = 0,
) -> None:
    """Judge messages with the filter and say why.

    Until two hundred labels are learnt, the starter that ships with the program stands in, as on a server.

    Reads one JSON object a line: text and, where known, id, author, email, url, ip, user_agent, time, context, lang.
    Writes one a line, in the same order: id, label (ham, unsure, spam or discard), probability, and the reasons.
    A line that cannot be read ends the command with exit code 2; what was judged before it has been written.
    A file is judged on all cores; what comes on standard input is answered line by line, as it comes.
    """
    if file == "-":
        _one_by_one(filter_from(weights), reasons)
        return
    make = partial(filter_from, weights)
    with opened(Path(file)) as stream, counted("checking") as told:
        for answers in judged(stream, file, make, reasons, processes or cores()):
            sys.stdout.write(answers.text)
            told(answers.answered)
            if answers.wrong is not None:
                raise answers.wrong


def _one_by_one(spam_filter: SpamFilter, reasons: Reasons) -> None:
    for message in messages_of(sys.stdin.buffer, "standard input", labelled=False):
        sys.stdout.write(answer_of(message, spam_filter.check(message.comment), reasons))
        sys.stdout.flush()
