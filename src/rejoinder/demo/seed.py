"""Fill an installation with the demonstration's words, by the same verbs that readers and moderators use.

Nothing is written into the database directly: the comments are submitted and judged, the decisions are decided and
learned. What the demo shows of the filter is therefore what the filter does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, Submitted, submit
from rejoinder.comment import Label
from rejoinder.demo.words import ARTICLE, COMMENTS, DOUBTFUL, EARLIER, SPAM, Arrival, Remark
from rejoinder.moderation import Event, Status
from rejoinder.store.people import Moderator

__all__ = ["Seeded", "seed"]

MODERATOR = "editor"
_MINUTE = 60_000
_DAY = 24 * 60 * _MINUTE
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a visitor of the demonstration needs to know."""

    site: str
    key: str
    moderator: str


def seed(house: Installation, password: str, told: Callable[[int, int], None] = lambda _done, _of: None) -> Seeded:
    """Make the site, its moderator, the decisions on earlier articles and the thread under the article.

    `told(done, of)` is called after each step.
    """
    site, key = add_site(house, house.base_url, "The Meridian")
    moderator = add_moderator(house, MODERATOR, password)
    steps = _steps(house, moderator, house.clock())
    for done, step in enumerate(steps, 1):
        step()
        told(done, len(steps))
    return Seeded(site.url, key, MODERATOR)


def _steps(house: Installation, moderator: Moderator, now: int) -> list[Callable[[], object]]:
    """Everything that happens, each step at a time of its own: earlier decisions, then the thread of the last days."""
    numbers: dict[str, int] = {}
    steps: list[Callable[[], object]] = []
    for place, labelled in enumerate(EARLIER):
        draft = _draft(house, labelled.text, labelled.author, labelled.url, path=f"/archive/{place % 9 + 1}/")
        at = now - 9 * _DAY + place * 37 * _MINUTE
        event = Event.SPAM if labelled.label == Label.SPAM else Event.APPROVE
        steps.append(_decided(house, moderator, draft, at, event))
    for remark in COMMENTS:
        at = now - 2 * _DAY + remark.minutes_after * _MINUTE
        steps.append(_approved(house, moderator, remark, at, numbers))
    for place, arrival in enumerate((*SPAM, *DOUBTFUL)):
        steps.append(_arrived(house, arrival, now - _DAY + place * 53 * _MINUTE, place))
    return steps


def _draft(house: Installation, text: str, author: str, url: str, *, path: str = ARTICLE.path) -> Draft:
    here = path == ARTICLE.path
    return Draft(
        site=house.base_url,
        page_url=house.base_url + path,
        title=ARTICLE.title if here else "From earlier editions of The Meridian",
        text=text,
        author=author,
        url=url,
        user_agent=_BROWSER,
    )


def _decided(house: Installation, moderator: Moderator, draft: Draft, at: int, event: Event) -> Callable[[], None]:
    def run() -> None:
        submitted = submit(_at(house, at), draft)
        decide(_at(house, at + 11 * _MINUTE), moderator, submitted.comment_id, event)

    return run


def _approved(
    house: Installation, moderator: Moderator, remark: Remark, at: int, numbers: dict[str, int]
) -> Callable[[], None]:
    def run() -> None:
        draft = _draft(house, remark.text, remark.author, "")
        parent = numbers[remark.reply_to] if remark.reply_to else None
        submitted = submit(_at(house, at), replace(draft, parent_id=parent, ip="192.0.2.7"))
        numbers[remark.key] = submitted.comment_id
        # The editor has let through whatever the filter held back; what it published needed nobody.
        if submitted.status is not Status.PUBLISHED:
            decide(_at(house, at + 3 * _MINUTE), moderator, submitted.comment_id, Event.APPROVE)

    return run


def _arrived(house: Installation, arrival: Arrival, at: int, place: int) -> Callable[[], Submitted]:
    def run() -> Submitted:
        draft = replace(_draft(house, arrival.text, arrival.author, arrival.url), email=arrival.email)
        return submit(_at(house, at), replace(draft, ip=f"198.51.100.{place + 1}"))

    return run


def _at(house: Installation, moment: int) -> Installation:
    """The installation as of another moment; all else is shared."""
    return replace(house, clock=lambda: moment)
