"""What owners have chosen for sites, sections and pages, as it is kept; its meaning stands in `policy/rules.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from rejoinder.store.schema import policies

__all__ = ["rules_of", "set_rules"]


def rules_of(connection: Connection, site_id: int) -> dict[str, dict[str, Any]]:
    """What was said for each scope of a site: "" for all of it, "/sport/" for a path, "page 12" for one page."""
    query = select(policies.c.scope, policies.c.rules).where(policies.c.site_id == site_id)
    return {scope: msgspec.json.decode(rules, type=dict[str, Any]) for scope, rules in connection.execute(query)}


def set_rules(connection: Connection, site_id: int, scope: str, rules: Mapping[str, Any], now: int) -> None:
    """Say this, and nothing else, for a scope; with no rules its line goes."""
    where = (policies.c.site_id == site_id, policies.c.scope == scope)
    if not rules:
        connection.execute(delete(policies).where(*where))
        return
    values = {"rules": msgspec.json.encode(dict(rules), order="sorted").decode(), "changed_at": now}
    if connection.execute(update(policies).where(*where).values(values)).rowcount == 0:
        connection.execute(insert(policies).values(site_id=site_id, scope=scope, **values))
