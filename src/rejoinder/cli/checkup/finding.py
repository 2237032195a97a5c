"""What was looked at and how it stands: a line for people, an object for programs.

`rejoinder doctor` and the last step of `rejoinder setup` tell what they found in this form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import typer

__all__ = ["Finding", "State", "fine", "problem", "show", "warning"]


class State(StrEnum):
    """How a thing stands: as it should, or in a way that may hurt later, or in a way that hurts now."""

    OK = "OK"
    WARNING = "warning"
    PROBLEM = "problem"


_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.PROBLEM: "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; `remedy` is what to do about it, empty where all is well."""

    about: str
    state: State
    told: str
    remedy: str = ""


def fine(about: str, told: str) -> Finding:
    """All is well."""
    return Finding(about, State.OK, told)


def warning(about: str, told: str, remedy: str) -> Finding:
    """It works, and may not for long."""
    return Finding(about, State.WARNING, told, remedy)


def problem(about: str, told: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(about, State.PROBLEM, told, remedy)


def show(findings: Iterable[Finding]) -> None:
    """A line for each, and below it what to do."""
    for found in findings:
        typer.secho(f"{found.state:<8}", fg=_COLOURS[found.state], nl=False)
        typer.echo(f"{found.about:<16} {found.told}")
        if found.remedy:
            typer.echo(f"{'':<25}-> {found.remedy}")
