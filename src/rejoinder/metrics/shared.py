"""The figures of several processes on one socket, of which a monitor reaches one: that one adds up those of all.

Each process writes its figures into a file of its own once a second, and whoever is asked writes its own and reads all.
So the sum is made of what stands in the files alone and never becomes less, whichever process is asked: Prometheus
would take that for a new start and count everything twice. A file belongs to a place in the crew and not to a process;
who takes the place of a process that has died goes on from its figures. What was counted in its last second is lost.

These files are ordinary ones in a folder of memory where there is one: a full disk is an error here and no more.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import msgspec
from prometheus_client.metrics_core import Metric

__all__ = ["Alone", "Figures", "Shared"]

_EVERY_S = 1.0
_log = logging.getLogger(__name__)

Families = Callable[[], list[Metric]]


class Figures(Protocol):
    """Where a monitor's figures come from."""

    def families(self) -> list[Metric]:
        """All of them as they are now."""


class _Figure(msgspec.Struct, array_like=True):
    """One line of what a monitor reads, and the family that it belongs to."""

    family: str
    name: str
    labels: dict[str, str]
    value: float

    @property
    def place(self) -> tuple[str, ...]:
        """What tells it apart."""
        return (self.name, *(part for label in self.labels.items() for part in label))


_decoder = msgspec.json.Decoder(list[_Figure])


class Alone:
    """One process, whose figures are all there are."""

    def __init__(self, counted: Families, state: Families) -> None:
        self._counted, self._state = counted, state

    def families(self) -> list[Metric]:
        """All figures as they are now."""
        return [*self._counted(), *self._state()]


class Shared:
    """The process at place `number` of a crew, whose members write into `folder`. Runs as long as its `with` block.

    `counted` are figures that are added up; each of `state` stands for this process alone and says so in its labels.
    """

    def __init__(self, folder: Path, number: int, counted: Families, state: Families) -> None:
        self._folder = folder
        self._path = folder / f"{number}.json"
        self._counted, self._state = counted, state
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._told = False
        self._thread = threading.Thread(target=self._keep_writing, name="figures", daemon=True)
        names = {family.name for family in counted()}
        self._before = {one.place: one for one in self._read(self._path) if one.family in names}

    def __enter__(self) -> Self:
        self._try_to_write()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(_EVERY_S)

    def families(self) -> list[Metric]:
        """The figures of all processes, this one's as they are now."""
        self._try_to_write()
        families = {family.name: family for family in [*self._counted(), *self._state()]}
        sums: dict[tuple[str, ...], _Figure] = {}
        for path in sorted(self._folder.glob("*.json")):
            for figure in self._read(path):
                first = sums.setdefault(figure.place, figure)
                if first is not figure:
                    first.value += figure.value
        for family in families.values():
            family.samples = []
        for figure in sums.values():
            families[figure.family].add_sample(figure.name, figure.labels, figure.value)
        return list(families.values())

    def write(self) -> None:
        """Write this process's figures down."""
        with self._lock:
            counted = dict(self._before)
            for figure in _figures(self._counted()):
                before = self._before.get(figure.place)
                figure.value += before.value if before else 0.0
                counted[figure.place] = figure
            new = self._path.with_suffix(".new")
            new.write_bytes(msgspec.json.encode([*counted.values(), *_figures(self._state())]))
            new.replace(self._path)

    def _keep_writing(self) -> None:
        while not self._stop.wait(_EVERY_S):
            self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            self.write()
        except OSError as error:
            if not self._told:
                self._told = True
                _log.warning("the figures of this process are not shared with the others: %s", error.strerror)

    def _read(self, path: Path) -> list[_Figure]:
        try:
            return _decoder.decode(path.read_bytes())
        except (FileNotFoundError, msgspec.DecodeError):
            return []


def _figures(families: Iterable[Metric]) -> list[_Figure]:
    return [
        _Figure(family.name, sample.name, dict(sample.labels), float(sample.value))
        for family in families
        for sample in family.samples
    ]
