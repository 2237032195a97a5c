"""Who imports whom: the contracts in pyproject.toml hold, and each of them fails when it is broken.

What import-linter has no contract for is checked here: who may import a room directly, and what the filter may import
from outside the package.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, SOURCE, import_circle, imported_names, modules

# Each of these rooms is imported by one other and by nobody else.
ONLY_IMPORTED_BY = {"outside": "workers", "settings": "cli", "demo": "cli"}

# The filter is pure (docstring of `rejoinder.filter`): no clock, no network, no database, no log, no process, and no
# pickle, which would run what it reads.
IMPURE = {
    *("time", "datetime", "sched"),
    *("socket", "ssl", "http", "ftplib", "smtplib", "socketserver", "asyncio", "select", "selectors", "urllib.request"),
    *("sqlite3", "dbm", "shelve", "pickle", "marshal"),
    *("logging", "warnings", "syslog"),
    *("subprocess", "multiprocessing", "os", "signal"),
}

# What the house looks like when all of it stands, with one lawful way through it.
LAWFUL = {
    "__init__": "",
    "errors": "",
    "comment": "",
    "moderation": "import rejoinder.comment, rejoinder.errors",
    "filter": "import numpy, rejoinder.comment",
    "store": "import rejoinder.moderation, rejoinder.comment, rejoinder.errors",
    "policy": "import rejoinder.moderation",
    "privacy": "",
    "text": "",
    "thread": "",
    "locale": "import rejoinder.errors",
    "actions": "import rejoinder.filter, rejoinder.store, rejoinder.policy, rejoinder.privacy, rejoinder.text",
    "outside": "import rejoinder.errors",
    "workers": "import rejoinder.actions, rejoinder.outside",
    "evaluation": "import rejoinder.filter",
    "demo": "import rejoinder.actions",
    "settings": "import rejoinder.errors",
    "web": "import rejoinder.actions, rejoinder.locale, rejoinder.thread",
    "cli": "import rejoinder.web, rejoinder.workers, rejoinder.evaluation, rejoinder.demo, rejoinder.settings",
}

CLIMBING = "A room imports only rooms below its own"
ALONE = "The filter stands on comment and errors alone"
OUTSIDE = "Nothing but the workers leads outside"
WORDS = "The languages stand on the errors alone"

VIOLATIONS = [
    ("web", "import rejoinder.cli", CLIMBING),
    ("web", "import rejoinder.workers", CLIMBING),
    ("web", "import rejoinder.settings", CLIMBING),
    ("web", "from rejoinder import outside", OUTSIDE),
    ("workers", "import rejoinder.web", CLIMBING),
    ("actions", "import rejoinder.web", CLIMBING),
    ("actions", "def act():\n    import rejoinder.workers", CLIMBING),
    ("actions", "import rejoinder.outside", CLIMBING),
    ("actions", "import rejoinder.settings", CLIMBING),
    ("filter", "import rejoinder.store", CLIMBING),
    ("store", "import rejoinder.filter", CLIMBING),
    ("store", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import rejoinder.filter", CLIMBING),
    ("filter", "import rejoinder.moderation", ALONE),
    ("filter", "import rejoinder.text", ALONE),
    ("locale", "import rejoinder.comment", WORDS),
    ("locale", "import rejoinder.text", WORDS),
    ("moderation", "import rejoinder.store", CLIMBING),
    ("comment", "import rejoinder.moderation", CLIMBING),
    ("errors", "import rejoinder.comment", CLIMBING),
    ("lounge", "", CLIMBING),  # a room that the contract does not know
]


def build(folder: Path, rooms: dict[str, str]) -> Path:
    """A package `rejoinder` in `folder`, a module a room."""
    package = folder / "rejoinder"
    package.mkdir()
    for name, text in rooms.items():
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    return package


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Holds the package `rejoinder` in that folder against the contracts in pyproject.toml."""
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def wrong_importers(package: Path) -> list[str]:
    """Direct imports of a room by another than the one that may."""
    return [
        f"{name} imports {target}; only {ONLY_IMPORTED_BY[room]} may"
        for name, module in modules(package).items()
        for target in imported_names(module)
        for room in [".".join(target.split(".")[1:2])]
        if target.startswith("rejoinder.") and room in ONLY_IMPORTED_BY
        if name.split(".")[1:2] not in ([room], [ONLY_IMPORTED_BY[room]])
    ]


def impure_imports(package: Path) -> list[str]:
    """What the filter imports from outside the package and may not."""
    return [
        f"{name} imports {target}"
        for name, module in modules(package).items()
        if name.split(".")[1:2] == ["filter"]
        for target in imported_names(module)
        for top in [target.split(".")[0]]
        if {target, top} & IMPURE or not (top in sys.stdlib_module_names or top in {"numpy", "rejoinder", "__future__"})
    ]


def test_the_house_keeps_its_contracts():
    done = lint_imports(SOURCE.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_house_with_all_rooms_can_keep_the_contracts(tmp_path):
    package = build(tmp_path, LAWFUL)
    done = lint_imports(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not wrong_importers(package)
    assert not impure_imports(package)


@pytest.mark.parametrize(("room", "text", "contract"), VIOLATIONS)
def test_a_violation_breaks_its_contract(tmp_path, room, text, contract):
    build(tmp_path, {**LAWFUL, room: f"{LAWFUL.get(room, '')}\n{text}\n"})
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout


def test_rooms_with_one_importer_have_no_other():
    assert not wrong_importers(SOURCE)


@pytest.mark.parametrize(
    ("room", "text"),
    [
        ("cli", "from rejoinder.outside import mail"),
        ("web", "import rejoinder.settings"),
        ("workers", "from rejoinder import demo"),
        ("cli", "from . import outside"),
    ],
)
def test_another_importer_is_found(tmp_path, room, text):
    assert wrong_importers(build(tmp_path, {**LAWFUL, room: text}))


def test_the_filter_is_pure():
    assert not impure_imports(SOURCE)


@pytest.mark.parametrize(
    "text", ["import time", "from urllib import request", "import msgspec", "from datetime import UTC"]
)
def test_an_impure_filter_is_found(tmp_path, text):
    assert impure_imports(build(tmp_path, {**LAWFUL, "filter": text}))


def test_no_imports_go_round_in_circles():
    assert not import_circle(SOURCE)


@pytest.mark.parametrize("back", ["import rejoinder.web", "from . import web", "from .web import page"])
def test_a_circle_is_found(tmp_path, back):
    circle = import_circle(build(tmp_path, {"__init__": "", "web": "from rejoinder import thread", "thread": back}))
    assert set(circle) == {"rejoinder.web", "rejoinder.thread"}
