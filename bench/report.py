"""The page of `bench.compare`: one table of accuracy and speed with ratios, and what it was measured with.

The figures are those of `rejoinder.evaluation.figures`. Ratios are ours by the best peer's: below 1 is better for
errors, above 1 for rates.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np

from bench.peers import OURS
from bench.speed import BULK, CHECK, LEARN, LONG_CHECK, WITHOUT
from rejoinder.evaluation.figures import Figures, figures_of, one_minus_roca_pct

__all__ = ["page", "with_beginnings"]

FIRST = 200  # the messages of a first day
THREE = ("youtube", "sms", "judol")
STRONG = ("sk-char4-sgd", "sk-tfidf-svc", "vw-char4")
_SMALL = 0.02  # added to both sides of a ratio, so that a corpus that all find easy does not decide the mean
_BEGINNINGS = {"judol": "judol_all"}  # a corpus that is the first file of another

Replays = dict[tuple[str, str], dict[str, Any]]


def with_beginnings(replays: Replays, sizes: dict[str, list[int]]) -> Replays:
    """The replays, and those of corpora with which others begin: online, a beginning is replayed by replaying all."""
    found = dict(replays)
    for corpus, whole in _BEGINNINGS.items():
        for (name, contender), replay in replays.items():
            if name == whole:
                size = sizes[whole][0]
                found[corpus, contender] = replay | {"scores": replay["scores"][:size], "spam": replay["spam"][:size]}
                if len(replay["spam"]) <= size:
                    del found[whole, contender]
    return found


def _figures(replay: dict[str, Any]) -> Figures:
    """Kept with the replay, since a thousand resamples take seconds."""
    if "figures" not in replay:
        scores, spam = np.array(replay["scores"], dtype=np.float64), np.array(replay["spam"], dtype=np.bool_)
        replay["figures"] = figures_of(scores, spam, np.where(scores >= replay["threshold"], 1.0, 0.0))
    found: Figures = replay["figures"]
    return found


def _early(replay: dict[str, Any]) -> float:
    return one_minus_roca_pct(np.array(replay["scores"][:FIRST]), np.array(replay["spam"][:FIRST], dtype=np.bool_))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def _geometric(values: Iterable[float]) -> float:
    return exp(_mean(log(value) for value in values))


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    replays: Replays = found["replays"]
    parts = [_head(found), _sums(found), _accuracy(replays), _others(replays), _early_table(replays), _batch(found)]
    return "\n".join([*parts, _speed(found), _pictures(found), ""])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _head(found: dict[str, Any]) -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    versions = dict.fromkeys(f"{name} {told}" if name == OURS else told for name, told in found["versions"].items())
    again = "" if found["date"] == _today() else f" (accuracy: {found['date']}, of the same filter)"
    return f"""# The filter beside its peers

Written by `make bench BENCH=folder` on {_today()}{again}; not by hand. {os.cpu_count()} virtual cores ({_processor()}),
shared with others (load at the end {load}); Python {platform.python_version()}, numpy {np.__version__}.
{"; ".join(versions)}.
How the peers are set stands in `bench/peers.py`, what the corpora are in [performance](performance.md).

