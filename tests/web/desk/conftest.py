"""A desk with a server behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Server, server  # noqa: F401
from tests.web.desk.desk import Desk


@pytest.fixture
def visitor(server: Server) -> Iterator[Desk]:  # noqa: F811
    """A browser that has not signed in."""
    made = Desk(server)
    yield made
    made.close()


@pytest.fixture
def desk(visitor: Desk) -> Desk:
    """Ada, signed in."""
    assert visitor.sign_in().status_code == 303
    return visitor
