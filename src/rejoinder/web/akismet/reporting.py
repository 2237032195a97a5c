"""The addresses that report: how much a site has sent, and how often the filter was right.

All figures are counted ones (`store/tallies.py`). Where the protocol asks for what nobody here has measured (the time
that was saved) or sells (a plan, a bill), the answer is the empty one that clients take.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby

from rejoinder.actions.owning.sites import asker
from rejoinder.actions.reading.figures import figures, of_month, today
from rejoinder.store.sites import Site
from rejoinder.store.tallies import NOTHING, Tally
from rejoinder.web.akismet import replies
from rejoinder.web.akismet.asking import Call, asking_blog, unknown_key
from rejoinder.web.akismet.replies import Reply

__all__ = ["get_stats", "key_sites", "usage_limit"]

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_ORDERS = frozenset({"total", "spam", "ham", "missed_spam", "false_positives"})
_MOST = 500  # sites in one answer, the protocol's own default
_HEADINGS = ("Site", "Total API Calls", "Spam", "Ham", "Missed Spam", "False Positives", "Is Revoked")

# What `from` may be: since when, given today, and what a day's period is called.
_Span = tuple[Callable[[date], date], str]
_SPANS: dict[str, _Span] = {
    "60-days": (lambda now: now - timedelta(days=59), "%Y-%m-%d"),
    "6-months": (lambda now: _months_before(now, 5), "%Y-%m"),
    "all": (lambda _now: date(1970, 1, 1), "%Y"),
}


def get_stats(call: Call) -> Reply:
    """How many comments were spam and ham, and how many of them a person judged otherwise, altogether and by period."""
    found = asking_blog(call)
    if isinstance(found, Reply):
        return found
    if found.bar:
        return replies.barred(found.bar)
    span = call.form.text("from") or "6-months"
    if span not in _SPANS:
        return replies.not_one_of("from", sorted(_SPANS))
    since, name = _SPANS[span]
    days = figures(call.house, found.site, since(today(call.house)))
    whole = sum(days.values(), NOTHING)
    periods = groupby(days.items(), lambda item: item[0].strftime(name))
    told = {**_counts(whole), "accuracy": _accuracy(whole), "time_saved": 0}
    return replies.json({**told, "breakdown": {period: _period(list(of)) for period, of in periods}})


def usage_limit(call: Call) -> Reply:
    """How many checks this month had, and how many the installation's own limit would have let pass."""
    found = asker(call.house, call.key, "")
    if found is None:
        return unknown_key(call)
    month = today(call.house).replace(day=1)
    usage = of_month(call.house, found.site, month).checks
    limit = call.calls_per_minute * 60 * 24 * (_months_before(month, -1) - month).days
    share = f"{100 * usage / limit:.2f}" if limit else "0.00"
    told: dict[str, object] = {"limit": limit or "none", "usage": usage, "percentage": share, "throttled": False}
    if call.form.text("extended").lower() in ("1", "true"):
        told |= {"notice_level": 0, "upgrade": False}
    return replies.json(told)


def key_sites(call: Call) -> Reply:
    """The figures of a month for each site that uses the key: here a key belongs to one."""
    found = asker(call.house, call.key, "")
    if found is None:
        return unknown_key(call)
    asked = _page_asked(call)
    if isinstance(asked, Reply):
        return asked
    month, limit, offset = asked
    tally = of_month(call.house, found.site, month)
    active = tally != NOTHING and call.form.text("filter").lower() in _name(found.site)
    rows = [_row(found.site, tally)][offset : offset + limit] if active else []
    name, total = month.strftime("%Y-%m"), int(active)
    if call.form.text("format") == "csv":
        head = f"Active sites for {call.key.lower()} during {name} (limit:{limit}, offset: {offset}, total: {total})"
        return replies.csv(f"{head}\n{_table(rows)}")
    return replies.json({name: rows, "limit": limit, "offset": offset, "total": total})


def _page_asked(call: Call) -> tuple[date, int, int] | Reply:
    """Month, limit and offset, or what is wrong with what was asked."""
    form, month = call.form, today(call.house).replace(day=1)
    if form.text("month"):
        parts = _MONTH.fullmatch(form.text("month"))
        if not parts or int(parts[1]) < 1970:
            return replies.not_one_of("month", ["a month as in 2026-11"])
        month = date(int(parts[1]), int(parts[2]), 1)
    if (form.text("order") or "total") not in _ORDERS:
        return replies.not_one_of("order", sorted(_ORDERS))
    if (form.text("format") or "json") not in ("json", "csv"):
        return replies.not_one_of("format", ["csv", "json"])
    limit, offset = _number(form.text("limit"), _MOST), _number(form.text("offset"), 0)
    if limit is None or not 1 <= limit <= _MOST:
        return replies.not_one_of("limit", [f"a number from 1 to {_MOST}"])
    return replies.not_one_of("offset", ["a number"]) if offset is None else (month, limit, offset)


def _number(given: str, default: int) -> int | None:
    if not given:
        return default
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else None


def _row(site: Site, tally: Tally) -> dict[str, str | bool]:
    # The protocol's own examples have these numbers as strings.
    counts = {name: str(number) for name, number in _counts(tally).items()}
    return {"site": _name(site), "api_calls": str(tally.checks), **counts, "is_revoked": site.suspended}


def _table(rows: list[dict[str, str | bool]]) -> str:
    text = io.StringIO()
    told = [[value if isinstance(value, str) else str(value).lower() for value in row.values()] for row in rows]
    csv.writer(text, lineterminator="\n").writerows([_HEADINGS, *told])
    return text.getvalue()


def _name(site: Site) -> str:
    return site.url.partition("://")[2]


def _period(days: list[tuple[date, Tally]]) -> dict[str, int | str]:
    tally = sum((tally for _, tally in days), NOTHING)
    return {**_counts(tally), "blogs": 1, "da": days[0][0].isoformat()}


def _counts(tally: Tally) -> dict[str, int]:
    names = ("spam", "ham", "missed_spam", "false_positives")
    return {name: getattr(tally, name) for name in names}


def _accuracy(tally: Tally) -> str:
    """The share that nobody corrected, in per cent; nought while there is nothing that could have been."""
    wrong = tally.missed_spam + tally.false_positives
    return f"{100 * max(0, tally.checks - wrong) / tally.checks:.2f}" if tally.checks else "0.00"


def _months_before(day: date, number: int) -> date:
    """The first day of the month so many months before."""
    month = day.year * 12 + day.month - 1 - number
    return date(month // 12, month % 12 + 1, 1)
