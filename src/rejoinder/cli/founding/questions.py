"""Ask whoever set the program going, or, where nobody sits at a terminal, take what was given with the call.

Questions go to standard error, so that what a program reads from standard output is the answer alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getpass
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.prompt import Confirm, Prompt

from rejoinder.errors import RejoinderError, SettingError

__all__ = ["Questions"]

T = TypeVar("T")


class Questions:
    """What can be asked. `person` is False where nobody is there to answer."""

    def __init__(self, *, person: bool) -> None:
        self.person = person
        self._console = Console(stderr=True)

    @classmethod
    def of_terminal(cls, *, forbidden: bool) -> Questions:
        """Questions to whoever sits at the terminal, unless they were forbidden or there is none."""
        return cls(person=not forbidden and sys.stdin.isatty())

    def ask(
        self,
        option: str,
        question: str,
        given: str | None,
        default: str | None,
        read: Callable[[str], T],
        hint: str = "",
    ) -> T:
        """What was given, or the answer, read by `read`; asked again until `read` takes it.

        Where nobody is there `default` is taken. Raises `SettingError` when there is none, and what `read` raises.
        """
        if given is not None:
            return read(given)
        if not self.person:
            if default is None:
                raise SettingError("answer_missing", f"{option} is missing.", "Give it, or call from a terminal.")
            return read(default)
        if hint:
            self._console.print(escape(hint), style="dim")
        while True:
            answer = Prompt.ask(
                escape(question), console=self._console, default=default or "", show_default=bool(default)
            )
            try:
                return read(answer.strip())
            except RejoinderError as error:
                self.say(str(error))

    def password(self, question: str) -> str:
        """A password, typed twice without being shown."""
        while True:
            # Not rich's: it shows the question first, and what is typed until the echo is off would be thrown away.
            first = getpass(f"{question}: ")
            if first == getpass("The same once more: "):
                return first
            self.say("The two are not the same.")

    def agree(self, question: str, *, unasked: bool) -> bool:
        """Yes or no; `unasked` is taken where nobody is there."""
        return Confirm.ask(escape(question), console=self._console, default=False) if self.person else unasked

    def say(self, sentence: str) -> None:
        """Tell a person something beside the questions."""
        self._console.print(escape(sentence), style="yellow")
