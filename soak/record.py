"""A round's figures, kept as JSON while pieces are run, and the dated records that are made of all of them.

    python -m soak.record        writes docs/experiments/soak.md and hostile.md from what the last runs have left

Each figure says what was wanted and what was found, and a round that misses one is recorded as failed.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Self

from tests.postgres import find_postgres

__all__ = ["KEPT", "ROOT", "WRITTEN", "Figure", "Sheet", "spread", "write_records"]

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".soak"
WRITTEN = ROOT / "docs" / "experiments"
_RECORDS = {"soak": "The long rounds", "hostile": "Hostile and slow clients"}
_PACKAGES = ("rejoinder", "numpy", "SQLAlchemy", "psycopg", "uvicorn", "uvloop", "starlette")


@dataclass(frozen=True)
class Figure:
    """One thing that was measured: what was wanted, what was found, and whether that is well."""

    what: str
    wanted: str
    found: str
    held: bool


def _commit() -> str:
    """The commit under test; `+` when files of the program were changed since."""

    def git(*arguments: str) -> str:
        call = ["git", *arguments]
        done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return (git("rev-parse", "--short=10", "HEAD") or "unknown") + ("+" if git("status", "--porcelain", "src") else "")


def spread(seconds: Sequence[float]) -> str:
    """From the shortest to the longest."""
    if not seconds:
        return "none"
    return f"{min(seconds):.2f} to {max(seconds):.2f} s, median {median(seconds):.2f} s"


@dataclass
class Sheet:
    """What a round has found. `order` is its place in its record."""

    order: int
    name: str
    title: str
    how: str
    record: str = "soak"  # the one that it is part of
    figures: list[Figure] = field(default_factory=list)
    began: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    commit: str = field(default_factory=_commit)
    seconds: float = field(default_factory=time.monotonic)  # until it is finished the moment when it began

    @property
    def held(self) -> bool:
        """Whether every figure is what was wanted; a sheet without figures has shown nothing."""
        return bool(self.figures) and all(figure.held for figure in self.figures)

    def told(self, what: str, found: str) -> None:
        """Something that is told beside: nothing was promised of it."""
        self.figures.append(Figure(what, "", found, held=True))

    def none(self, what: str, found: Sequence[str]) -> None:
        """There must be none; the first few are named."""
        named = f": {'; '.join(dict.fromkeys(found[:5]))}" if found else ""
        self.figures.append(Figure(what, "0", f"{len(found):,}{named}", held=not found))

    def under(self, what: str, limit: float, seconds: Sequence[float]) -> None:
        """The longest must be under the limit."""
        held = bool(seconds) and max(seconds) < limit
        self.figures.append(Figure(what, f"under {limit:g} s", spread(seconds), held=held))

    def all(self, what: str, of: int, found: Sequence[str]) -> None:
        """All `of` of them must be well; `found` are those that are not."""
        named = f": {'; '.join(dict.fromkeys(found[:5]))}" if found else ""
        self.figures.append(Figure(what, f"{of:,}", f"{max(0, of - len(found)):,}{named}", held=of > 0 and not found))

    def finish(self) -> Self:
        """Keep it for the record, and print it."""
        load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
        self.told(f"load of the machine ({os.cpu_count()} cores) at the end, over 1, 5 and 15 minutes", load)
        self.seconds = time.monotonic() - self.seconds
        KEPT.mkdir(exist_ok=True)
        (KEPT / f"{self.name}.json").write_text(json.dumps(asdict(self), indent=1), "utf-8")
        print("\n".join(_section(self)))
        return self


def write_records() -> bool:
    """Write each record from what is kept for it; says whether every round in them held."""
    kept = sorted(map(_kept, KEPT.glob("*.json")), key=lambda sheet: (sheet.order, sheet.name))
    for name in _RECORDS:
        _write(name, [sheet for sheet in kept if sheet.record == name])
    return bool(kept) and all(sheet.held for sheet in kept)


def _write(name: str, sheets: Sequence[Sheet]) -> None:
    """One record, with the notes that stand beside this file; nothing where no round of it has been run."""
    if not sheets:
        return
    newest = datetime.strptime(max(sheet.began for sheet in sheets)[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    lines = [
        f"# {_RECORDS[name]}, {newest.day} {newest:%B %Y}",
        "",
        *_preface(sheets),
        *_summary(sheets),
        "",
        *_machine(),
        "",
    ]
    for sheet in sheets:
        lines += [*_section(sheet), ""]
    lines += [Path(__file__).with_name(f"found-{name}.md").read_text("utf-8").rstrip("\n")]
    path = WRITTEN / f"{name}.md"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"Written: {path.name}.")


def _kept(path: Path) -> Sheet:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Sheet(**{**told, "figures": [Figure(**figure) for figure in told["figures"]]})


def _preface(sheets: Sequence[Sheet]) -> list[str]:
    failed = [sheet.title for sheet in sheets if not sheet.held]
    verdict = f"**Failed: {'; '.join(failed)}.**" if failed else "All of them held."
    return [f"Written by `make soak` (the package `soak/`), not by hand. {verdict}", ""]


def _summary(sheets: Sequence[Sheet]) -> list[str]:
    rows = [
        f"| {sheet.title} | {'held' if sheet.held else '**failed**'} | {sheet.began} | {sheet.seconds / 60:.1f} min |"
        f" `{sheet.commit}` |"
        for sheet in sheets
    ]
    return ["| round | | begun | took | commit |", "|---|---|---|---|---|", *rows]


def _section(sheet: Sheet) -> list[str]:
    rows = [
        f"| {figure.what} | {figure.wanted} | {'' if figure.held else '**'}{_cell(figure.found)}"
        f"{'' if figure.held else '**'} |"
        for figure in sheet.figures
    ]
    head = f"## {sheet.title}: {'held' if sheet.held else 'FAILED'}"
    return [head, "", sheet.how, "", "| what | wanted | found |", "|---|---|---|", *rows]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _machine() -> list[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    system = f"{platform.system()} {platform.release()}"
    return [
        f"Machine: {os.cpu_count()} virtual cores ({_processor()}), {memory:.0f} GB, {system};",
        "how busy it was stands at the end of each round.",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {_postgres()}; {packages}.",
    ]


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", told.read_text("utf-8")) if told.exists() else None
    return found[1] if found else platform.machine()


def _postgres() -> str:
    server = find_postgres()
    if server is None:
        return "no PostgreSQL"
    told = subprocess.run([server, "--version"], capture_output=True, text=True, check=True).stdout
    return f"PostgreSQL {told.split()[2]}"


if __name__ == "__main__":
    raise SystemExit(0 if write_records() else 1)
