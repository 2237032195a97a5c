"""What owners have chosen for sites, sections and pages, as it is kept; its meaning stands in `policy/rules.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from rejoinder.store.schema import policies

__all__ = ["rules_of", "rules_of_all", "set_rules"]

# Made once: to put a statement together takes longer than to ask it.
_SAID = select(policies.c.site_id, policies.c.scope, policies.c.rules).where(
    policies.c.site_id.in_(bindparam("sites", expanding=True))
)


def rules_of(connection: Connection, site_id: int) -> dict[str, dict[str, Any]]:
    """What was said for each scope of a site: "" for all of it, "/sport/" for a path, "page 12" for one page."""
    return rules_of_all(connection, [site_id])[site_id]


def rules_of_all(connection: Connection, sites: Collection[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """The same of several sites, each by its number."""
    said: dict[int, dict[str, dict[str, Any]]] = {site_id: {} for site_id in sites}
    for site_id, scope, rules in connection.execute(_SAID, {"sites": [*sites]}):
        said[site_id][scope] = msgspec.json.decode(rules, type=dict[str, Any])
    return said


def set_rules(connection: Connection, site_id: int, scope: str, rules: Mapping[str, Any], now: int) -> None:
    """Say this, and nothing else, for a scope; with no rules its line goes."""
    where = (policies.c.site_id == site_id, policies.c.scope == scope)
    if not rules:
        connection.execute(delete(policies).where(*where))
        return
    values = {"rules": msgspec.json.encode(dict(rules), order="sorted").decode(), "changed_at": now}
    if connection.execute(update(policies).where(*where).values(values)).rowcount == 0:
        connection.execute(insert(policies).values(site_id=site_id, scope=scope, **values))
