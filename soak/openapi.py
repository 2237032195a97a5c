"""Schemathesis over the server's own OpenAPI description, with and without a moderator's session.

    python -m soak.openapi [--database sqlite] [--examples 2000] [--seed N]

It makes requests from the description, good ones and ones that break it in every way that it knows, and holds the
answers against the description: status, type, schema. All its checks are on but one: that whatever fits the schema is
accepted. A schema cannot say that a text must not be blank or which sites there are; the hooks in `soak/real_site.py`
put the site in that is there, or no good request would get past the door.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from soak.hostile import appoint, faults_in, session_of
from soak.journal import SITE
from soak.options import options
from soak.places import DATABASES, PLAIN, place
from soak.record import ROOT, Sheet
from soak.served import Served

__all__ = ["openapi", "report_of"]

# What may answer a request that breaks the description: Schemathesis's own list has no 413, with which we refuse fields
# that are longer than they may be.
_SETTINGS = """\
[checks]
negative_data_rejection.expected-statuses = ["400", "403", "404", "405", "409", "413", "415", "429"]
"""


def openapi(database: str, examples: int, seed: int) -> Sheet:
    """Test a server on one database by its description, twice."""
    sheet = Sheet(2, f"openapi-{database}", f"Schemathesis, {_NAMES[database]}", "", "hostile")
    with place(database) as where:
        appoint(where)
        served = Served(where)
        try:
            served.start()
            session = session_of(served.port, "")
            for name, headers in (
                ("without a session", {}),
                ("with a session", {"Cookie": session.cookie, "Origin": SITE}),
            ):
                _figures(sheet, name, report_of(where.folder.parent, served.port, examples, seed, headers))
            served.stop()
        finally:
            served.remove()
        sheet.none("lines of a traceback or an error in the log", faults_in(served.log.read_text("utf-8", "replace")))
    sheet.how = f"{examples:,} examples for each operation, good ones and broken ones; seed {seed}."
    return sheet


_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def report_of(folder: Path, port: int, examples: int, seed: int, headers: dict[str, str]) -> dict[str, Any]:
    """Run Schemathesis to its end; returns its report."""
    settings, report = folder / "schemathesis.toml", folder / "schemathesis.json"
    settings.write_text(_SETTINGS, "utf-8")
    call = [Path(sys.executable).with_name("schemathesis"), f"--config-file={settings}", "run"]
    call += [f"http://127.0.0.1:{port}/api/openapi.json", f"--max-examples={examples}", f"--seed={seed}"]
    call += ["--checks=all", "--exclude-checks=positive_data_acceptance", "--continue-on-failure"]
    call += ["--report=json", f"--report-json-path={report}"]
    for header in headers.items():
        call += ["--header", ": ".join(header)]
    env = PLAIN | {"SCHEMATHESIS_HOOKS": "soak.real_site", "PYTHONPATH": _path()}
    done = subprocess.run(call, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if not report.exists():
        raise RuntimeError(f"Schemathesis did not run:\n{done.stdout[-4_000:]}{done.stderr[-4_000:]}")
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    report.unlink()
    return told


def _path() -> str:
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


def _figures(sheet: Sheet, name: str, report: dict[str, Any]) -> None:
    cases, operations = report["test_cases"], report["operations"]
    accepted = sum(phase["accepted"] for phases in report["valid_rates"].values() for phase in phases.values())
    sheet.told(f"requests {name}", f"{cases['generated']:,}, {accepted:,} of them good ones that were taken")
    sheet.all(f"operations tested {name}", operations["total"], ["one"] * (operations["total"] - operations["tested"]))
    failures = [f"{one['title']} ({', '.join(map(str, one['operations']))})" for one in report["failures"]]
    sheet.none(f"answers that are not as described {name}", failures + [str(error) for error in report["errors"]])


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--examples", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    told = parser.parse_args()
    for database in told.database or DATABASES:
        openapi(database, told.examples, told.seed).finish()


if __name__ == "__main__":
    main()
