"""Everybody who asks a server at once: a reader, a moderator, an Akismet client, a monitor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from sqlalchemy import select

from rejoinder.store import schema
from rejoinder.store.engine import Store
from tests.serving import PAGE, PASSWORD, SITE

VERDICTS = {"true", "false", "valid", "invalid"}
PLAIN = "The bridge was closed for six weeks last year, too, and nobody apologised."


class Faces:
    """What each of them is answered."""

    def __init__(self, url: str, key: str) -> None:
        self.client = httpx.Client(base_url=url, headers={"Origin": url}, timeout=60)
        self._key = key

    def read(self) -> int:
        """A reader looks at the thread."""
        return self.client.get("/thread", params={"site": SITE, "url": PAGE}).status_code

    def write(self, text: str = PLAIN) -> httpx.Response:
        """A reader leaves a comment."""
        return self.client.post("/api/v1/comments", json={"site": SITE, "url": PAGE, "text": text})

    def form(self, text: str = PLAIN) -> httpx.Response:
        """The same without JavaScript."""
        return self.client.post("/thread", data={"site": SITE, "url": PAGE, "text": text})

    def ask(self, text: str = PLAIN, verb: str = "comment-check") -> httpx.Response:
        """An Akismet client asks, or reports."""
        sent = {"api_key": self._key, "blog": SITE, "user_ip": "203.0.113.9", "comment_content": text}
        return self.client.post(f"/1.1/{verb}", data=sent)

    def sign_in(self) -> int:
        """A moderator signs in, and stays so in this browser."""
        fields = {"name": "Ada", "password": PASSWORD, "next": "/desk/"}
        return self.client.post("/desk/sign-in", data=fields).status_code

    def queue(self) -> int:
        """The moderator looks at what waits."""
        return self.client.get("/desk/").status_code

    def live(self) -> int:
        """Whether the server is to be started anew."""
        return self.client.get("/healthz?live").status_code

    def ready(self) -> int:
        """Whether requests are to be sent to it."""
        return self.client.get("/healthz").status_code

    def detail(self) -> dict[str, str]:
        """What it says of itself."""
        return self.client.get("/healthz?detail").json()

    def all_is_well(self) -> bool:
        """Everybody is answered as ever."""
        assert (self.read(), self.sign_in(), self.queue(), self.live(), self.ready()) == (200, 303, 200, 200, 200)
        assert self.write("All is well again.").status_code == 201
        assert self.ask("All is well again.").text in VERDICTS
        return True


@contextmanager
def asking(url: str, key: str) -> Iterator[Faces]:
    """The faces of a server, for as long as the block runs."""
    faces = Faces(url, key)
    try:
        yield faces
    finally:
        faces.client.close()


def is_refused(answer: httpx.Response) -> bool:
    """Whether a sender is told that nothing was stored, and when to try again."""
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "Traceback" not in answer.text
    return True


def is_no_verdict(answer: httpx.Response) -> bool:
    """Whether an Akismet client will hold the comment, whatever it looks at."""
    assert answer.text not in VERDICTS
    assert ("x-akismet-guid" in answer.headers) is answer.url.path.endswith("/comment-check")
    return is_refused(answer)


def texts(store: Store, status: str) -> list[str]:
    """The comments of a status."""
    with store.read() as connection:
        query = select(schema.comments.c.text).where(schema.comments.c.status == status).order_by(schema.comments.c.id)
        return list(connection.scalars(query))
