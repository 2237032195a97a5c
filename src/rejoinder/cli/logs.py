"""How the log of a server is written: as text, or an object of JSON a line for programs; always to standard error.

Whatever is logged, by us or by a library, becomes one record that nobody who writes to the server can forge a second
one with: control characters are escaped, lines after the first are a part of it, long ones are cut. Exceptions are told
by kind and place and never in their own words, which may be a reader's.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import typer

from rejoinder.actions.faults import REQUEST, log_fault

__all__ = ["AsJson", "AsText", "tell", "write_logs"]

_LONGEST = 512  # characters of a line
_LINES = 60  # of a record; Python's deepest trace has a thousand
# What starts a new line or moves the cursor somewhere: the C0 and C1 controls, the line and paragraph separators, and
# the marks that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ACCESS = "rejoinder.access"
_SERVE = "rejoinder.serve"


class _Formatter(logging.Formatter):
    """What both ways have in common."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - as logging calls it
        """An exception by kind and place."""
        kind, _error, trace = ei
        return f"{kind.__name__ if kind else 'no error'} at\n{''.join(traceback.format_tb(trace))}"

    def lines(self, record: logging.LogRecord) -> list[str]:
        """What a record says, line by line, safe to show."""
        said = record.getMessage()
        if record.exc_info:
            said = f"{said}\n{self.formatException(record.exc_info)}"
        found = [_safe(line) for line in said.split("\n") if line.strip()]
        return found[:_LINES] or [""]


class AsText(_Formatter):
    """For people: `2026-03-01T12:00:05.123Z WARNING rejoinder.store: …`. What belongs to a record is indented."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as lines of which only the first begins at the margin."""
        first, *more = self.lines(record)
        told = "".join(f" {name}={_safe(str(value))}" for name, value in _told(record).items())
        return "\n    ".join([f"{_time(record)} {record.levelname} {record.name}: {first}{told}", *more])


class AsJson(_Formatter):
    """For programs: one object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as an object."""
        first, *more = self.lines(record)
        told = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name, "event": first}
        told |= {name: _safe(value) if isinstance(value, str) else value for name, value in _told(record).items()}
        return json.dumps(told | ({"more": more} if more else {}))


def write_logs(form: str, *, access: bool) -> None:
    """Write the log of this process from now on, as `form` says; with a line for each request if there is to be one."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if form == "json" else AsText())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # else logging itself prints a record that cannot be written, with its arguments
    logging.getLogger(_ACCESS).setLevel(logging.INFO if access else logging.CRITICAL)
    logging.getLogger(_SERVE).setLevel(logging.INFO if form == "json" else logging.CRITICAL)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def tell(sentence: str) -> None:
    """Say something to whoever has started the server: as a line of the log where a program reads that."""
    log = logging.getLogger(_SERVE)
    if log.isEnabledFor(logging.INFO):
        log.info("%s", sentence)
    else:
        typer.echo(sentence)


def _uncaught(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, SystemExit | KeyboardInterrupt):
        log_fault(logging.getLogger(__name__), error, f"the thread {threading.current_thread().name}, which ends")


def _told(record: logging.LogRecord) -> dict[str, Any]:
    """What a record says beside its sentence: the request it belongs to, and what `extra` has under `told`."""
    number = REQUEST.get()
    request: dict[str, Any] = {"request": f"{number[0]}-{number[1]}"} if number else {}
    return request | getattr(record, "told", {})


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _safe(text: str) -> str:
    shown = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
