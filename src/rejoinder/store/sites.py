"""Sites, the origins that belong to them, and the keys of their Akismet clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from rejoinder.store.schema import site_keys, site_origins, sites

__all__ = [
    "Origin",
    "Second",
    "Site",
    "StoredKey",
    "add_key",
    "add_origin",
    "add_site",
    "all_sites",
    "change",
    "keys_of",
    "origin_stands_for",
    "origins",
    "origins_known",
    "revoke_key",
    "sealed_keys",
    "set_origin",
    "site_by_id",
    "site_by_key",
    "site_named",
]


@dataclass(frozen=True, slots=True)
class Second:
    """Another server that is asked about a site's comments: its address, our key there (sealed), and which of them."""

    url: str
    key: bytes | None
    share: str


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the installation. `mode` is how verdicts become answers, see `policy/site.py`.

    `discard`: its clients are told what is blatant. `listed_only`: they are answered for the site's own addresses
    alone. `suspended`: they are not answered. `typing`: what they send of typing and mouse is looked at.
    """

    id: int
    url: str
    name: str
    mode: str
    discard: bool = False
    listed_only: bool = False
    suspended: bool = False
    typing: bool = False
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key of a site as far as it is known: its last digits, and whether it still opens anything.

    One that is not `kept` was made before keys were stored sealed, so that nothing can be sent with it.
    """

    id: int
    hint: str
    created_at: int
    revoked_at: int | None
    kept: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """An origin of a site's pages. It `stands_for` another where both show the same pages; on a `trial` one the
    owner develops: its threads are apart.
    """

    origin: str
    stands_for: str
    trial: bool


_COLUMNS = ("id", "url", "name", "mode", "discard", "listed_only", "suspended_at", "typing")
_SECOND = ("second_url", "second_key", "second_share")
_SITE = tuple(sites.c[name] for name in _COLUMNS + _SECOND)
# Asked with every call of a client or post of a reader, and made once: to put a statement together takes longer than to
# ask it.
_BY_KEY = (
    select(*_SITE).join(site_keys).where(site_keys.c.digest == bindparam("digest"), site_keys.c.revoked_at.is_(None))
)
_BY_ID = select(*_SITE).where(sites.c.id == bindparam("site"))
_WITH_ORIGIN = select(site_origins.c.site_id).where(site_origins.c.origin == bindparam("origin"))
_NAMED = (
    select(*_SITE)
    .where(or_(sites.c.url == bindparam("url"), sites.c.id.in_(_WITH_ORIGIN)))
    .order_by(sites.c.url != bindparam("url"), sites.c.id)
    .limit(1)
)
_ORIGINS = (
    select(site_origins.c.origin, site_origins.c.stands_for, site_origins.c.trial)
    .where(site_origins.c.site_id == bindparam("site"))
    .order_by(site_origins.c.origin)
)


def _site(row: Row[*tuple[Any, ...]]) -> Site:
    site_id, url, name, mode, discard, listed_only, suspended_at, typing, second_url, key, share = row
    switches = bool(discard), bool(listed_only), suspended_at is not None, bool(typing)
    return Site(site_id, url, name, mode, *switches, Second(second_url, key, share) if second_url else None)


def add_site(connection: Connection, url: str, name: str, mode: str, now: int) -> Site:
    """A new site. The caller has made sure that there is none of this URL."""
    row = connection.execute(insert(sites).values(url=url, name=name, mode=mode, created_at=now).returning(*_SITE))
    return _site(row.one())


def add_origin(connection: Connection, site_id: int, origin: str) -> None:
    """Another origin whose pages may carry this site's threads."""
    connection.execute(insert(site_origins).values(site_id=site_id, origin=origin))


def add_key(connection: Connection, site_id: int, digest: bytes, hint: str, sealed: bytes | None, now: int) -> None:
    """A key for Akismet clients: its digest to know it by, its last digits to tell keys apart, and the key, sealed."""
    values = {"site_id": site_id, "digest": digest, "hint": hint, "sealed": sealed, "created_at": now}
    connection.execute(insert(site_keys).values(values))


def site_by_key(connection: Connection, digest: bytes) -> Site | None:
    """The site whose standing key has this digest."""
    row = connection.execute(_BY_KEY, {"digest": digest}).first()
    return _site(row) if row else None


def site_by_id(connection: Connection, site_id: int) -> Site | None:
    """The site with this number."""
    row = connection.execute(_BY_ID, {"site": site_id}).first()
    return _site(row) if row else None


def site_named(connection: Connection, url: str, origin: str) -> Site | None:
    """The site of this URL, or the first to which this origin belongs."""
    row = connection.execute(_NAMED, {"url": url, "origin": origin}).first()
    return _site(row) if row else None


def all_sites(connection: Connection) -> list[Site]:
    """Every site, the oldest first."""
    return [_site(row) for row in connection.execute(select(*_SITE).order_by(sites.c.id))]


def origins(connection: Connection, site_id: int) -> frozenset[str]:
    """The origins that belong to a site."""
    return frozenset(connection.scalars(select(site_origins.c.origin).where(site_origins.c.site_id == site_id)))


def origins_known(connection: Connection, site_id: int) -> list[Origin]:
    """The same, each with what it stands for."""
    rows = connection.execute(_ORIGINS, {"site": site_id})
    return [Origin(origin, stands_for, bool(trial)) for origin, stands_for, trial in rows]


def set_origin(connection: Connection, site_id: int, origin: Origin) -> None:
    """Let an origin that is listed stand for another, or for itself alone, and be one to develop on, or none."""
    where = (site_origins.c.site_id == site_id, site_origins.c.origin == origin.origin)
    values = {"stands_for": origin.stands_for, "trial": int(origin.trial)}
    connection.execute(update(site_origins).where(*where).values(values))


def origin_stands_for(connection: Connection, site_id: int, before: str, now: str) -> None:
    """Let all that stands for one origin stand for another."""
    where = (site_origins.c.site_id == site_id, site_origins.c.stands_for == before)
    connection.execute(update(site_origins).where(*where).values(stands_for=now))


def change(connection: Connection, site_id: int, **values: str | int | bytes | None) -> None:
    """Give columns of a site other values."""
    connection.execute(update(sites).where(sites.c.id == site_id).values(values))


def keys_of(connection: Connection, site_id: int) -> list[StoredKey]:
    """The keys of a site, revoked ones too, the oldest first."""
    own = (site_keys.c.id, site_keys.c.hint, site_keys.c.created_at, site_keys.c.revoked_at)
    query = select(*own, site_keys.c.sealed.is_not(None)).where(site_keys.c.site_id == site_id).order_by(site_keys.c.id)
    return [StoredKey(*row) for row in connection.execute(query)]


def sealed_keys(connection: Connection, site_id: int, limit: int) -> list[bytes]:
    """The standing keys of a site that are kept sealed, the newest first."""
    query = select(site_keys.c.sealed).where(site_keys.c.site_id == site_id, site_keys.c.revoked_at.is_(None))
    query = query.where(site_keys.c.sealed.is_not(None)).order_by(site_keys.c.id.desc()).limit(limit)
    return [*connection.scalars(query)]


def revoke_key(connection: Connection, key_id: int, now: int) -> None:
    """From now on this key opens nothing, and nothing is sent with it."""
    connection.execute(update(site_keys).where(site_keys.c.id == key_id).values(revoked_at=now, sealed=None))
