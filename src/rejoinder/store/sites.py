"""Sites, the origins that belong to them, and the keys of their Akismet clients."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, or_, select

from rejoinder.store.schema import site_keys, site_origins, sites

__all__ = [
    "Site",
    "add_key",
    "add_origin",
    "add_site",
    "all_sites",
    "origins",
    "site_by_id",
    "site_by_key",
    "site_named",
]


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the installation. `mode` is how verdicts become answers, see `policy/site.py`."""

    id: int
    url: str
    name: str
    mode: str


_SITE = (sites.c.id, sites.c.url, sites.c.name, sites.c.mode)


def add_site(connection: Connection, url: str, name: str, mode: str, now: int) -> Site:
    """A new site. The caller has made sure that there is none of this URL."""
    row = connection.execute(insert(sites).values(url=url, name=name, mode=mode, created_at=now).returning(*_SITE))
    return Site(*row.one())


def add_origin(connection: Connection, site_id: int, origin: str) -> None:
    """Another origin whose pages may carry this site's threads."""
    connection.execute(insert(site_origins).values(site_id=site_id, origin=origin))


def add_key(connection: Connection, site_id: int, digest: bytes, hint: str, now: int) -> None:
    """A key for Akismet clients; only its digest is kept, and its last digits to tell keys apart."""
    connection.execute(insert(site_keys).values(site_id=site_id, digest=digest, hint=hint, created_at=now))


def site_by_key(connection: Connection, digest: bytes) -> Site | None:
    """The site whose standing key has this digest."""
    query = select(*_SITE).join(site_keys).where(site_keys.c.digest == digest, site_keys.c.revoked_at.is_(None))
    row = connection.execute(query).first()
    return Site(*row) if row else None


def site_by_id(connection: Connection, site_id: int) -> Site | None:
    """The site with this number."""
    row = connection.execute(select(*_SITE).where(sites.c.id == site_id)).first()
    return Site(*row) if row else None


def site_named(connection: Connection, url: str, origin: str) -> Site | None:
    """The site of this URL, or the first to which this origin belongs."""
    named = select(site_origins.c.site_id).where(site_origins.c.origin == origin)
    query = select(*_SITE).where(or_(sites.c.url == url, sites.c.id.in_(named)))
    row = connection.execute(query.order_by(sites.c.url != url, sites.c.id).limit(1)).first()
    return Site(*row) if row else None


def all_sites(connection: Connection) -> list[Site]:
    """Every site, the oldest first."""
    return [Site(*row) for row in connection.execute(select(*_SITE).order_by(sites.c.id))]


def origins(connection: Connection, site_id: int) -> frozenset[str]:
    """The origins that belong to a site."""
    return frozenset(connection.scalars(select(site_origins.c.origin).where(site_origins.c.site_id == site_id)))
