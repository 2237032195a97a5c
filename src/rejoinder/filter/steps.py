"""What one label changed, so that the newest can be taken back at once; for an older one the weights are made anew.

A step holds what the label found in the places that it wrote to, and nothing is computed backwards: what comes back is
bit for bit what was there. It holds some 40 bytes for each feature of the comment (`size`), hashed columns among them,
and no text. Whoever keeps steps bounds how many and how large, and drops those of what must be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.filter.campaigns import Found as Campaign
from rejoinder.filter.learner import Before
from rejoinder.filter.memory import Found

__all__ = ["Step"]

_SMALL_PARTS = 1_000  # bytes of a step without its arrays, generously


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One label folded in. `came_from` and `led_to` are the moments between which it lies."""

    came_from: object
    led_to: object
    learner: Before
    signals: tuple[int, ...]
    memory: Found
    campaign: Campaign | None

    @property
    def size(self) -> int:
        """About how many bytes the step holds."""
        before, campaign = self.learner, self.campaign
        more = campaign.slots.nbytes + campaign.entries.nbytes if campaign else 0
        return before.columns.nbytes + before.read.nbytes + before.kept.nbytes + more + _SMALL_PARTS
