"""Messages from `.jsonl` and `.jsonl.gz` files, read strictly: a bad line is named, never skipped or guessed at.

A line is a JSON object with `text` and, where known, `id`, `label`, `author`, `email`, `url`, `ip`, `user_agent`,
`time`, `context`, `lang`; other names are left alone. Only the standard library is used, so that a filter without the
server's parts can be evaluated.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Protocol

from rejoinder.comment import Comment, Label
from rejoinder.errors import BadInput

__all__ = ["FIELDS", "LONGEST_LINE", "Lines", "Message", "message_of", "messages_of", "opened", "read_file"]

FIELDS = ("text", "author", "email", "url", "ip", "user_agent", "context", "lang")  # what a filter may be shown
_STRINGS = (*FIELDS, "time")
LONGEST_LINE = 16 * 1024 * 1024


class Lines(Protocol):
    """What is asked of a stream: a file, a gzip file, standard input."""

    def readline(self, size: int, /) -> bytes:
        """The next line, cut at `size`."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line: the comment, and its id and label where given."""

    comment: Comment
    id: str | int | None
    label: Label | None


def read_file(path: Path, fields: tuple[str, ...] = FIELDS, *, labelled: bool = True) -> Iterator[Message]:
    """The messages of a file, in order. Raises `BadInput` naming file and line at the first bad line."""
    with opened(path) as stream:
        yield from messages_of(stream, str(path), fields, labelled=labelled)


@contextmanager
def opened(path: Path) -> Iterator[Lines]:
    """The bytes of a file, inflated. Raises `BadInput` if they cannot be read, now or when a line is read."""
    try:
        stream = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115 - entered below
    except OSError as error:
        raise _unreadable(path, error) from error
    with stream:
        yield _Opened(stream, path)


class _Opened:
    """The lines of a file; what goes wrong outside while they are read is not taken for a fault of the file."""

    def __init__(self, stream: Lines, path: Path) -> None:
        self._stream, self._path = stream, path

    def readline(self, size: int, /) -> bytes:
        try:
            return self._stream.readline(size)
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(self._path, error) from error


def _unreadable(path: Path, error: Exception) -> BadInput:
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
        return BadInput("bad_file", f"{path} cannot be read: {error.strerror or error}.")
    return BadInput("bad_file", f"{path} is not a whole gzip file.")


def messages_of(
    stream: Lines, name: str, fields: tuple[str, ...] = FIELDS, *, labelled: bool = True, before: int = 0
) -> Iterator[Message]:
    """The messages of an open stream of bytes, one as soon as its line is read; empty lines are left out.

    `before` is how many lines of what `name` names came before the stream.
    """
    number = before
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            _refuse(name, number, "the line is longer than 16 MiB")
        if line.strip():
            yield _message(line, name, number, fields, labelled=labelled)


def _message(line: bytes, name: str, number: int, fields: tuple[str, ...], *, labelled: bool) -> Message:
    return message_of(_object(line, name, number), name, number, fields, labelled=labelled)


def message_of(
    row: dict[str, object], name: str, number: int, fields: tuple[str, ...] = FIELDS, *, labelled: bool
) -> Message:
    """The message of one line, or of one row of a table. Raises `BadInput` naming file and line."""
    if "text" not in row:
        _refuse(name, number, "“text” is missing")
    for field in _STRINGS:
        value = row.get(field)
        if value is not None or field == "text":
            _want_string(value, field, name, number)
    shown = {field: str(row[field]) for field in fields if row.get(field)}
    return Message(_comment(shown), _id(row, name, number), _label(row, name, number, labelled=labelled))


def _comment(shown: dict[str, str]) -> Comment:
    return Comment(
        text=shown.get("text", ""),
        author=shown.get("author", ""),
        email=shown.get("email", ""),
        url=shown.get("url", ""),
        ip=shown.get("ip", ""),
        user_agent=shown.get("user_agent", ""),
        context=shown.get("context", ""),
        lang=shown.get("lang", ""),
    )


def _object(line: bytes, name: str, number: int) -> dict[str, object]:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        _refuse(name, number, "it is not valid UTF-8")
    except RecursionError:
        _refuse(name, number, "it is nested too deeply")
    except ValueError as error:
        _refuse(name, number, f"it is not valid JSON ({error})")
    if not isinstance(row, dict):
        _refuse(name, number, "it is not a JSON object")
    return row


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _want_string(value: object, field: str, name: str, number: int) -> None:
    if not isinstance(value, str):
        _refuse(name, number, f"“{field}” is not a string")
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        _refuse(name, number, f"“{field}” has half of a surrogate pair, which is not text")


def _id(row: dict[str, object], name: str, number: int) -> str | int | None:
    value = row.get("id")
    if isinstance(value, str):
        _want_string(value, "id", name, number)
        return value
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        _refuse(name, number, "“id” is neither a string nor a whole number")
    return value


def _label(row: dict[str, object], name: str, number: int, *, labelled: bool) -> Label | None:
    value = row.get("label")
    if value in ("spam", "ham"):
        return Label(str(value))
    if labelled:
        _refuse(name, number, "“label” is missing" if value is None else "“label” is neither spam nor ham")
    return None


def _refuse(name: str, number: int, what: str) -> NoReturn:
    raise BadInput("bad_line", f"{name}, line {number}: {what}.")
