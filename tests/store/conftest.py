"""A store by itself, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rejoinder.store.engine import Store


@pytest.fixture
def url(tmp_path: Path, database: str | None) -> str:
    """Where the store of this test lies."""
    return database or f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    made = Store(url)
    yield made
    made.close()
