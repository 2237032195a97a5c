"""A server and everybody who asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.faces import Faces, asking
from tests.serving import Server


@pytest.fixture
def faces(server: Server) -> Iterator[Faces]:
    """Everybody who asks a running server."""
    with asking(server.url, server.key) as made:
        yield made
