"""A desk with a server behind it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from tests.serving import PASSWORD, SITE, Server, open_house, server, serving  # noqa: F401
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


@pytest.fixture(scope="module")
def lasting_server(lasting_folder: Path) -> Iterator[Server]:
    """One server for all tests of a file: for tables of requests that leave nothing behind that another could see."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        house = open_house(lasting_folder, url)
        site, key = add_site(house, SITE, "The Paper")
        moderator = add_moderator(house, "Ada", PASSWORD)
        with serving(house, listener):
            yield Server(url, house, site, key, moderator)
        house.store.close()


@pytest.fixture
def passer_by(lasting_server: Server) -> Iterator[Desk]:
    """Like `visitor`, on the lasting server."""
    made = Desk(lasting_server)
    yield made
    made.close()


@pytest.fixture
def regular(passer_by: Desk) -> Desk:
    """Like `desk`, on the lasting server."""
    assert passer_by.sign_in().status_code == 303
    return passer_by
