"""The rules of a site as a form: what is said, what holds otherwise, and what cannot be said."""

from __future__ import annotations

import re
from dataclasses import fields
from html import unescape

import pytest

from rejoinder.actions.deciding.rules import said
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import read_thread
from rejoinder.policy.rules import DEFAULTS, Rules
from rejoinder.web.desk.rules import LABELS, field_views
from tests.serving import PAGE, SITE
from tests.web.desk.desk import Desk, publish


def _keep(desk: Desk, scope: str = "", **rules: str):
    number = desk.server.site.id
    hidden = {"token": desk.form("/desk/", "/desk/sign-out")["token"], "scope": scope}
    return desk.client.post(
        f"/desk/rules/{number}", data=hidden | {key.replace("__", ":"): rules[key] for key in rules}
    )


def _rules(desk: Desk, scope: str = "") -> dict[str, object]:
    return said(desk.server.house, desk.server.site.id, scope).rules


def test_every_rule_has_a_field_with_a_label_and_its_help(desk):
    assert list(LABELS) == [one.name for one in fields(Rules)]
    page = unescape(desk.client.get(f"/desk/rules/{desk.server.site.id}").text)
    for one in fields(Rules):
        assert f'<label for="rule-{one.name}">{LABELS[one.name]}</label>' in page
        assert f'name="{one.name}"' in page
        assert one.metadata["help"] in page
        assert f'aria-describedby="help-{one.name}"' in page


def test_one_site_is_opened_at_once_and_several_are_listed(desk):
    only = desk.client.get("/desk/rules")
    assert (only.status_code, only.headers["location"]) == (303, f"/desk/rules/{desk.server.site.id}")
    other, _ = add_site(desk.server.house, "https://other.example", "<i>Other</i>")
    page = desk.client.get("/desk/rules").text
    assert f"/desk/rules/{desk.server.site.id}" in page
    assert f"/desk/rules/{other.id}" in page
    assert "&lt;i&gt;Other&lt;/i&gt;" in page


def test_what_is_kept_is_shown_and_holds(desk):
    answer = _keep(desk, hold="newcomers", newcomer_comments="3", hold_links="yes", guidelines="Be <kind>.")
    assert answer.headers["location"] == f"/desk/rules/{desk.server.site.id}?did=rules"
    expected = {"hold": "newcomers", "newcomer_comments": 3, "hold_links": True, "guidelines": "Be <kind>."}
    assert _rules(desk) == expected
    page = desk.client.get(answer.headers["location"]).text
    assert "The rules are kept." in page
    assert '<option value="newcomers" selected>' in page
    assert 'value="3"' in page
    assert 'value="Be &lt;kind&gt;."' in page
    assert read_thread(desk.server.house, SITE, PAGE).rules.newcomer_comments == 3
    assert _keep(desk).status_code == 303
    assert _rules(desk) == {}


def test_a_section_is_added_by_its_path_and_says_only_in_what_it_differs(desk):
    _keep(desk, votes="both", notice="Closed for the night.")
    page = unescape(desk.client.get(f"/desk/rules/{desk.server.site.id}", params={"scope": "/2026"}).text)
    assert "<code>/2026/</code>" in page
    assert '<option value="">both (as otherwise)</option>' in page
    assert "Otherwise: <bdi>Closed for the night.</bdi>" in page
    answer = _keep(desk, "/2026", votes="none", none__notice="yes")
    assert answer.headers["location"].endswith("?scope=/2026/&did=rules")
    assert _rules(desk, "/2026/") == {"votes": "none", "notice": ""}
    page = unescape(desk.client.get(answer.headers["location"]).text)
    assert 'name="none:notice" value="yes" checked' in page
    assert "Section <bdi>/2026/</bdi>" in page
    rules = read_thread(desk.server.house, SITE, PAGE).rules
    assert (rules.votes, rules.notice) == ("none", "")


def test_the_rules_of_one_page_are_reached_from_a_comment_on_it(desk):
    comment = publish(desk.server)
    page = unescape(desk.client.get(f"/desk/comments/{comment}").text)
    place = re.search(r'href="(/desk/rules/\d+\?scope=page%20\d+)"', page)[1]
    scope = place.partition("=")[2].replace("%20", " ")
    assert desk.client.get(place).status_code == 200
    assert _keep(desk, scope, closed="yes", notice="Closed.").headers["location"].endswith(f"{place}&did=rules")
    assert read_thread(desk.server.house, SITE, PAGE).closed
    assert desk.client.get(place).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold": "some"},
        {"closed": "maybe"},
        {"newcomer_comments": "101"},
        {"newcomer_comments": "-1"},
        {"edit_minutes": "٣"},
        {"edit_minutes": "9" * 5_000},
        {"notice": "x" * 301},
        {"notice": "a\x00b"},
        {"guidelines_url": "javascript:alert(1)"},
    ],
)
def test_a_rule_that_is_none_is_named_and_everything_that_was_typed_stands_again(desk, wrong):
    _keep(desk, votes="none")
    answer = _keep(desk, **{"votes": "both", "guidelines": "Be kind."} | wrong)
    assert answer.status_code == 400
    assert f"The rule “{next(iter(wrong))}” must be" in answer.text
    assert '<option value="both" selected>' in answer.text
    assert 'value="Be kind."' in answer.text
    assert _rules(desk) == {"votes": "none"}


@pytest.mark.parametrize(("scope", "refusal"), [("sport", 400), ("/", 400), ("/a?b", 400), ("page 999", 404)])
def test_a_scope_that_is_none_is_refused(desk, scope, refusal):
    assert desk.client.get(f"/desk/rules/{desk.server.site.id}", params={"scope": scope}).status_code == refusal
    assert _keep(desk, scope, closed="yes").status_code == refusal


def test_a_form_that_was_refused_shows_what_was_typed_and_not_what_is_kept():
    views = {one.name: one for one in field_views({"hold": "everybody", "votes": "both"}, DEFAULTS, {"hold": "x"})}
    assert (views["hold"].value, views["votes"].value) == ("x", "")
