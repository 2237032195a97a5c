"""docs/errors.md lists every error that the source can make, and each has one status."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from rejoinder import errors
from tests.house.source import SOURCE, modules

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "errors.md").read_text("utf-8")


def listed(part):
    """The rows under a heading, each a list of cells."""
    text = PAGE.partition(f"## {part}\n")[2].partition("\n## ")[0]
    rows = [re.split(r"(?<!\\) \| ", line[2:-2]) for line in text.splitlines() if line.startswith("| `")]
    assert rows
    return rows


def test_the_page_is_what_the_source_says():
    """Regenerate with `python scripts/errors-page > docs/errors.md`."""
    ran = subprocess.run([sys.executable, ROOT / "scripts" / "errors-page"], capture_output=True, check=True)
    assert ran.stdout.decode() == PAGE


def test_every_code_in_the_source_stands_on_the_page():
    """Found in another way than the page is made, so that neither overlooks what the other does."""
    codes = set()
    for path in SOURCE.rglob("*.py"):
        codes |= set(re.findall(rf"\b(?:{'|'.join(errors.__all__)})\(\s*\"(\w+)\"", path.read_text("utf-8")))
    assert len(codes) > 90
    assert codes == {row[0].strip("`") for part in ("Over HTTP", "On the command line") for row in listed(part)}


def test_no_error_is_made_with_a_code_that_only_a_run_could_tell():
    unknown = [
        f"{name}:{node.lineno}"
        for name, module in modules(SOURCE).items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in errors.__all__
        and not isinstance(node.args[0], ast.Constant)
        and ast.unparse(node.args[0]) != "error.code"  # an error that was made elsewhere, raised once more
    ]
    assert unknown == []


def test_a_code_has_one_status():
    statuses = defaultdict(set)
    for code, status, *_ in listed("Over HTTP"):
        statuses[code].add(status)
    assert {code: found for code, found in statuses.items() if len(found) > 1} == {}


def test_every_refusal_over_http_says_what_to_do():
    assert [
        row for row in listed("Over HTTP") if not (row[2].endswith((".", "…")) and row[3].endswith((".", "…")))
    ] == []
