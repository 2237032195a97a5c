"""Progress bars on standard error, shown only to people: on a terminal, and over more than a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

__all__ = ["counted", "measured", "watched"]

T = TypeVar("T")


def _bar(console: Console) -> Progress:
    """A bar that counts things."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True)


@contextmanager
def watched(items: Iterable[T], what: str, total: int | None = None) -> Iterator[Iterator[T]]:
    """`items`, with a bar that counts them while they are taken."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield iter(items)
        return
    with _bar(console) as progress:
        task = progress.add_task(what, total=total)
        yield _counted(items, progress, task)


@contextmanager
def counted(what: str) -> Iterator[Callable[[int], None]]:
    """What shows how many things are done: called with how many more."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _more: None
        return
    with _bar(console) as progress:
        task = progress.add_task(what, total=None)
        yield lambda more: progress.advance(task, more)


@contextmanager
def measured() -> Iterator[Callable[[str, int, int | None], None]]:
    """What shows how much of a step is done, in bytes: called with the step, the bytes, and their number if known."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _what, _done, _of: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda what, done, of: progress.update(task, description=what, completed=done, total=of)


def _counted(items: Iterable[T], progress: Progress, task: object) -> Iterator[T]:
    for item in items:
        yield item
        progress.advance(task)  # type: ignore[arg-type]