Accuracy: the online protocol of the TREC spam track, from empty, in the order of the file, text only. Errors in per
cent, lower is better. Speed: processor time of one thread, everybody in turn on the same texts in one process; read the
ratios, the rates are those of a shared machine.
"""


def _today() -> str:
    return f"{datetime.now(UTC):%d %B %Y}"


def _figure(replays: Replays, corpus: str, name: str) -> float:
    return _figures(replays[corpus, name]).one_minus_roca_pct or 0.0


def _corpora(replays: Replays) -> list[str]:
    return list(dict.fromkeys(corpus for corpus, _ in replays))


def _names(replays: Replays, corpus: str) -> list[str]:
    """Who was replayed on the whole of a corpus."""
    whole = len(replays[corpus, OURS]["spam"])
    return [name for c, name in replays if c == corpus and len(replays[c, name]["spam"]) == whole]


def _sums(found: dict[str, Any]) -> str:
    replays: Replays = found["replays"]
    three = [corpus for corpus in THREE if (corpus, OURS) in replays]
    eight = [corpus for corpus in _corpora(replays) if corpus not in _BEGINNINGS]
    lines = ["| in one look | ours | best peer | ratio |", "|---|---|---|---|"]
    best = {c: min(_figure(replays, c, n) for n in _names(replays, c) if n != OURS) for c in _corpora(replays)}
    if three:
        ours = _geometric(_figure(replays, c, OURS) for c in three)
        peers = _geometric(best[c] for c in three)
        lines.append(
            f"| (1-ROCA)%, geometric mean of {', '.join(three)} | {ours:.3f} | {peers:.3f} | {ours / peers:.3f} |"
        )
    strong = {c: min(_figure(replays, c, n) for n in STRONG if (c, n) in replays) for c in eight}
    ratio = _geometric((_figure(replays, c, OURS) + _SMALL) / (strong[c] + _SMALL) for c in eight)
    lines.append(
        f"| geometric mean of (ours + .02) / (best of {', '.join(STRONG)} + .02) over {len(eight)} | | | {ratio:.3f} |"
    )
    lams = [_mean(_figures(replays[c, OURS]).lam_pct or 0 for c in three or eight)]
    rivals = [name for name in found["versions"] if name != OURS and all((c, name) in replays for c in three or eight)]
    lams += [_mean(_figures(replays[c, name]).lam_pct or 0 for c in three or eight) for name in rivals]
    lines.append(
        f"| LAM %, mean of {', '.join(three or eight)} | {lams[0]:.2f} | {min(lams[1:]):.2f} | "
        f"{lams[0] / min(lams[1:]):.2f} |"
    )
    early = _early_means(replays)
    other = min(value for name, value in early.items() if name != OURS)
    lines.append(
        f"| (1-ROCA)% of the first {FIRST}, mean | {early[OURS]:.2f} | {other:.2f} | {early[OURS] / other:.2f} |"
    )
    wrong = {name: sum(one["wrong"].values()) for name, one in found["batch"].items()}
    other = min(value for name, value in wrong.items() if name != OURS)
    tests = found["batch"][OURS]["tests"]
    lines.append(f"| wrong of {tests}, batch protocol | {wrong[OURS]} | {other} | {wrong[OURS] / other:.2f} |")
    for part in (CHECK, BULK, LEARN):
        rates = found["fast"][part]
        other = max(value for name, value in rates.items() if name != OURS)
        lines.append(f"| {part}, a second | {rates[OURS]:,.0f} | {other:,.0f} | {rates[OURS] / other:.2f} |")
    return "\n".join(lines) + "\n"


def _accuracy(replays: Replays) -> str:
    lines = [
        "## Accuracy",
        "",
        "| corpus | filter | (1-ROCA) % [95 %] | hm % | sm % | LAM % | missed at 1 % / 0.1 % ham blocked | by ours |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for corpus in _corpora(replays):
        lines += _rows(replays, corpus)
    return "\n".join(lines) + "\n"


def _rows(replays: Replays, corpus: str) -> Iterator[str]:
    ours = _figures(replays[corpus, OURS])
    names = _names(replays, corpus)
    title = f"{corpus} ({ours.spam:,} spam / {ours.ham:,} ham)"
    for name in [OURS, *sorted((n for n in names if n != OURS), key=lambda n: _figure(replays, corpus, n))]:
        one = _figures(replays[corpus, name])
        low, high = one.interval_pct or (0.0, 0.0)
        ratio = (ours.one_minus_roca_pct or 0) / (one.one_minus_roca_pct or 1e-9)
        shown = f"**{name}**" if name == OURS else name
        yield (
            f"| {title} | {shown} | {one.one_minus_roca_pct:.3f} [{low:.2f}, {high:.2f}] | {one.hm_pct:.2f} | "
            f"{one.sm_pct:.2f} | {one.lam_pct:.2f} | {one.missed_at_hm_1_pct:.1f} / {one.missed_at_hm_0_1_pct:.1f} | "
            f"{'' if name == OURS else f'{ratio:.2f}'} |"
        )
        title = ""


def _others(replays: Replays) -> str:
    """What the replays took in all, of those corpora that everybody named replayed whole."""
    corpora = [c for c in _corpora(replays) if c not in _BEGINNINGS]
    names = [n for n in dict.fromkeys(n for _, n in replays) if all(n in _names(replays, c) for c in corpora)]
    seconds = {name: sum(replays[c, name]["cpu_s"] for c in corpora) for name in names}
    told = ", ".join(f"{name} {spent:,.0f}" for name, spent in seconds.items())
    messages = sum(len(replays[c, OURS]["spam"]) for c in corpora)
    return f"Processor seconds for the replay of all {messages:,} messages, starting included: {told}.\n"


def _early_means(replays: Replays) -> dict[str, float]:
    """By contender, over the corpora on which all stand; a corpus is left out whose beginning has one class."""
    corpora = [c for c in _corpora(replays) if c != "judol_all" and 0 < sum(replays[c, OURS]["spam"][:FIRST]) < FIRST]
    names = list(dict.fromkeys(name for _, name in replays))
    return {n: _mean(_early(replays[c, n]) for c in corpora) for n in names if all((c, n) in replays for c in corpora)}


def _early_table(replays: Replays) -> str:
    means = _early_means(replays)
    corpora = [c for c in _corpora(replays) if c != "judol_all" and 0 < sum(replays[c, OURS]["spam"][:FIRST]) < FIRST]
    lines = [f"## The first {FIRST} messages", "", "(1-ROCA)% over the first messages of each corpus, from empty.", ""]
    lines += ["| filter | " + " | ".join(corpora) + " | mean |", "|---|" + "---|" * (len(corpora) + 1)]
    for name in sorted(means, key=means.__getitem__):
        cells = [f"{_early(replays[c, name]):.2f}" for c in corpora]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {means[name]:.2f} |")
    return "\n".join(lines) + "\n"


def _batch(found: dict[str, Any]) -> str:
    groups = list(found["batch"][OURS]["wrong"])
    tests = found["batch"][OURS]["tests"]
    lines = ["## A training set and a test set", ""]
    lines += [
        f"Per group of {found['shown']}: the first 70 % of each class in file order train, the rest test. Calls that",
        "",
    ]
    lines[-2] += f" are wrong, of {tests}."
    lines += ["| filter | " + " | ".join(groups) + " | all | right % |", "|---|" + "---|" * (len(groups) + 2)]
    by_all = sorted(found["batch"], key=lambda name: sum(found["batch"][name]["wrong"].values()))
    for name in by_all:
        wrong = found["batch"][name]["wrong"]
        total = sum(wrong.values())
        cells = " | ".join(str(wrong[group]) for group in groups)
        lines.append(f"| {name} | {cells} | {total} | {100 * (1 - total / tests):.1f} |")
    return "\n".join(lines) + "\n"


def _speed(found: dict[str, Any]) -> str:
    fast, weigh = found["fast"], found["weigh"]
    names = list(found["versions"])
    lines = ["## Speed", "", "A second of processor time of one core, and (in brackets) ours by theirs."]
    lines += [f"Texts of {found['shown']}; “bulk” is all texts handed over at once, in one process.", ""]
    lines += ["| | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for part in (CHECK, WITHOUT, LONG_CHECK, BULK, LEARN):
        rates = fast[part]
        cells = [_rate(rates.get(name), rates[OURS], own=name == OURS) for name in names]
        words = {CHECK: "check one by one, ours with its eight reasons", BULK: "bulk"}.get(part, part)
        words = "learn one by one, ours with its features at hand" if part == LEARN else words
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    lines += [
        "",
        f"A filter that learned {weigh['labels']:,} messages: {weigh['file_mb']:.1f} MB as a file, loaded and",
    ]
    lines[-1] += f" ready in {weigh['load_s']:.2f} s, {weigh['above_numpy_mb']:.0f} MB above Python with numpy."
    return "\n".join(lines) + "\n"


def _rate(rate: float | None, ours: float, *, own: bool) -> str:
    if rate is None:
        return "-"
    return f"{rate:,.0f}" if own else f"{rate:,.0f} ({ours / rate:.2f})"


def _pictures(found: dict[str, Any]) -> str:
    three = [corpus for corpus in THREE if (corpus, OURS) in found["replays"]]
    return "\n\n".join(f"![ROC and learning curves, {name}](images/curves-{name}.svg)" for name in three)
