"""A short share of Schemathesis (`python -m soak.openapi`), and that an answer which is not as described is noticed."""

from rejoinder.web.api.openapi import DESCRIPTION
from soak.openapi import openapi, report_of
from tests.serving import running_server


def test_the_server_answers_as_its_description_says():
    sheet = openapi("sqlite", examples=20, seed=7)
    assert not [figure for figure in sheet.figures if not figure.held]
    assert len(sheet.figures) == 7


def test_an_answer_that_nobody_has_described_is_noticed(tmp_path, monkeypatch):
    operation = DESCRIPTION["paths"]["/api/v1/thread"]["get"]
    monkeypatch.setitem(operation, "responses", {"200": operation["responses"]["200"]})
    with running_server(tmp_path) as server:
        report = report_of(tmp_path, int(server.url.rpartition(":")[2]), 20, 7, {})
    assert "Undocumented status code" in {failure["title"] for failure in report["failures"]}
