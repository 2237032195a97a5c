"""Two pictures of a replay in one SVG: the ROC curve, and how the errors fall as labels are learnt.

matplotlib is an extra (`pip install 'rejoinder[plots]'`); without it a plain error says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rejoinder.errors import BadInput
from rejoinder.evaluation.figures import roc_points

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Curve", "plot_svg", "require_matplotlib"]

WINDOW = 200  # messages over which the error rate of the learning curve is taken
_LOWEST = 1e-4  # the logarithmic axis cannot show nought

Curve = tuple[str, NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]  # name, scores, spam, probabilities


def require_matplotlib() -> Any:
    """Matplotlib's Figure. Raises `BadInput` with the command that installs it."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise BadInput(
            "no_matplotlib", "Plots need matplotlib.", "Install it with: pip install 'rejoinder[plots]'"
        ) from error
    return Figure


def plot_svg(curves: Sequence[Curve], path: Path) -> None:
    """Draw ROC and learning curves of replays into an SVG file."""
    figure = require_matplotlib()(figsize=(11, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    for name, scores, spam, probabilities in curves:
        _roc(left, name, scores, spam)
        _learning(right, name, (probabilities >= 0.5) != spam)
    left.set(title="ROC", xlabel="ham blocked (share)", ylabel="spam missed (share)", xscale="log", yscale="log")
    right.set(title="learning", xlabel="messages", ylabel=f"wrong among the last {WINDOW} (%)")
    for axes in (left, right):
        axes.grid(alpha=0.3)
        if curves:
            axes.legend()
    figure.savefig(path, format="svg")


def _roc(axes: Any, name: str, scores: NDArray[np.float64], spam: NDArray[np.bool_]) -> None:
    if spam.any() and not spam.all():
        blocked, caught = roc_points(scores, spam)
        axes.step(np.maximum(blocked, _LOWEST), np.maximum(1 - caught, _LOWEST), where="post", label=name)


def _learning(axes: Any, name: str, wrong: NDArray[np.bool_]) -> None:
    total = np.concatenate(([0], np.cumsum(wrong)))
    ends = np.arange(1, len(total))
    starts = np.maximum(ends - WINDOW, 0)
    axes.plot(ends, 100 * (total[ends] - total[starts]) / (ends - starts), label=name)
