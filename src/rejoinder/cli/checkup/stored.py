"""What is stored: the database, its secret, the weights, and what an owner has set up in it.

It opens the installation as a server would, once it has seen that this makes and migrates nothing. Like every process
that opens it, it writes one row (its number), which shows that the database can be written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rejoinder.actions.clock import wall
from rejoinder.actions.owning.examine import Stored, examine
from rejoinder.cli.checkup.finding import Finding, State, fine, problem, warning
from rejoinder.cli.checkup.machine import look_at_clock
from rejoinder.cli.common import opened
from rejoinder.errors import RejoinderError
from rejoinder.store.copies import copier_of
from rejoinder.store.upgrade import HEAD, known_revisions

__all__ = ["look_at_outbox", "look_at_stored"]

_OVERDUE_MS = 3_600_000  # a message is tried again for longer than this only where it cannot be delivered
_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def look_at_stored(folder: Path, url: str, database: str) -> tuple[list[Finding], list[str]]:
    """What was found, and the addresses of the sites."""
    try:
        copier = copier_of(url)
        closed = list(_closed(copier.revision(), folder))
        if closed:
            return closed, []
        with opened(folder, database=database) as house:
            stored = examine(house)
            found = [fine("database", f"{_KINDS[copier.kind]}, schema {HEAD}, can be read and written")]
            found += [*_tools(copier.kind), *_weights(house), *_furniture(stored)]
            return found, [known.site.url for known in stored.sites]
    except RejoinderError as error:
        return [problem("database", error.sentence, error.remedy)], []
    except OSError as error:
        return [problem("database", f"{error.filename}: {error.strerror}", "Run this as the user of the server.")], []


def _closed(schema: str | None, folder: Path) -> Iterator[Finding]:
    """Why it is better not opened."""
    if schema is None:
        yield problem("database", "there are no tables in it yet", f"Run `rejoinder setup --data {folder}`.")
    elif schema not in known_revisions():
        yield problem("database", f"a newer version wrote it (schema {schema})", "Install that version.")
    elif schema != HEAD:
        told = f"an older version wrote it (schema {schema})"
        yield problem("database", told, f"Stop all servers, then run `rejoinder upgrade --data {folder}`.")
    elif not (folder / "secret.key").is_file():
        told = f"there is no secret.key in {folder}"
        yield problem("secret", told, "Copy it there from a backup or another server of this installation.")


def _tools(kind: str) -> Iterator[Finding]:
    if kind == "postgresql" and shutil.which("pg_dump") is None:
        told = "pg_dump is not there, so nothing can be saved from this machine"
        yield warning("backup", told, "Install the client programs of PostgreSQL (Debian: postgresql-client).")


def _weights(house: Any) -> Iterator[Finding]:
    yield fine("secret", "secret.key is that of the database")
    judge = house.judge
    if judge.notice:
        yield warning("weights", judge.notice, "Nothing has to be done if it does not come again.")
    else:
        yield fine("weights", f"learned from the ledger up to line {judge.head.position}")
    if judge.unreadable:
        told = f"{judge.unreadable} lines cannot be read"
        yield warning("ledger", told, "Restore a backup, then run `rejoinder train`.")


def _furniture(stored: Stored) -> Iterator[Finding]:
    bare = [known.site.url for known in stored.sites if not known.origins]
    suspended = sum(known.site.suspended for known in stored.sites)
    if bare:
        yield problem("sites", f"no address is listed for {', '.join(bare)}", "Run `rejoinder site allow`.")
    elif not stored.sites:
        yield warning("sites", "there is none", "Run `rejoinder site add`.")
    else:
        yield fine("sites", f"{len(stored.sites)}" + (f", of which {suspended} suspended" if suspended else ""))
    if stored.moderators:
        yield fine("moderators", f"{len(stored.moderators)}")
    else:
        yield problem("moderators", "there is none, so nobody can clear the queue", "Run `rejoinder user add`.")
    if stored.untold:
        told = f"the keys of {', '.join(stored.untold)} are too old for webhooks, so no client is told of a decision"
        yield warning("webhooks", told, "Run `rejoinder site new-key`, give the client that key, revoke the old one.")
    yield look_at_outbox(stored)
    clock = look_at_clock(stored.started_last)
    if clock.state is not State.OK:
        yield clock


def look_at_outbox(stored: Stored) -> Finding:
    """Whether messages wait that should have gone out."""
    waiting, since = stored.waiting, stored.waiting.due_since
    if since is not None and wall() - since > _OVERDUE_MS:
        told = f"{waiting.messages} messages wait, the oldest for {(wall() - since) // 3_600_000} hours"
        return warning("outbox", told, "See in the server's log why they cannot be delivered.")
    return fine("outbox", f"{waiting.messages} messages wait")
