"""Data folders whose database no version has seen yet, on both kinds of databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.serving import prepared

__all__ = ["empty"]


@pytest.fixture
def empty(request: pytest.FixtureRequest, database: str | None, tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Makes one of a name."""
    with ExitStack() as stack:

        def make(name: str) -> Path:
            folder = tmp_path / name
            folder.mkdir(mode=0o700)
            if database is None:
                return folder
            databases = request.getfixturevalue("databases")
            return prepared(folder, stack.enter_context(databases.fresh("template1")))

        yield make
