"""The figures of one process, kept in memory by prometheus_client.

Each label has a fixed set of values, or one of a few dozen that our own code makes (a status of HTTP), so that no
stranger can make the list longer. Figures of rare things begin at nought and not with the first of them: Prometheus
sees only an increase from something.

The library's mode for several processes keeps every figure in a file that is mapped into memory. That costs a check
7 µs where this costs 3, and writing to such a file on a full disk ends the process (SIGBUS); so each process counts for
itself and `shared` adds up (docs/experiments/2026-11-27-metrics.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.metrics_core import Metric

__all__ = ["GROUPS", "LIMITS", "Metrics"]

# When a counter began is a second series for each, which no rule of ours asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]

# What the addresses of the server belong to, by the first part of the path; all else is "other".
GROUPS = ("akismet", "api", "data", "desk", "ops", "static", "thread", "other")
LIMITS = ("calls", "posts", "reports", "sign_ins", "votes")

_VERDICTS = ("ham", "unsure", "spam", "discard")
_MODES = ("log-only", "hold", "enforce")
# Few, because each is a series for each group. A page of the desk takes some 20 ms; 2.5 s is where people leave.
_REQUEST_S = (0.005, 0.02, 0.1, 0.5, 2.5)
_FILTER_S = (0.0002, 0.0005, 0.001, 0.005, 0.05)
_COMMIT_S = (0.001, 0.005, 0.02, 0.1, 1.0)
_ROWS = (1, 4, 16, 64, 256)

_Kind = TypeVar("_Kind", Counter, Histogram)


class _By(dict[tuple[str | int, ...], _Kind]):
    """A metric by the values of its labels. The library's own look-up takes a microsecond longer."""

    def __init__(self, metric: _Kind, known: Iterable[tuple[str, ...]] = ()) -> None:
        super().__init__()
        self._metric: _Kind = metric
        for labels in known:
            self[labels]

    def __missing__(self, labels: tuple[str | int, ...]) -> _Kind:
        child: _Kind = self._metric.labels(*labels)
        self[labels] = child
        return child


class Metrics:
    """The figures of one process. Counting is safe from any thread."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._checks = self._by(
            "rejoinder_checks",
            "Comments that were judged, by who asked, the mode of the client's site, and the verdict.",
            ("source", "mode", "verdict"),
            [*product(["akismet"], _MODES, _VERDICTS), *product(["thread"], [""], _VERDICTS)],
        )
        self._reports = self._by(
            "rejoinder_reports", "Reports of clients, by what they say it is.", ("label",), [("ham",), ("spam",)]
        )
        self._comments = self._by(
            "rejoinder_comments",
            "Comments that readers left, by where they stood at first.",
            ("status",),
            [("published",), ("pending",), ("spam",)],
        )
        self._decisions = self._by(
            "rejoinder_decisions",
            "What moderators decided, or took back.",
            ("decision",),
            [("approve",), ("spam",), ("reject",), ("undo",)],
        )
        self._requests = self._by(
            "rejoinder_requests", "Requests that were answered, by face and status.", ("group", "status")
        )
        self._refusals = self._by(
            "rejoinder_rate_refusals", "Requests refused for coming too often.", ("limit",), [(one,) for one in LIMITS]
        )
        seconds = Histogram(
            "rejoinder_request_seconds",
            "From a request to its answer.",
            ["group"],
            registry=self._registry,
            buckets=_REQUEST_S,
        )
        self._seconds = _By(seconds, [(group,) for group in GROUPS])
        self._filter = self._histogram("rejoinder_filter_seconds", "The filter at one comment, reasons included.")
        self._failures = Counter(
            "rejoinder_filter_failures", "Comments that the filter failed on.", registry=self._registry
        )
        self._rows = self._histogram("rejoinder_batch_rows", "Checks that were written in one transaction.", _ROWS)
        self._commit = self._histogram(
            "rejoinder_batch_seconds", "A transaction of such checks, until it is on disk.", _COMMIT_S
        )

    def judged(self, source: str, mode: str, verdict: str) -> None:
        """A comment was judged and kept; `mode` is that of a client's site."""
        self._checks[source, mode, verdict].inc()

    def reported(self, label: str) -> None:
        """A client said what a comment is."""
        self._reports[label,].inc()

    def arrived(self, status: str) -> None:
        """A reader's comment was taken."""
        self._comments[status,].inc()

    def decided(self, decision: str) -> None:
        """A moderator decided, or took a decision back."""
        self._decisions[decision,].inc()

    def answered(self, group: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests[group, status].inc()
        self._seconds[group,].observe(seconds)

    def refused(self, limit: str) -> None:
        """Somebody came too often."""
        self._refusals[limit,].inc()

    def filtered(self, seconds: float, comments: int) -> None:
        """The filter has given verdicts on so many comments; each counts with its share of the time."""
        for _ in range(comments):
            self._filter.observe(seconds / comments)

    def failed(self) -> None:
        """The filter has failed on a comment."""
        self._failures.inc()

    def written(self, rows: int, seconds: float) -> None:
        """Checks were written together."""
        self._rows.observe(rows)
        self._commit.observe(seconds)

    def families(self) -> list[Metric]:
        """All figures as they are now."""
        return list(self._registry.collect())

    def _by(self, name: str, told: str, labels: Sequence[str], known: Iterable[tuple[str, ...]] = ()) -> _By[Counter]:
        return _By(Counter(name, told, labels, registry=self._registry), known)

    def _histogram(self, name: str, told: str, buckets: Any = _FILTER_S) -> Histogram:
        return Histogram(name, told, registry=self._registry, buckets=buckets)
