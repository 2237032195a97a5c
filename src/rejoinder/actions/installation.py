"""What every verb is handed: the parts of one running installation.

Only `cli` builds it, from the settings; the verbs neither read settings nor make parts of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from rejoinder.actions.clock import SteadyClock
from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.troubles import Troubles
from rejoinder.metrics import Metrics
from rejoinder.privacy.retention import Retention
from rejoinder.store.engine import Store
from rejoinder.store.ids import IdMaker
from rejoinder.store.vault import Vault

__all__ = ["Ask", "Installation"]

# For servers, each with what it is sent, whether it calls that spam; None where there is no answer.
Ask: TypeAlias = Callable[[Sequence[tuple[str, Mapping[str, str]]]], list[bool | None]]


@dataclass(frozen=True, slots=True)
class Installation:
    """The parts. `base_url` is where readers reach it, without a slash at the end; links are made from it alone."""

    store: Store
    vault: Vault
    judge: Judge
    base_url: str
    contact: str = ""  # how readers reach whoever answers for their data; shown on the data page
    snapshot: Path | None = None
    retention: Retention = field(default_factory=Retention)
    clock: Callable[[], int] = field(default_factory=SteadyClock)
    troubles: Troubles = field(default_factory=Troubles)
    new_id: IdMaker = field(default_factory=IdMaker)
    second_opinion: Ask | None = None  # asks other servers; nobody is asked without it
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        """Filter and store know nothing of figures; here they are given what to tell."""
        self.judge.watched_by(self.metrics.filtered, self.metrics.failed)
        self.store.watched_by(self.metrics.written)
