"""The figures of several processes: one sum, whoever is asked, that never becomes less."""

import json

import pytest
from prometheus_client.core import GaugeMetricFamily

from rejoinder.metrics import Metrics
from rejoinder.metrics.shared import Shared


def member(folder, number):
    """A process of a crew: what it counts with, and what it tells."""
    metrics = Metrics()

    def state():
        family = GaugeMetricFamily("memory", "Its own.", labels=["worker"])
        family.add_metric([str(number)], 100 + number)
        return [family]

    return metrics, Shared(folder, number, metrics.families, state)


def told(shared):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in shared.families()
        for sample in family.samples
    }


HAM = ("rejoinder_reports_total", ("label", "ham"))


def test_figures_of_all_are_added_up_and_those_of_one_process_stay_its_own(tmp_path):
    members = [member(tmp_path, number) for number in range(3)]
    for number, (metrics, shared) in enumerate(members):
        for _ in range(number + 1):
            metrics.reported("ham")
        metrics.answered("api", 200 + number, 0.01)
        shared.write()
    found = told(members[0][1])
    assert found[HAM] == 1 + 2 + 3
    assert found["rejoinder_request_seconds_count", ("group", "api")] == 3
    assert found["rejoinder_request_seconds_bucket", ("group", "api"), ("le", "0.02")] == 3
    assert [found["rejoinder_requests_total", ("group", "api"), ("status", str(200 + n))] for n in range(3)] == [
        1,
        1,
        1,
    ]
    assert [found["memory", ("worker", str(number))] for number in range(3)] == [100, 101, 102]


def test_the_sum_never_becomes_less_whichever_process_is_asked(tmp_path):
    (one, first), (two, second) = member(tmp_path, 0), member(tmp_path, 1)
    seen = []
    for turn in range(6):
        one.reported("ham")
        two.reported("ham")
        seen.append(told((first, second)[turn % 2])[HAM])
    assert seen == sorted(seen)
    assert seen[-1] >= 11, "whoever is asked knows its own to the last, and the other's of its last word"


def test_who_takes_the_place_of_one_that_died_goes_on_from_its_figures(tmp_path):
    before, dead = member(tmp_path, 0)
    before.reported("ham")
    before.answered("desk", 404, 0.1)
    dead.write()
    after, shared = member(tmp_path, 0)
    after.reported("ham")
    found = told(shared)
    assert found[HAM] == 2
    assert found["rejoinder_requests_total", ("group", "desk"), ("status", "404")] == 1
    assert found["memory", ("worker", "0")] == 100
    assert told(shared)[HAM] == 2, "asking does not count anything twice"


def test_the_figures_of_others_are_written_down_while_nobody_asks(tmp_path):
    metrics, shared = member(tmp_path, 0)
    with shared:
        assert json.loads((tmp_path / "0.json").read_bytes()), "with the start"
        metrics.reported("ham")
        shared.write()
    assert told(member(tmp_path, 1)[1])[HAM] == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[[1,2]]", b"\xff"])
def test_a_file_that_is_no_figures_is_left_out(tmp_path, damage):
    metrics, shared = member(tmp_path, 0)
    metrics.reported("ham")
    (tmp_path / "1.json").write_bytes(damage)
    assert told(shared)[HAM] == 1


def test_a_folder_that_is_gone_costs_figures_and_nothing_else(tmp_path, caplog):
    folder = tmp_path / "gone"
    folder.mkdir()
    metrics, shared = member(folder, 0)
    folder.rmdir()
    metrics.reported("ham")
    assert shared.families()
    assert shared.families()
    assert caplog.text.count("not shared with the others") == 1
