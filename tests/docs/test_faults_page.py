"""The table "When a part fails" and the tests of faults: each row names tests that exist, each test stands in a row."""

import re

import pytest

from tests.docs.test_docs import ROOT, page

_TABLE = page("docs/operations.md").partition("## When a part fails")[2]
_ROWS = [line for line in _TABLE.splitlines() if line.startswith("| ") and "|---" not in line][1:]
_LINK = re.compile(r"\[([^]]+)\]\(\.\./(tests/[\w/]+\.py)\)")


def names_in(path):
    return re.findall(r"^def (test_\w+)", page(path), re.MULTILINE)


@pytest.mark.parametrize("row", _ROWS, ids=[row.split("|")[1].strip() for row in _ROWS])
def test_every_row_names_a_test_that_exists(row):
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 7
    assert all(cells)
    named = _LINK.findall(cells[-1])
    assert named
    for words, path in named:
        assert f"test_{words.replace(' ', '_')}" in names_in(path)


def test_every_test_of_a_fault_stands_in_a_row():
    named = {(path, f"test_{words.replace(' ', '_')}") for row in _ROWS for words, path in _LINK.findall(row)}
    files = sorted((ROOT / "tests" / "faults").glob("test_*.py"))
    there = {(str(path.relative_to(ROOT)), name) for path in files for name in names_in(str(path.relative_to(ROOT)))}
    assert there - named == set()
