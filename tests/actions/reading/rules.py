"""What tests of readers' verbs do again and again: choose rules, and look at a comment as it is stored."""

from __future__ import annotations

from rejoinder.actions.installation import Installation
from rejoinder.store import comments
from rejoinder.store.comments import StoredComment
from rejoinder.store.policies import set_rules
from rejoinder.store.sites import all_sites


def choose(house: Installation, **rules: object) -> None:
    """Let these, and no other, be the rules of the only site."""
    with house.store.write() as connection:
        [site] = all_sites(connection)
        set_rules(connection, site.id, "", rules, house.clock())


def stored(house: Installation, number: int) -> StoredComment | None:
    """A comment as it stands."""
    with house.store.read() as connection:
        return comments.by_id(connection, number)
