"""The dashboard and the alerts ask for figures that a server gives, with labels that they have, and fire when meant."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from rejoinder.web.border.rules import Rules
from tests.faults.faces import asking
from tests.serving import running_server

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "rejoinder-alerts.yml"
TOKEN = "a-token-of-this-test"
# Labels that Prometheus itself gives to whatever it reads.
ITS_OWN = {"job", "instance"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The labels of every series that a server shows when something of everything has happened."""
    folder = tmp_path_factory.mktemp("house")
    with running_server(folder, Rules(metrics_token=TOKEN)) as server, asking(server.url, server.key) as faces:
        faces.write()
        faces.ask()
        faces.ask(verb="submit-spam")
        server.house.troubles.note("snapshot", "It fails.")
        text = httpx.get(f"{server.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    values: dict[str, dict[str, set[str]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = values.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return values


def asked(expression):
    """Each figure of an expression, with what its braces ask for."""
    for name, braces in re.findall(r"\b((?:rejoinder|process)_\w+)(?:\{([^}]*)\})?", expression):
        yield name, re.findall(r"(\w+)(=~|!=|=)\"([^\"]*)\"", braces)


def grouped(expression):
    return {label.strip() for part in re.findall(r"\bby \(([^)]*)\)", expression) for label in part.split(",")}


def check(expression, shown):
    names = list(asked(expression))
    assert names, expression
    for name, matchers in names:
        assert name in shown, f"no server shows {name}"
        for label, how, value in matchers:
            if label in ITS_OWN:
                continue
            assert label in shown[name], f"{name} has no label {label}"
            # Statuses come with the answers; the others are all there from the start.
            if how == "=" and label != "status":
                assert value in shown[name][label], f"{name} never has {label}={value}"
    known = ITS_OWN.union(*(shown[name] for name, _ in names))
    assert grouped(expression) <= known, expression


def dashboard():
    return json.loads((DEPLOY / "grafana.json").read_text("utf-8"))


def panels():
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def alerts():
    """Each alert and its expression, which may go over several lines."""
    text = RULES.read_text("utf-8")
    found = re.findall(r"- alert: (\w+)\n +expr: (?:>-\n)?(.*?)\n +(?:for|labels):", text, re.DOTALL)
    assert len(found) == text.count("alert:")
    return {name: " ".join(expression.split()) for name, expression in found}


def test_the_dashboard_has_what_grafana_wants_of_one():
    board = dashboard()
    assert {"title", "uid", "panels", "templating", "time", "schemaVersion", "version"} <= set(board)
    assert board["schemaVersion"] >= 36
    variables = {variable["name"]: variable["type"] for variable in board["templating"]["list"]}
    assert variables == {"datasource": "datasource", "job": "query"}
    numbers = [panel["id"] for panel in board["panels"]]
    assert len(set(numbers)) == len(numbers)
    for panel in panels():
        assert panel["title"]
        assert panel["description"], panel["title"]
        assert panel["type"] in ("stat", "timeseries")
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        letters = [target["refId"] for target in panel["targets"]]
        assert letters
        assert len(set(letters)) == len(letters)


def test_no_panel_of_the_dashboard_lies_on_another():
    taken = set()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_a_panel_asks_for_what_a_server_shows(panel, shown):
    for target in panel["targets"]:
        check(target["expr"], shown)
        assert all(("job", "=~", "$job") in matchers for _, matchers in asked(target["expr"])), target["expr"]


def test_the_job_is_chosen_by_a_figure_that_a_server_shows(shown):
    assert "rejoinder_build_info" in shown
    assert all(
        "rejoinder_build_info" in variable["query"]
        for variable in dashboard()["templating"]["list"]
        if variable["name"] == "job"
    )


@pytest.mark.parametrize("name", [name for name in alerts() if name != "RejoinderDown"])
def test_an_alert_asks_for_what_a_server_shows(name, shown):
    check(alerts()[name], shown)


def test_every_alert_stands_in_the_docs_with_what_to_do():
    page = (DEPLOY.parent / "docs" / "monitoring.md").read_text("utf-8")
    assert re.findall(r"^\| `(Rejoinder\w+)` \|", page, re.MULTILINE) == list(alerts())


def test_every_alert_is_tried():
    tried = (Path(__file__).parent / "alerts.yml").read_text("utf-8")
    assert set(re.findall(r'alertname="(\w+)"', tried)) == set(alerts())


@pytest.mark.promtool
def test_prometheus_takes_the_rules_and_the_settings():
    subprocess.run(["promtool", "check", "rules", RULES], check=True, capture_output=True)
    subprocess.run(
        ["promtool", "check", "config", "--syntax-only", DEPLOY / "prometheus.yml"], check=True, capture_output=True
    )


@pytest.mark.promtool
def test_each_alert_fires_for_its_fault_and_none_for_a_sound_server(tmp_path):
    tried = tmp_path / "alerts.yml"
    tried.write_text((Path(__file__).parent / "alerts.yml").read_text("utf-8").replace("RULES", str(RULES)), "utf-8")
    ran = subprocess.run(["promtool", "test", "rules", tried], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
