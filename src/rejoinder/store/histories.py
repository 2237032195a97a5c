"""What the store knows that bears on comments to be judged: one statement for all of them, whatever the store's size.

Of each mark only the newest labels are looked at, of each text only the newest checks: a campaign sends one text a
million times, and a question about it must not become slower with each. So each is a subquery of its own with a limit,
answered from an index, in words that both databases know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.comment import History
from rejoinder.store.ledger import Mark

__all__ = ["Question", "histories"]

_NEWEST = 50
_HAM = 1_000  # spam and ham are counted in one number: neither reaches this
# Written out: to put a statement for so many comments together with SQLAlchemy takes longer than to ask it.
_TEXTS = f"""
SELECT t.place, (SELECT count(*) FROM (
  SELECT client_ref FROM checks WHERE text_digest = t.digest AND site_id = t.site ORDER BY id DESC LIMIT {_NEWEST}
) AS newest WHERE t.ref = '' OR newest.client_ref <> t.ref) FROM t"""  # noqa: S608 - numbers of our own
_MARKS = f"""
SELECT m.place, (SELECT sum(CASE newest.label WHEN 'ham' THEN {_HAM} ELSE 1 END) FROM (
  SELECT label FROM ledger_marks WHERE digest = m.digest ORDER BY position DESC LIMIT {History.CAP}
) AS newest) FROM m"""  # noqa: S608 - the same


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be known of a comment on a site: digest of its text, and marks.

    A client that checks its comment again (`client_ref` is the number that it gives it) is not a second sender.
    """

    site_id: int
    text_digest: bytes
    client_ref: str
    marks: tuple[Mark, ...]


def histories(connection: Connection, questions: Sequence[Question]) -> list[History]:
    """What is known of each comment; each count stops at `History.CAP`.

    Of several hosts the one with the most spam counts.
    """
    if not questions:
        return []
    marks = [mark for question in questions for mark in question.marks]
    counts = _asked(connection, questions, marks)
    found, at = [], len(questions)
    for place, question in enumerate(questions):
        own = counts[at : at + len(question.marks)]
        at += len(own)
        same_text = min(counts[place], History.CAP)
        found.append(History(same_text=same_text, **_by_kind(question.marks, own)))
    return found


def _asked(connection: Connection, questions: Sequence[Question], marks: Sequence[Mark]) -> list[int]:
    """How many checks have each text, then the labels of each mark, spam + 1,000 * ham."""
    sign = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    rows = ", ".join([f"({place}, {sign}, {sign}, {sign})" for place in range(len(questions))])
    statement, union = f"WITH t(place, digest, site, ref) AS (VALUES {rows})", _TEXTS
    values: list[object] = []
    for question in questions:
        values += (question.text_digest, question.site_id, question.client_ref)
    if marks:
        rows = ", ".join([f"({place}, {sign})" for place in range(len(questions), len(questions) + len(marks))])
        statement, union = f"{statement}, m(place, digest) AS (VALUES {rows})", f"{_TEXTS} UNION ALL {_MARKS}"
        values += [mark.digest for mark in marks]
    counts = [0] * (len(questions) + len(marks))
    for place, count in connection.exec_driver_sql(statement + union, tuple(values)):
        counts[place] = int(count or 0)
    return counts


def _by_kind(marks: Sequence[Mark], counts: Sequence[int]) -> dict[str, int]:
    """The counts of spam and ham under the names of `History`; of several marks of a kind those with the most spam."""
    most: dict[str, tuple[int, int]] = {}
    for mark, count in zip(marks, counts, strict=True):
        ham, spam = divmod(count, _HAM)
        most[mark.kind] = max(most.get(mark.kind, (spam, ham)), (spam, ham))
    return {
        f"{kind}_{label}": number
        for kind, both in most.items()
        for label, number in zip(("spam", "ham"), both, strict=True)
    }
