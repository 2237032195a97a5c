"""`rejoinder evaluate`: replay labelled messages from an empty filter and print the figures."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from rejoinder.cli.progress import watched
from rejoinder.errors import BadInput
from rejoinder.evaluation.figures import figures_of
from rejoinder.evaluation.labelled import FIELDS, read_file
from rejoinder.evaluation.plots import Curve, plot_svg, require_matplotlib
from rejoinder.evaluation.replay import Step, replay
from rejoinder.filter import SpamFilter, Starter

__all__ = ["evaluate"]


def evaluate(
    files: Annotated[
        list[Path], typer.Argument(help="Labelled .jsonl or .jsonl.gz files; each gets a filter of its own.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list instead of a table.")] = False,
    fields: Annotated[str, typer.Option(help=f"What the filter is shown, of: {','.join(FIELDS)}.")] = "text",
    scores: Annotated[
        Path | None, typer.Option(help="Write id, label and score of each message here, as JSON lines.")
    ] = None,
    with_starter: Annotated[
        bool, typer.Option("--starter", help="Begin with the starter that ships instead of nothing.")
    ] = False,
    plot: Annotated[Path | None, typer.Option(help="Draw ROC and learning curves into this SVG file.")] = None,
) -> None:
    """Measure the filter on labelled messages: each is judged first and learnt afterwards, in the order of the file.

    Figures: (1-ROCA)% with a 95 % bootstrap interval (lower is better), ham and spam misclassified at probability one
    half (hm, sm), their logistic mean (LAM), spam missed when 0.1 % and 1 % of ham is blocked, checks and lessons a
    second of processor time.
    """
    shown = _fields(fields)
    if plot is not None:
        require_matplotlib()
    starter = Starter.shipped() if with_starter else None
    rows, curves = [], []
    with ExitStack() as stack:
        out = _open(scores, stack) if scores is not None else None
        for file in files:
            row, curve = _evaluate(file, shown, out, starter)
            rows.append(row)
            curves.append(curve)
    if plot is not None:
        _draw(curves, plot)
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
    else:
        _print_table(rows, shown, "the starter" if with_starter else "empty")


def _fields(given: str) -> tuple[str, ...]:
    wanted = tuple(name.strip() for name in given.split(",") if name.strip())
    for name in wanted:
        if name not in FIELDS:
            raise BadInput("bad_field", f"There is no field “{name}”.", f"There are: {', '.join(FIELDS)}.")
    return wanted


def _open(path: Path, stack: ExitStack) -> TextIOWrapper:
    try:
        return stack.enter_context(path.open("w", encoding="utf-8"))
    except OSError as error:
        raise BadInput("bad_file", f"{path} cannot be written: {error.strerror or error}.") from error


def _draw(curves: list[Curve], path: Path) -> None:
    try:
        plot_svg(curves, path)
    except OSError as error:
        raise BadInput("bad_file", f"{path} cannot be written: {error.strerror or error}.") from error


def _corpus(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".jsonl")


def _evaluate(
    file: Path, fields: tuple[str, ...], out: TextIOWrapper | None, starter: Starter | None
) -> tuple[dict[str, Any], Curve]:
    messages = list(read_file(file, fields))
    spam_filter = SpamFilter(starter=starter)
    with watched(replay(messages, spam_filter), _corpus(file), len(messages)) as watching:
        steps = list(watching)
    if out is not None:
        out.writelines(_score_line(step) for step in steps)
    scores = np.array([step.score for step in steps], dtype=np.float64)
    spam = np.array([step.is_spam for step in steps], dtype=np.bool_)
    probabilities = np.array([step.probability for step in steps], dtype=np.float64)
    row = {"corpus": _corpus(file), **asdict(figures_of(scores, spam, probabilities))}
    row["checks_per_s"] = _per_second([step.check_ns for step in steps])
    row["learns_per_s"] = _per_second([step.learn_ns for step in steps])
    return row, (_corpus(file), scores, spam, probabilities)


def _score_line(step: Step) -> str:
    label = "spam" if step.is_spam else "ham"
    return json.dumps({"id": step.message.id, "label": label, "score": step.score}) + "\n"


def _per_second(nanoseconds: list[int]) -> float | None:
    total = sum(nanoseconds)
    return round(len(nanoseconds) / total * 1e9, 1) if total else None


_LINES = {
    "spam": "spam",
    "ham": "ham",
    "one_minus_roca_pct": "(1-ROCA) %",
    "interval_pct": "95 % interval",
    "hm_pct": "ham misclassified %",
    "sm_pct": "spam misclassified %",
    "lam_pct": "LAM %",
    "missed_at_hm_1_pct": "missed at 1 % ham",
    "missed_at_hm_0_1_pct": "missed at 0.1 % ham",
    "checks_per_s": "checks a second",
    "learns_per_s": "lessons a second",
}


def _print_table(rows: list[dict[str, Any]], fields: tuple[str, ...], start: str) -> None:
    table = Table(title=f"online, from {start}, shown: {', '.join(fields)}")
    table.add_column("")
    for row in rows:
        table.add_column(row["corpus"], justify="right")
    for name, heading in _LINES.items():
        table.add_row(heading, *(_cell(row[name]) for row in rows))
    Console().print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, tuple):
        return " - ".join(f"{part:.2f}" for part in value)
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:.2f}"
    return str(value)
