"""Sites and the keys of their Akismet clients: what the owner sets up, and takes back."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.policy.second import DOUBTFUL, read_share
from rejoinder.policy.site import DEFAULT_MODE, SUSPENDED, UNLISTED, Bar, Mode
from rejoinder.store import audit, sites
from rejoinder.store.sites import Origin, Site, StoredKey
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of, site_address

__all__ = [
    "Asker",
    "Known",
    "add_site",
    "asker",
    "askers",
    "known_sites",
    "new_key",
    "resume",
    "revoke_key",
    "set_second",
    "set_site",
    "suspend",
    "writing",
]

# Twelve hex digits, because the WordPress plugin takes no other form. That is 48 bits, so the digest that is stored is
# keyed with the installation's secret: a stolen database does not let anybody search for the keys.
_KEY_BYTES = 6
_ACTOR = "command line"


@dataclass(frozen=True, slots=True)
class Known:
    """A site as its owner sees it."""

    site: Site
    known: tuple[Origin, ...]
    keys: tuple[StoredKey, ...]

    @property
    def origins(self) -> tuple[str, ...]:
        """The names of its origins."""
        return tuple(one.origin for one in self.known)


@dataclass(frozen=True, slots=True)
class Asker:
    """The site that a key belongs to, and why it gets no answers, if it does not."""

    site: Site
    bar: Bar | None = None


def add_site(
    house: Installation, url: str, name: str = "", mode: Mode = DEFAULT_MODE, *, discard: bool = False
) -> tuple[Site, str]:
    """A new site and its key, which is shown this once. Raises `Conflict` when there is a site of this address."""
    address = site_address(clean("page", url))
    origin = origin_of(address)
    now = house.clock()
    with house.store.write() as connection:
        found = sites.site_named(connection, address, origin)
        if found is not None and found.url == address:
            raise Conflict("site_exists", f"There is a site {address} already.", "Use the key that it was given.")
        site = sites.add_site(connection, address, clean("title", name) or origin.partition("//")[2], mode, now)
        sites.change(connection, site.id, discard=int(discard))
        sites.add_origin(connection, site.id, origin)
        key = _give_key(house, connection, site, now)
        audit.note(connection, now, _ACTOR, "add site", f"site {site.id}", address)
    return site, key


def known_sites(house: Installation) -> list[Known]:
    """Every site with its origins and keys, the oldest first."""
    with house.store.read() as connection:
        return [
            Known(site, tuple(sites.origins_known(connection, site.id)), tuple(sites.keys_of(connection, site.id)))
            for site in sites.all_sites(connection)
        ]


def set_site(house: Installation, url: str, **values: str | int) -> None:
    """Set the site's mode, or `discard`, `listed_only` or `typing` to 0 or 1."""
    if not values:
        raise BadInput("nothing_to_set", "Nothing was named that is to be set.", "Name an option; see --help.")
    told = ", ".join(f"{name}={value}" for name, value in values.items())
    with writing(house, url, "set site", told) as (connection, site):
        sites.change(connection, site.id, **values)


def set_second(house: Installation, url: str, server: str | None, key: str | None, share: str | None) -> None:
    """Name another Akismet-compatible server that is asked about a site's comments; with `server` empty, none.

    What is None stays as it is; a new server needs a key, and is asked about doubtful comments unless a share is named.
    """
    with writing(house, url, "set second opinion", f"server={server} share={share}") as (connection, site):
        if server == "":
            sites.change(connection, site.id, second_url="", second_key=None, second_share="")
            return
        before = site.second
        address = site_address(server) if server else before.url if before else ""
        if not address:
            raise BadInput("no_second_server", f"{site.url} has no other server.", "Name it with --second-opinion.")
        same = before is not None and before.url == address
        if not key and not same:
            raise BadInput("second_key_missing", f"Our key for {address} is missing.", "Give it with --second-key.")
        sealed = house.vault.seal(key.strip()) if key else before.key if before else None
        told = read_share(share) if share else before.share if before else DOUBTFUL
        sites.change(connection, site.id, second_url=address, second_key=sealed, second_share=told)


def new_key(house: Installation, url: str) -> str:
    """Another key of the site, which is shown this once. The others go on working until they are revoked."""
    with writing(house, url, "add key", "") as (connection, site):
        return _give_key(house, connection, site, house.clock())


def revoke_key(house: Installation, url: str, hint: str) -> None:
    """Revoke the site's key that ends in these digits: who sends it is told that there is no such key."""
    with writing(house, url, "revoke key", "") as (connection, site):
        standing = [key for key in sites.keys_of(connection, site.id) if key.revoked_at is None]
        meant = [key for key in standing if key.hint == hint.strip().lower()[-4:]]
        if not meant:
            raise NotFound("unknown_key", f"{site.url} has no such key.", "See `rejoinder site list` for their ends.")
        for key in meant:
            sites.revoke_key(connection, key.id, house.clock())


def suspend(house: Installation, url: str) -> None:
    """Let the site's clients have no answers until `resume`; they are told that its access was revoked."""
    with writing(house, url, "suspend site", "") as (connection, site):
        if not site.suspended:
            sites.change(connection, site.id, suspended_at=house.clock())


def resume(house: Installation, url: str) -> None:
    """Let the site's clients have answers again."""
    with writing(house, url, "resume site", "") as (connection, site):
        sites.change(connection, site.id, suspended_at=None)


def asker(house: Installation, key: str, blog: str) -> Asker | None:
    """The site whose key this is, and whether it may be used for the blog at this address.

    The digest is looked up, so no comparison tells how much of a guess was right.
    """
    return askers(house, {(key, blog)})[key, blog]


def askers(house: Installation, named: Collection[tuple[str, str]]) -> dict[tuple[str, str], Asker | None]:
    """The same of several keys, each with the blog that it is used for."""
    if not named:  # a call without a key needs no database
        return {}
    found: dict[tuple[str, str], Asker | None] = {}
    with house.store.read() as connection:
        of_keys = {key: sites.site_by_key(connection, _digest(house, key)) for key in {key for key, _ in named}}
        for key, blog in named:
            site = of_keys[key]
            found[key, blog] = None if site is None else Asker(site, _bar(connection, site, blog))
    return found


def _bar(connection: Connection, site: Site, blog: str) -> Bar | None:
    if site.suspended:
        return SUSPENDED
    listed = not site.listed_only or _host(blog) in {_host(one) for one in sites.origins(connection, site.id)}
    return None if listed else UNLISTED


def _host(address: str) -> str:
    """The host of an address, by which addresses are listed: whether a blog says http or https is all the same."""
    try:
        return urlsplit(origin_of(address.strip())).hostname or ""
    except BadInput:
        return ""


@contextmanager
def writing(house: Installation, url: str, action: str, told: str) -> Iterator[tuple[Connection, Site]]:
    """The site of this address, in a transaction that notes in the audit what was done to it."""
    address = site_address(clean("page", url))
    with house.store.write() as connection:
        site = sites.site_named(connection, address, origin_of(address))
        if site is None or site.url != address:
            raise NotFound("no_such_site", f"There is no site {address}.", "See `rejoinder site list`.")
        yield connection, site
        audit.note(connection, house.clock(), _ACTOR, action, f"site {site.id}", told)


def _give_key(house: Installation, connection: Connection, site: Site, now: int) -> str:
    key = secrets.token_hex(_KEY_BYTES)
    sites.add_key(connection, site.id, _digest(house, key), key[-4:], house.vault.seal(key), now)
    return key


def _digest(house: Installation, key: str) -> bytes:
    return house.vault.digest("site key", key.lower(), 32)
