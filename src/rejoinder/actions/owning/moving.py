"""A whole site, or one of its origins, gets another address, and every thread goes with it.

It is done in pieces, because a site may have a hundred thousand pages and others write meanwhile; and in an order in
which every address leads to its thread at every moment, so that an interruption loses nothing and the same call again
goes on where it stopped:

1. each page gets the key of its new address beside the old one; where readers have begun a thread under the new
   address already, the younger of the two is merged into the older,
2. in one transaction the site and its origins are told of the new address,
3. each page is linked to at its new address, and keys by which nobody asks any more go.

Where only the origin changes, the old origin stands for the new one from then on, for pages that are yet to come, too.
Where the path changes as well, the old addresses of the pages that there are stay as their aliases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.pages import ACTOR, join
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.store import audit, pages, policies, sites
from rejoinder.store.pages import Page
from rejoinder.store.sites import Origin, Site
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of, page_address, page_key, section_path, site_address

__all__ = ["Move", "Moved", "move", "relocate"]

_PIECE = 200  # pages in one transaction, which takes some tenths of a second
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Move:
    """From which beginning of an address to which; where the paths are the same, from origin to origin."""

    before: str
    after: str

    @property
    def whole(self) -> bool:
        """Whether only the origin changes, so that what is at the old one is found under the same path at the new."""
        return _path(self.before) == _path(self.after)

    def of_url(self, url: str) -> str | None:
        """Where a page is then, None where it stays."""
        return self._beyond(url.partition("://")[2], self.before.partition("://")[2])

    def of_key(self, key: str) -> str | None:
        """The key beside this one, None where it has none."""
        moved = self._beyond(key, page_key(self.before).rstrip("/"))
        return page_key(moved) if moved else None

    def _beyond(self, spelled: str, start: str) -> str | None:
        rest = _below(spelled, start)
        # What has moved into a folder of the old address must not move again when an interrupted call goes on.
        within = self.after.partition("://")[2].rstrip("/")
        if rest is None or (len(within) > len(start) and _below(spelled, within) is not None):
            return None
        return page_address(f"{self.after}{rest}")


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it: pages that have moved, threads that were merged, and pages that stay where they are."""

    site: str
    pages: int
    merged: int
    elsewhere: int


def move(house: Installation, old: str, new: str, *, dry: bool = False, told: Told = lambda _more: None) -> Moved:
    """Move a site to another address. With `dry` nothing is done, and the answer is what would be.

    The same call again goes on with what was interrupted. `told` hears of pages that are done. Raises `NotFound` when
    there is no such site, and `Conflict` when the new address is another's.
    """
    before, after = site_address(clean("page", old)), site_address(clean("page", new))
    if before == after:
        raise BadInput("same_address", "Both addresses are the same.", "Name the old address, then the new one.")
    with house.store.read() as connection:
        site = _site(connection, before, after)
        _refuse_taken(connection, site, after)
    whole = _path(before) == _path(after)
    way = Move(origin_of(before), origin_of(after)) if whole else Move(before, after)
    if dry:
        return _foreseen(house, site, way, after)
    moved = relocate(house, site, way, lambda connection: _flip(house, connection, site, before, after), told)
    _forget_sections(house, site, before, after)
    return moved


def relocate(house: Installation, site: Site, way: Move, flip: Callable[[Connection], None], told: Told) -> Moved:
    """Take all pages of a site that lie at one address to another; `flip` says so to the site, in a transaction."""
    merged, last = 0, 0
    for piece in _pieces(house, site):
        with house.store.write() as connection:
            merged += sum(_prepare(house, connection, page, way) for page in piece)
        last = piece[-1].id
    with house.store.write() as connection:
        # Pages that readers have begun since the last piece; no more can come as long as this transaction lasts.
        for page in pages.pages_after(connection, site.id, last, 1_000_000):
            merged += _prepare(house, connection, page, way)
        flip(connection)
    count = stay = 0
    for piece in _pieces(house, site):
        with house.store.write() as connection:
            for page in piece:
                merged += _prepare(house, connection, page, way)
                here = _settle(connection, page.id, way)
                count, stay = count + here, stay + (not here and not _is_there(page, way))
        told(len(piece))
    with house.store.read() as connection:
        site = sites.site_by_id(connection, site.id) or site
    return Moved(site.url, count, merged, stay)


def _pieces(house: Installation, site: Site) -> Iterator[list[Page]]:
    """All pages of a site, in pieces."""
    last = 0
    while True:
        with house.store.read() as connection:
            piece = pages.pages_after(connection, site.id, last, _PIECE)
        if not piece:
            return
        yield piece
        last = piece[-1].id


