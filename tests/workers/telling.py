"""A house with a client site at another server, for tests of what goes out: its clock stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from sqlalchemy import select

from rejoinder.actions.deciding.clients import decide_check
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.check import check
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment
from rejoinder.moderation import Event
from rejoinder.outside.addresses import Allowed
from rejoinder.outside.http import Http
from rejoinder.policy.site import Mode
from rejoinder.store.people import Moderator
from rejoinder.store.schema import outbox
from rejoinder.store.sites import Site
from rejoinder.workers.outbox import Carrying
from tests.outside.servers import Other
from tests.serving import PASSWORD

HERE = Http(Allowed.named(("127.0.0.0/8",)))
DOUBTFUL = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."


@dataclass
class Client:
    """A site whose software asks about comments and wants to be called back."""

    house: Installation
    site: Site
    key: str
    moderator: Moderator
    callback: str
    now: list[int]

    def ask(self, text: str = DOUBTFUL, callback: str | None = None) -> str:
        """Ask about a comment; the GUID of its check."""
        return check(
            self.house, self.site, Comment(text), callback=self.callback if callback is None else callback
        ).guid

    def decide(self, guid: str, event: Event = Event.SPAM) -> int:
        """A moderator decides; the number of the decision."""
        return decide_check(self.house, self.moderator, guid, event)[0]

    def carrier(self, seconds: float = 5.0) -> Carrying:
        return Carrying(self.house, HERE, seconds)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now[0] += int(seconds * 1000)

    def outcomes(self) -> list[tuple[str, int]]:
        """What became of each message, and how often it failed."""
        with self.house.store.read() as connection:
            rows = connection.execute(select(outbox.c.outcome, outbox.c.tries).order_by(outbox.c.id))
            return [(outcome, tries) for outcome, tries in rows]


def client_of(house: Installation, other: Other, mode: Mode = Mode.ENFORCE) -> Client:
    """A client site that lives at this server."""
    now = [house.clock()]
    house = replace(house, clock=lambda: now[0])
    site, key = add_site(house, f"http://{other.host}:{other.port}", mode=mode)
    return Client(house, site, key, add_moderator(house, f"Ada {other.port}", PASSWORD), other.url, now)


def told(request: bytes) -> dict[str, str]:
    """The fields of a call."""
    return dict(parse_qsl(request.partition(b"\r\n\r\n")[2].decode(), strict_parsing=True))
