"""What readers are told of how their comment data is processed: the data map and the live settings, put together."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.second import SENT
from rejoinder.actions.reading.site import site_called
from rejoinder.policy.second import DOUBTFUL
from rejoinder.policy.site import Mode
from rejoinder.privacy.data_map import DATA_MAP
from rejoinder.privacy.entries import Entry, Subject
from rejoinder.privacy.notes import RATES_NOTE, SNAPSHOT_NOTE
from rejoinder.store import ledger, sites
from rejoinder.store.sites import Second, Site

__all__ = ["Described", "Group", "Line", "ShownTo", "describe"]


@dataclass(frozen=True, slots=True)
class Line:
    """One stored thing, in the reader's words."""

    what: str
    where: str  # table and column, for whoever wants to check


@dataclass(frozen=True, slots=True)
class Group:
    """Stored things that share a purpose, a basis, who sees them, and how long they are kept."""

    purpose: str
    basis: str
    seen_by: str
    kept: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ShownTo:
    """Another server that comments on a site are shown to: which of them, and what of them."""

    site: str
    server: str
    which: str
    sent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """The whole page, as values."""

    sites: tuple[Site, ...]
    contact: str
    reader: tuple[Group, ...]
    others: tuple[Group, ...]
    days: dict[str, int]
    labels: int  # that the filter has learned and not forgotten
    notes: tuple[str, ...]
    modes: dict[str, str]
    shown_to: tuple[ShownTo, ...]


_MODES = {
    Mode.LOG_ONLY: "The filter only notes what it thinks; it hides nothing.",
    Mode.HOLD: "What the filter doubts is hidden until a person has looked.",
    Mode.ENFORCE: "What the filter calls spam is hidden; what it doubts is left to the site.",
}


def describe(house: Installation, site_name: str = "") -> Described:
    """Everything the data page says, as it is at this moment: for the readers of one site, or for all.

    Raises `NotFound` when this installation does not serve the site that is named.
    """
    days: dict[str, int] = asdict(house.retention)
    with house.store.read() as connection:
        served = (site_called(connection, site_name),) if site_name else tuple(sites.all_sites(connection))
        labels = ledger.count_standing(connection)
    return Described(
        sites=served,
        contact=house.contact,
        reader=_groups(days, reader=True),
        others=_groups(days, reader=False),
        days=days,
        labels=labels,
        notes=(SNAPSHOT_NOTE, RATES_NOTE),
        shown_to=tuple(_shown_to(site, site.second) for site in served if site.second),
        modes={str(mode): words for mode, words in _MODES.items()},
    )


def _shown_to(site: Site, second: Second) -> ShownTo:
    if second.share == DOUBTFUL:
        which = "comments that the filter here doubts"
    else:
        share = float(second.share)
        which = "all comments" if share >= 1 else f"{100 * share:g} % of the comments, by chance,"
    return ShownTo(site.name, second.url, which, tuple(told for _, told in SENT.values()))


def _groups(days: dict[str, int], *, reader: bool) -> tuple[Group, ...]:
    grouped: dict[tuple[str, str, str, str], list[Line]] = {}
    for entry in DATA_MAP:
        if (entry.subject is Subject.READER) == reader:
            key = (entry.purpose, str(entry.basis), entry.seen_by, _kept(entry, days))
            grouped.setdefault(key, []).append(Line(entry.what, f"{entry.table}.{entry.column}"))
    return tuple(Group(*key, tuple(lines)) for key, lines in grouped.items())


def _kept(entry: Entry, days: dict[str, int]) -> str:
    return entry.kept.words.format(days=days[entry.kept.rule]) if entry.kept.rule else entry.kept.words
