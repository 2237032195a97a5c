"""What the repository may hold: documented modules of bearable length, and locks that name no place to fetch from.

A lock that names an address works behind one mirror only, and tells the world about it.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT, SOURCE, modules

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
NODE_LOCKS = [ROOT / "tests/clients/node/package-lock.json"]
LONGEST_FILE = 600  # lines; over 400 a file already needs a reason (CONTRIBUTING.md)

# Hosts that packages are fetched from, in pieces, since this file is searched as well.
REGISTRIES = re.compile(r"files\.python" r"hosted\.org|pypi\.(org|io)/simple|registry\.npm" r"js|registry\.yarn" r"pkg")
ADDRESS = re.compile(r"[a-z]+://")


def tracked_files() -> list[Path]:
    """The files that git knows; all but caches where this is no checkout (an unpacked archive)."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = done.stdout.split("\0") if done.returncode == 0 else []
    found = [ROOT / name for name in filter(None, names)] or [*ROOT.glob("*"), *SOURCE.rglob("*")]
    return [path for path in found if path.is_file()]


def text_of(path: Path) -> str:
    """A file as text, whatever it is."""
    return path.read_bytes().decode("utf-8", errors="replace")


def addresses(value: object, key: str = "") -> list[str]:
    """Addresses in a JSON value, but for those under `funding`, which say whom to thank."""
    if isinstance(value, dict):
        return [found for k, v in value.items() if k != "funding" for found in addresses(v, k)]
    if isinstance(value, list):
        return [found for v in value for found in addresses(v, key)]
    return [f"{key}: {value}"] if isinstance(value, str) and ADDRESS.search(value) else []


def plain(requirement: str) -> str:
    """The name in a requirement, as locks write it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_python_lock_names_no_address_and_hashes_everything(lock):
    text = lock.read_text(encoding="utf-8")
    assert not ADDRESS.search(text)
    assert not re.search(r"^-", text, re.MULTILINE), "an option of pip (an index, a folder) has no place in a lock"
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(entries) > 10
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=lambda path: path.parent.name)
def test_a_node_lock_names_no_address_and_hashes_everything(lock):
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    assert not addresses(packages)
    assert len(packages) > 1
    assert not [name for name, package in packages.items() if name and "integrity" not in package]
    assert not ADDRESS.search((lock.parent / ".npmrc").read_text(encoding="utf-8"))


def test_the_locks_hold_all_that_the_project_asks_for():
    """Otherwise somebody changed pyproject.toml and forgot `make lock`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    extras = project["project"]["optional-dependencies"]
    asked = {
        "server.lock": [*project["project"]["dependencies"], *extras["server"], *groups["build"]],
        "postgres.lock": [*extras["server"], *extras["postgres"], *groups["build"]],
        "dev.lock": [
            *extras["server"],
            *extras["postgres"],
            *extras["plots"],
            *extras["cluster"],
            *(one for one in groups["dev"] if isinstance(one, str)),
        ],
        "peers.lock": [*project["project"]["dependencies"], *groups["peers"]],
        "isso.lock": groups["isso"],
    }
    for name, requirements in asked.items():
        locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / name).read_text("utf-8"), re.MULTILINE))
        assert {plain(one) for one in requirements} <= locked, name


def test_the_locks_agree():
    """`make demo` and `make test` fill the same .venv; `make bench` measures with the numpy that the filter runs on."""
    server, postgres, dev, peers = (
        set(re.findall(r"^[a-z0-9-]+==[^\\]+", (ROOT / "requirements" / name).read_text("utf-8"), re.MULTILINE))
        for name in ("server.lock", "postgres.lock", "dev.lock", "peers.lock")
    )
    assert server <= dev
    assert server <= postgres
    # Without the markers: what one lock needs on some systems, another may need on all.
    assert {one.split()[0] for one in postgres} <= {one.split()[0] for one in dev}
    assert {one for one in peers if one.startswith("numpy==")} <= dev


def test_no_tracked_file_names_a_registry():
    assert not [str(path.relative_to(ROOT)) for path in tracked_files() if REGISTRIES.search(text_of(path))]


def test_every_module_says_what_it_is_for():
    assert not [name for name, module in modules(SOURCE).items() if not ast.get_docstring(module.tree)]


def test_no_file_is_too_long():
    assert not [m.name for m in modules(SOURCE).values() if len(text_of(m.path).splitlines()) > LONGEST_FILE]
