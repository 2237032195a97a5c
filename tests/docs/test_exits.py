"""The table of exit codes names every command, and every code that a command can end with."""

import ast
import re
from pathlib import Path

import typer

from rejoinder.cli import exits
from rejoinder.cli.commands import app
from rejoinder.cli.exits import DONE, EXITS, REFUSED, WRONG
from tests.cli.programs import rejoinder
from tests.house.source import SOURCE

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")


def commands(of, before=""):
    """The names of all commands, those of groups with the name of the group."""
    group = typer.main.get_group(of) if before == "" else of
    for name, command in group.commands.items():
        yield from commands(command, f"{before}{name} ") if hasattr(command, "commands") else [f"{before}{name}"]


def test_every_command_stands_in_the_table():
    assert set(EXITS) == set(commands(app))


def test_the_table_stands_on_the_page():
    rows = re.findall(r"^\| `rejoinder ([\w -]+)` \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
    assert {name: (done, wrong) for name, done, wrong in rows} == {
        name: (codes[DONE], codes.get(WRONG, "")) for name, codes in EXITS.items()
    }
    assert f"{REFUSED}, for every command: {exits.REFUSAL}" in PAGE


def ended_with(path):
    """What a module gives to `Exit` and `exit`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"typer.Exit", "sys.exit"} and node.args:
            yield ast.unparse(node.args[0])


def test_a_command_ends_with_no_other_code_than_its_own():
    """1 is raised by name, in the modules of the commands in whose row it stands."""
    found = {path.stem: {*ended_with(path)} for path in (SOURCE / "cli").rglob("*.py")}
    assert {name for name, codes in found.items() if "WRONG" in codes} == {
        n for n, codes in EXITS.items() if WRONG in codes
    }
    assert set().union(*found.values()) <= {"WRONG", "0", "2", *(code for code in found["__init__"])}


def test_the_end_of_the_input_and_a_wrong_call_end_as_the_page_says(tmp_path):
    assert "where a question waits for an\nanswer ends it with 1" in PAGE
    assert rejoinder("user", "add", "ada", "--data", tmp_path).returncode == WRONG
    assert rejoinder("doctor").returncode == REFUSED
