"""Where a round takes place: a data folder on a real disk, and on one of the two databases.

PostgreSQL runs with its ordinary durability here (`fsync` on), unlike in the ordinary tests; it is a server of the
round's own (`tests/postgres.py`).
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rejoinder.actions.owning.sites import add_site
from soak.journal import SITE
from tests.postgres import Cluster
from tests.serving import open_house, prepared

__all__ = ["DATABASES", "PLAIN", "Place", "place"]

DATABASES = ("sqlite", "postgresql")
# Settings of whoever runs the round must not reach the program under test.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")} | {"NO_COLOR": "1"}


@dataclass(frozen=True)
class Place:
    """An installation with one site. `key` is that of the site's Akismet client."""

    around: Path  # for what belongs to the round and not to the installation
    folder: Path
    cluster: Cluster | None
    key: str

    @property
    def url(self) -> str:
        """What the option --database is told; empty for SQLite in the folder."""
        return _url(self.cluster)

    def rejoinder(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command on this installation to its end."""
        return _run(self.folder, self.cluster, *arguments)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database answers to a client that is none of ours."""
        if self.cluster is not None:
            with self.cluster.connect("soak") as connection:
                return connection.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(f"file:{self.folder / 'rejoinder.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()


@contextmanager
def place(kind: str, folder: Path | None = None) -> Iterator[Place]:
    """An empty installation on `kind` of database, gone afterwards; its folder is `folder` if one is given."""
    _allow_many_files()
    around = Path(tempfile.mkdtemp(prefix="rejoinder-soak-"))
    cluster = Cluster(durable=True) if kind == "postgresql" else None
    try:
        if cluster is not None:
            cluster.start()
            with cluster.connect() as connection:
                connection.execute("CREATE DATABASE soak")
        data = folder or around / "data"
        yield Place(around, data, cluster, _install(data, cluster))
    finally:
        if cluster is not None:
            cluster.remove()
        shutil.rmtree(around)


def _install(folder: Path, cluster: Cluster | None) -> str:
    """Make the installation with its site; returns the key of the site's Akismet client."""
    folder.mkdir(mode=0o700, exist_ok=True)
    house = open_house(prepared(folder, _url(cluster) or None))
    _site, key = add_site(house, SITE)
    house.store.close()
    return key


def _run(folder: Path, cluster: Cluster | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "rejoinder", *arguments, "--data", str(folder), "--database", _url(cluster)]
    return subprocess.run(call, capture_output=True, text=True, env=PLAIN, check=True, timeout=300)


def _url(cluster: Cluster | None) -> str:
    return cluster.url("soak") if cluster is not None else ""


def _allow_many_files() -> None:
    """A thousand connections are a thousand files."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
