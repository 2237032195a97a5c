"""The messages of a shard, in order, in little memory: lines of JSON, or rows of a Parquet file.

Unlike `rejoinder check`, which stops at a line that cannot be read, this says what is wrong with it and goes on: of an
archive that others have written over years, a line may well be spoilt. What is wrong with the file ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from rejoinder.cluster.shards import PARQUET
from rejoinder.errors import BadInput
from rejoinder.evaluation.labelled import FIELDS, LONGEST_LINE, Lines, Message, message_of, messages_of, opened

__all__ = ["Row", "require_pyarrow", "rows_of"]

Row = Message | BadInput  # what a line holds, or what is wrong with it; the sentence names file and line
_AT_ONCE = 512  # rows of a Parquet file that are turned into Python's objects together


def rows_of(file: Path) -> Iterator[Row]:
    """The messages of a file. Raises `BadInput` when the file itself cannot be read, now or further on."""
    if file.suffix == PARQUET:
        yield from _rows(file)
        return
    with opened(file) as stream:
        yield from _lines(stream, str(file))


def _lines(stream: Lines, name: str) -> Iterator[Row]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        try:
            yield from messages_of(BytesIO(line), name, labelled=False, before=number)
        except BadInput as error:
            yield error
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):  # the rest of one that is too long
            line = stream.readline(LONGEST_LINE + 1)
        number += 1


def _rows(file: Path) -> Iterator[Row]:
    parquet = require_pyarrow()
    for number, row in enumerate(_objects(parquet, file), 1):
        try:
            yield message_of(row, str(file), number, labelled=False)
        except BadInput as error:
            yield error


def _objects(parquet: Any, file: Path) -> Iterator[dict[str, object]]:
    """The rows of a Parquet file; of its columns only those that a message may have."""
    from pyarrow import ArrowException  # noqa: PLC0415 - an extra

    try:
        with parquet.ParquetFile(file) as table:
            columns = [name for name in table.schema_arrow.names if name in (*FIELDS, "id")]
            for batch in table.iter_batches(_AT_ONCE, columns=columns):
                yield from batch.to_pylist()
    except (OSError, ArrowException) as error:
        raise BadInput("bad_file", f"{file} cannot be read: {error}.") from error


def require_pyarrow() -> Any:
    """Pyarrow's module for Parquet files. Raises `BadInput` with the command that installs it."""
    try:
        from pyarrow import parquet  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise BadInput(
            "no_pyarrow", "Parquet files need pyarrow.", "Install it with: pip install 'rejoinder[cluster]'"
        ) from error
    return parquet
