"""A moderator at the desk: a client that signs in, finds forms, and sends them as a browser does."""

from __future__ import annotations

import re
from html import unescape

import httpx
from playwright.sync_api import Page

from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.moderation import Status
from rejoinder.store import comments
from tests.serving import PAGE, PASSWORD, SITE, Server

_FORM = re.compile(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')

SPAM = "CHEAP VIAGRA!!! Buy pills and casino bonus now at http://pills.example and http://casino.example/win !!!"


class Desk:
    """One moderator's browser."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=30)
        self._others: list[Desk] = []

    @property
    def token(self) -> str:
        """The session that the cookie names."""
        return self.client.cookies["rejoinder-desk"]

    def other(self, token: str = "") -> Desk:
        """Another browser, with the session of `token` if there is one. It is closed together with this one."""
        made = Desk(self.server)
        if token:
            made.client.cookies.set("rejoinder-desk", token)
        self._others.append(made)
        return made

    def close(self) -> None:
        """Let go of all connections."""
        self.client.close()
        for other in self._others:
            other.close()

    def sign_in(self, name: str = "Ada", password: str = PASSWORD, wanted: str = "/desk/") -> httpx.Response:
        fields = {"name": name, "password": password, "next": wanted}
        return self.client.post("/desk/sign-in", data=fields)

    def form(self, page: str, action: str) -> dict[str, str]:
        """The hidden fields of the form on `page` that leads to `action`."""
        for found, inside in _FORM.findall(self.client.get(page).text):
            if found.endswith(action):
                return {unescape(name): unescape(value) for name, value in _HIDDEN.findall(inside)}
        message = f"no form for {action} on {page}"
        raise AssertionError(message)

    def decide(self, comment: int, decision: str, page: str = "/desk/", **changed: str) -> httpx.Response:
        fields = self.form(page, f"/comments/{comment}/decide") | {"decision": decision} | changed
        return self.client.post(f"/desk/comments/{comment}/decide", data=fields)

    def undo(self, decision: int, page: str = "/desk/decided", **changed: str) -> httpx.Response:
        fields = self.form(page, f"/decisions/{decision}/undo") | changed
        return self.client.post(f"/desk/decisions/{decision}/undo", data=fields)


def say(server: Server, text: str = "I live beside that bridge.", author: str = "Maria", **more: str) -> int:
    """A reader's comment; returns its number."""
    fields = {"site": SITE, "page_url": PAGE, "title": "A bridge closes", "ip": "203.0.113.7", **more}
    return submit(server.house, Draft(text=text, author=author, **fields)).comment_id


def publish(server: Server, text: str = "I live beside that bridge.", author: str = "Maria", **more: str) -> int:
    """A reader's comment that a moderator let through as it was judged: nothing is learned from it."""
    comment = say(server, text, author, **more)
    with server.house.store.write() as connection:
        found = comments.by_id(connection, comment)
        assert found is not None
        assert comments.set_status(connection, found, Status.PUBLISHED, server.house.clock())
    return comment


def status(server: Server, comment: int) -> Status:
    """Where a comment stands."""
    with server.house.store.read() as connection:
        found = comments.by_id(connection, comment)
    assert found is not None
    return found.status


def enter(page: Page, server: Server, path: str = "/desk/") -> None:
    """Sign in with a browser and open a page of the desk."""
    page.goto(f"{server.url}/desk/sign-in")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Queues").wait_for()
    page.goto(f"{server.url}{path}")
