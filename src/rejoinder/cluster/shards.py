"""Which files an archive has, and where the answers to each go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rejoinder.errors import BadInput

__all__ = ["PARQUET", "Shard", "shards_of"]

PARQUET = ".parquet"
_LINES = (".jsonl", ".jsonl.gz")


@dataclass(frozen=True, slots=True)
class Shard:
    """A file of messages, and the file of their answers."""

    source: Path
    answers: Path

    def is_finished(self) -> bool:
        """Whether its answers are there, and no older than what they answer. They are written whole or not at all."""
        return self.answers.exists() and self.answers.stat().st_mtime_ns >= self.source.stat().st_mtime_ns


def shards_of(sources: Sequence[Path], output: Path) -> list[Shard]:
    """The shards of files and folders, in the order of their names.

    A folder is searched to its depths, and `output` mirrors it; hidden files are left out. Answers are lines of JSON,
    packed where the shard was. Raises `BadInput` when there is nothing to judge, or when two would be one file.
    """
    found: dict[Path, Path] = {}
    for source in sources:
        for file, name in _files(source, output):
            answers = output / (f"{name}.jsonl.gz" if file.suffix == PARQUET else name)
            if found.setdefault(answers, file) != file:
                raise BadInput(
                    "shards_alike",
                    f"The answers to {file} and to {found[answers]} would be one file.",
                    "Name a folder that holds both, or judge them into two folders.",
                )
    if not found:
        raise BadInput(
            "no_shards", "There is nothing to judge.", "Name files or folders of .jsonl, .jsonl.gz or .parquet."
        )
    return [Shard(source, answers) for answers, source in sorted(found.items())]


def _files(source: Path, output: Path) -> Iterator[tuple[Path, str]]:
    within, around = output.resolve(), source.resolve()
    if within.is_relative_to(around) or around.is_relative_to(within):
        raise BadInput(
            "output_among_shards",
            f"{output} and {source} lie one in the other: answers would be judged, or written over what is judged.",
            "Name a folder elsewhere.",
        )
    if source.is_dir():
        inside = ((file, file.relative_to(source)) for file in source.rglob("*"))
        yield from ((file, str(name)) for file, name in inside if _is_shard(file) and not _is_hidden(name))
    elif _is_shard(source):
        yield source, source.name
    else:
        raise BadInput(
            "bad_file", f"{source} is no folder and no file of .jsonl, .jsonl.gz or .parquet.", "See what it is called."
        )


def _is_shard(file: Path) -> bool:
    return file.name.endswith((*_LINES, PARQUET)) and file.is_file()


def _is_hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)
