"""Hold what was acknowledged against what the database has, and the database against its own laws.

It reads with SQL of its own and knows nothing of the product's code but the list of its tables. What stands here is
plain: one row for each acknowledged check, one comment for each post, one standing line of the ledger for each
reported text, and never two of any, acknowledged or not.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rejoinder.store.schema import metadata
from soak.journal import Journal, number_of
from soak.places import Place
from tests.postgres import find_postgres

__all__ = ["Compared", "compare", "faults_of"]

_JUDGED = (
    "SELECT checks.id, checks.text, ledger.label FROM checks"
    " LEFT JOIN ledger ON ledger.check_id = checks.id AND ledger.voided_at IS NULL"
)
_COMMENTS = "SELECT id, text FROM comments"
_HEAD = "SELECT position FROM ledger_head"
_POSITIONS = "SELECT count(*), coalesce(max(position), 0) FROM ledger"
_BARE = (
    "SELECT count(*) FROM ledger WHERE voided_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM ledger_columns WHERE ledger_columns.position = ledger.position)"
)


@dataclass
class Compared:
    """What was acknowledged and is not there, what is there twice; each in words."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    rows: int = 0


def compare(place: Place, journal: Journal) -> Compared:
    """Everything that was acknowledged since the installation was made, against all rows."""
    checks: dict[int, dict[int, list[str]]] = defaultdict(dict)
    for id_, text, label in place.rows(_JUDGED):
        checks[number_of(text)].setdefault(id_, []).extend([label] if label else [])
    comments: dict[int, list[int]] = defaultdict(list)
    for id_, text in place.rows(_COMMENTS):
        comments[number_of(text)].append(id_)
    found = Compared(rows=sum(map(len, checks.values())) + sum(map(len, comments.values())))
    _checks(journal, checks, found)
    _posts(journal, comments, found)
    _reports(journal, checks, found)
    return found


def _checks(journal: Journal, checks: dict[int, dict[int, list[str]]], found: Compared) -> None:
    found.lost += [f"check {job.number}" for job in journal.acknowledged("check") if job.id not in checks[job.number]]
    found.doubled += [f"text {number} was judged {len(ids)} times" for number, ids in checks.items() if len(ids) > 1]


def _posts(journal: Journal, comments: dict[int, list[int]], found: Compared) -> None:
    found.lost += [f"post {job.number}" for job in journal.acknowledged("post") if job.id not in comments[job.number]]
    found.doubled += [f"post {number} is {len(ids)} comments" for number, ids in comments.items() if len(ids) > 1]


def _reports(journal: Journal, checks: dict[int, dict[int, list[str]]], found: Compared) -> None:
    standing = {number: [label for labels in ids.values() for label in labels] for number, ids in checks.items()}
    for job in journal.acknowledged("report"):
        if job.label not in standing.get(job.about, []):
            found.lost.append(f"report {job.number} on text {job.about}")
    found.doubled += [f"text {number} has labels {labels}" for number, labels in standing.items() if len(labels) > 1]


def faults_of(place: Place) -> list[str]:
    """What is wrong with the database itself: its pages, its references, the ledger's positions."""
    return [*(_sqlite(place) if place.cluster is None else _postgresql(place)), *_ledger(place)]


def _sqlite(place: Place) -> list[str]:
    checked = [str(row[0]) for row in place.rows("PRAGMA integrity_check")]
    broken = [f"a broken reference: {row}" for row in place.rows("PRAGMA foreign_key_check")]
    return [line for line in checked if line != "ok"] + broken


def _postgresql(place: Place) -> list[str]:
    """PostgreSQL's own check of heap and indexes, and each reference by a question of ours."""
    assert place.cluster is not None
    program = Path(find_postgres() or "").parent / "pg_amcheck"
    call = [program, "--install-missing", "--heapallindexed", "--parent-check", "--host", place.cluster.folder]
    done = subprocess.run([*call, "--username=rejoinder", "soak"], capture_output=True, text=True, check=False)
    told = [done.stdout + done.stderr] if done.returncode else []
    return told + [f"{count} broken references of {name}" for name, count in _orphans(place) if count]


def _orphans(place: Place) -> list[tuple[str, Any]]:
    counted = []
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            child, parent = f"{table.name}.{key.parent.name}", key.column.table.name
            there = f"SELECT 1 FROM {parent} AS parent WHERE parent.{key.column.name} = {child}"
            sql = f"SELECT count(*) FROM {table.name} WHERE {child} IS NOT NULL AND NOT EXISTS ({there})"
            counted.append((child, place.rows(sql)[0][0]))
    return counted


def _ledger(place: Place) -> list[str]:
    """Positions run from one to the head without a gap, and every standing line has its columns."""
    (head,), (count, last), (bare,) = place.rows(_HEAD)[0], place.rows(_POSITIONS)[0], place.rows(_BARE)[0]
    gaps = [f"the ledger has {count} lines up to {last}, and its head is {head}"] if not head == count == last else []
    return gaps + ([f"{bare} standing lines have no columns"] if bare else [])
