"""ROC and learning curves of the filter beside its peers, one SVG a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from bench.report import THREE, Replays
from rejoinder.evaluation.plots import plot_svg

__all__ = ["draw"]


def draw(replays: Replays, folder: Path) -> None:
    """Write `curves-CORPUS.svg` for the corpora that are shown."""
    folder.mkdir(exist_ok=True)
    for corpus in THREE:
        curves = [_curve(name, replay) for (c, name), replay in replays.items() if c == corpus]
        if curves:
            plot_svg(curves, folder / f"curves-{corpus}.svg")


def _curve(name: str, replay: dict[str, Any]) -> Any:
    scores, spam = np.array(replay["scores"], dtype=np.float64), np.array(replay["spam"], dtype=np.bool_)
    return name, scores, spam, np.where(scores >= replay["threshold"], 1.0, 0.0)