def _prepare(house: Installation, connection: Connection, page: Page, way: Move) -> int:
    """Let a page be found at its new address, too. Returns how many threads were merged for that."""
    merged = 0
    for key in pages.keys_of(connection, page.id):
        new = way.of_key(key)
        other = pages.find_page(connection, page.site_id, new) if new else None
        if new and other is None:
            pages.add_address(connection, page, new)
        elif other is not None and other.id != page.id:
            merged += 1
            if page.id < other.id:
                join(connection, other, page, house.clock())
            else:
                join(connection, page, other, house.clock())
                break  # the other is settled under its own number
    return merged


def _settle(connection: Connection, page_id: int, way: Move) -> bool:
    """Link to a page at its new address. Whether it has moved."""
    page = pages.page_by_id(connection, page_id)
    url = way.of_url(page.url) if page else None
    if page is None:
        return False
    moves = url is not None and url != page.url
    if url is not None and moves:
        pages.set_url(connection, page, url)
    for key in pages.keys_of(connection, page.id) if way.whole else ():
        new = way.of_key(key)
        if new is not None and new != key:
            pages.remove_address(connection, page, key)
    return moves


def _is_there(page: Page, way: Move) -> bool:
    """Whether a page is at the new address already: it was begun there, or moved by a call that was interrupted."""
    return f"{page.url}/".startswith(f"{way.after}/")


def _flip(house: Installation, connection: Connection, site: Site, before: str, after: str) -> None:
    old, new = origin_of(before), origin_of(after)
    known = {one.origin: one for one in sites.origins_known(connection, site.id)}
    if new not in known:
        sites.add_origin(connection, site.id, new)
    sites.set_origin(connection, site.id, Origin(new, "", trial=False))
    if old != new and _path(before) == _path(after):
        sites.set_origin(connection, site.id, Origin(old, new, trial=False))
        sites.origin_stands_for(connection, site.id, old, new)
    now = house.clock()
    for scope, rules in policies.rules_of(connection, site.id).items():
        moved = _moved_scope(scope, before, after)
        if moved is not None:
            policies.set_rules(connection, site.id, moved, rules, now)
    if site.url != after:
        sites.change(connection, site.id, url=after)
        audit.note(connection, now, ACTOR, "move site", f"site {site.id}", f"{before} -> {after}")


def _forget_sections(house: Installation, site: Site, before: str, after: str) -> None:
    """The sections' old names go when no page is called so any more."""
    with house.store.write() as connection:
        for scope in policies.rules_of(connection, site.id):
            if _moved_scope(scope, before, after) is not None:
                policies.set_rules(connection, site.id, scope, {}, house.clock())


def _moved_scope(scope: str, before: str, after: str) -> str | None:
    """A section under its new name, None for what keeps its name."""
    old, new = (section_path(_path(one)) for one in (before, after))
    moved_already = len(new) > len(old) and scope.startswith(new)
    return None if old == new or moved_already or not scope.startswith(old) else f"{new}{scope.removeprefix(old)}"


def _foreseen(house: Installation, site: Site, way: Move, after: str) -> Moved:
    count = merged = stay = 0
    for piece in _pieces(house, site):
        with house.store.read() as connection:
            for page in piece:
                here = (way.of_url(page.url) or page.url) != page.url
                count, stay = count + here, stay + (not here and not _is_there(page, way))
                keys = [new for key in pages.keys_of(connection, page.id) if (new := way.of_key(key))]
                found = {one.id for key in keys if (one := pages.find_page(connection, site.id, key))}
                merged += len(found - {page.id})
    return Moved(after, count, merged, stay)


def _site(connection: Connection, before: str, after: str) -> Site:
    """The site that is to be moved, or that an interrupted call has begun to move."""
    found = {site.url: site for site in sites.all_sites(connection)}
    if before in found:
        return found[before]
    begun = found.get(after)
    if begun is None or origin_of(before) not in sites.origins(connection, begun.id):
        raise NotFound("no_site_to_move", f"There is no site {before}.", "See `rejoinder site list`.")
    return begun


def _refuse_taken(connection: Connection, site: Site, after: str) -> None:
    if any(one.url == after and one.id != site.id for one in sites.all_sites(connection)):
        raise Conflict("address_taken", f"There is another site at {after}.", "Two sites cannot become one.")
    for one in sites.origins_known(connection, site.id):
        if one.trial and one.origin == origin_of(after):
            raise Conflict(
                "address_on_trial",
                f"{one.origin} is an address to develop on.",
                "Say first that it is one no more: rejoinder site allow SITE ADDRESS --live.",
            )


def _below(spelled: str, start: str) -> str | None:
    """What comes after the beginning of an address, None where it begins otherwise."""
    rest = spelled.removeprefix(start)
    return rest if spelled.startswith(start) and rest[:1] in ("", "/", "?") else None


def _path(address: str) -> str:
    return address.partition("://")[2].partition("/")[2]
