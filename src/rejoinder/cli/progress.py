"""Progress bars on standard error, shown only to people: on a terminal, and over more than a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

__all__ = ["watched"]

T = TypeVar("T")


@contextmanager
def watched(items: Iterable[T], what: str, total: int | None = None) -> Iterator[Iterator[T]]:
    """`items`, with a bar that counts them while they are taken."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield iter(items)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield _counted(items, progress, task)


def _counted(items: Iterable[T], progress: Progress, task: object) -> Iterator[T]:
    for item in items:
        yield item
        progress.advance(task)  # type: ignore[arg-type]
