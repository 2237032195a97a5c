"""What stands at this moment, as figures for a monitor: of one process, and of the whole installation.

Figures of a process carry its place in the crew as `worker`; a server of one process is worker 0.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator

from prometheus_client import ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from rejoinder import __version__
from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.standing import Standing, standing

__all__ = ["house_figures", "own_figures"]

READ = "rejoinder_ledger_read"
_process = ProcessCollector(registry=None)


def own_figures(house: Installation, worker: int = 0) -> list[Metric]:
    """What is known of this process without asking anybody."""
    judge = house.judge
    names = str(worker)
    figures = {
        READ: ("Lines of the ledger that the weights have read.", judge.head.position),
        "rejoinder_ledger_unreadable": ("Lines that could not be learned.", judge.unreadable),
        "rejoinder_labels_learned": ("Labels that the weights are made of.", judge.learned),
    }
    found: list[Metric] = [_gauge(name, told, number, worker=names) for name, (told, number) in figures.items()]
    troubles = GaugeMetricFamily(
        "rejoinder_trouble", "1 for each part beside the requests that is in trouble.", labels=["worker", "part"]
    )
    for part in house.troubles.now():
        troubles.add_metric([names, part], 1)
    return [*found, troubles, *_of_process(names)]


def house_figures(house: Installation, read: Iterable[Metric]) -> Iterator[Metric]:
    """What the database knows. `read` are the figures of all processes: how far each is behind is made of both."""
    yield _gauge("rejoinder_build_info", "1.", 1, version=__version__, python=platform.python_version())
    found = standing(house)
    yield _gauge("rejoinder_ready", "1 when the database answers, else 0.", int(found is not None))
    if found is None:
        return
    yield from _standing(found)
    behind = GaugeMetricFamily(
        "rejoinder_ledger_behind", "Lines of the ledger that a process has still to read.", labels=["worker"]
    )
    for sample in (sample for family in read if family.name == READ for sample in family.samples):
        behind.add_metric([sample.labels["worker"]], max(0, found.lines - sample.value))
    yield behind


def _standing(found: Standing) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        "rejoinder_waiting", "Comments that wait for a person; ten thousand stands for more.", labels=["source"]
    )
    waiting.add_metric(["thread"], found.comments)
    waiting.add_metric(["akismet"], found.checks)
    yield waiting
    yield _gauge("rejoinder_outbox_waiting", "Messages that wait to go out.", found.messages)
    yield _gauge("rejoinder_ledger_lines", "Lines of the ledger.", found.lines)


def _of_process(worker: str) -> Iterator[Metric]:
    """Memory, processor, open files: under the names that every dashboard knows."""
    for family in _process.collect():
        family.samples = [sample._replace(labels={"worker": worker}) for sample in family.samples]
        yield family


def _gauge(name: str, told: str, number: float, **labels: str) -> Metric:
    family = GaugeMetricFamily(name, told, labels=list(labels))
    family.add_metric(list(labels.values()), number)
    return family
