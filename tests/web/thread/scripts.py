"""What the embed script asks, asked by tests; and what rules, marks and featured comments tests need."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import update

from rejoinder.actions.installation import Installation
from rejoinder.store import schema
from rejoinder.store.policies import set_rules
from tests.serving import SITE, Server
from tests.web.thread.readers import THREAD

READER = "abcdefghijklmnopqrstuv"  # as a browser makes its own


def ask(server: Server, path: str = "thread", origin: str | None = SITE, **more: Any) -> httpx.Response:
    """GET, as the script does."""
    headers = {"origin": origin} if origin else {}
    if path == "thread":
        more = {**THREAD, "lang": "en", **more}
    return httpx.get(f"{server.url}/embed/{path}", params=more, headers=headers)


def send(server: Server, path: str, origin: str | None = SITE, **fields: Any) -> httpx.Response:
    """POST a form, as the script does."""
    if path == "thread":
        fields = {**THREAD, **fields}
    return httpx.post(f"{server.url}/embed/{path}", data=fields, headers={"origin": origin} if origin else {})


def text_of(nodes: list[Any]) -> str:
    """What is to be read in nodes."""
    return "".join(node if isinstance(node, str) else text_of(node[2]) for node in nodes)


def all_in(nodes: list[Any]) -> list[Any]:
    """All elements in nodes, in their order."""
    found = []
    for node in nodes:
        if not isinstance(node, str):
            found += [node, *all_in(node[2])]
    return found


def marked(nodes: list[Any], act: str) -> list[Any]:
    """The elements that do this."""
    return [node for node in all_in(nodes) if node[1].get("data-act") == act]


def rule(house: Installation, **rules: Any) -> None:
    """Rules of the site, instead of those before."""
    with house.store.write() as connection:
        set_rules(connection, 1, "", rules, house.clock())


def change(house: Installation, number: int, **values: Any) -> None:
    """Columns of a comment, whatever the verbs say; its page has changed then."""
    with house.store.write() as connection:
        connection.execute(update(schema.comments).where(schema.comments.c.id == number).values(**values))
        connection.execute(update(schema.pages).values(version=schema.pages.c.version + 1))
