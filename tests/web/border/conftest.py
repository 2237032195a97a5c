"""A server for tables of requests; what the border does does not depend on the database, so it runs on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Server, running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a file: none of them leaves anything behind that another could see."""
    with running_server(tmp_path_factory.mktemp("house")) as running:
        yield running
