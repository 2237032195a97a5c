"""Rules are said for a site, a section or a page; each is shown with where it was said."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rejoinder.actions.owning.rules import DEFAULT, Scope, set_rules, show
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import read_thread
from rejoinder.errors import BadInput, NotFound
from rejoinder.store.schema import audit, policies
from tests.serving import PAGE, SITE

WHOLE, SPORT, ONE = Scope(), Scope(section="/sport/"), Scope(page=f"{SITE}/sport/a")


@pytest.fixture
def paper(house):
    add_site(house, SITE, "The Paper")
    return house


def said(shown):
    return {one.name: (one.value, one.said) for one in shown.rules}


def test_a_narrower_scope_overrules_a_wider_one_and_says_where_it_was_said(paper):
    set_rules(paper, SITE, WHOLE, {"hold": "newcomers", "votes": "none", "notice": "Closed."})
    set_rules(paper, SITE, SPORT, {"votes": "both", "closed": "yes"})
    set_rules(paper, SITE, ONE, {"closed": "no"})
    page = said(show(paper, SITE, ONE))
    assert page["hold"] == ("newcomers", "site")
    assert page["votes"] == ("both", "/sport/")
    assert page["closed"] == (False, "page")
    assert page["order"] == ("oldest", DEFAULT)
    assert said(show(paper, SITE, SPORT))["closed"] == (True, "/sport/")
    assert said(show(paper, SITE, Scope(section="/sport/chess")))["closed"] == (True, "/sport/")
    assert said(show(paper, SITE))["closed"] == (False, DEFAULT)
    assert show(paper, SITE).elsewhere == {
        "/sport/": {"closed": True, "votes": "both"},
        f"{SITE}/sport/a": {"closed": False},
    }
    for url, closed in (
        (PAGE, False),
        (f"{SITE}/sport/a", False),
        (f"{SITE}/sport/b", True),
        (f"{SITE}/sports", False),
    ):
        assert read_thread(paper, SITE, url).closed is closed
        assert {name: value for name, (value, _) in said(show(paper, SITE, Scope(page=url))).items()} == {
            name: getattr(read_thread(paper, SITE, url).rules, name) for name in said(show(paper, SITE))
        }


def test_what_is_not_named_stays_and_what_is_unset_is_as_the_wider_scope_says(paper):
    set_rules(paper, SITE, WHOLE, {"hold": "everybody", "edit_minutes": "5"})
    set_rules(paper, SITE, WHOLE, {"votes": "none"}, ["hold"])
    shown = said(show(paper, SITE))
    assert (shown["hold"], shown["edit_minutes"], shown["votes"]) == (
        ("nobody", DEFAULT),
        (5, "site"),
        ("none", "site"),
    )
    set_rules(paper, SITE, WHOLE, {}, ["edit_minutes", "votes", "closed"])
    with paper.store.read() as connection:
        assert connection.execute(select(policies)).all() == []
        told = [*connection.execute(select(audit.c.actor, audit.c.subject, audit.c.detail))][-2:]
    assert told[0] == ("command line", "site 1", "votes=none, hold unset")


def test_a_page_whose_rules_are_said_has_changed_for_its_readers(paper):
    before = read_thread(paper, SITE, ONE.page).version
    set_rules(paper, SITE, ONE, {"closed": "yes"})
    assert read_thread(paper, SITE, ONE.page).version > before


@pytest.mark.parametrize("spelled", ["/sport/", "/sport", "/%73port/"])
def test_a_section_is_the_same_however_it_is_spelled(paper, spelled):
    set_rules(paper, SITE, Scope(section=spelled), {"closed": "yes"})
    assert read_thread(paper, SITE, f"{SITE}/sport/a").closed


@pytest.mark.parametrize(
    ("scope", "said", "unset", "told"),
    [
        (WHOLE, {"clsoed": "yes"}, [], "Did you mean “closed”?"),
        (WHOLE, {"close-after-days": "3"}, [], "Did you mean “close_after_days”?"),
        (WHOLE, {"martians": "3"}, [], "There are: hold"),
        (WHOLE, {}, ["vote"], "Did you mean “votes”?"),
        (WHOLE, {"hold": "newcommers"}, [], "one of: nobody, newcomers, everybody"),
        (WHOLE, {"hold": "nobody"}, ["hold"], "Name it once."),
        (Scope(section="sport"), {"closed": "yes"}, [], "as in /sport/"),
        (Scope(section="/"), {"closed": "yes"}, [], "whole site"),
        (Scope("/sport/", PAGE), {"closed": "yes"}, [], "one of the two"),
        (Scope(page="https://elsewhere.example/"), {"closed": "yes"}, [], "does not belong to this site"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_said(paper, scope, said, unset, told):
    with pytest.raises(BadInput) as refused:
        set_rules(paper, SITE, scope, said, unset)
    assert told in refused.value.sentence + refused.value.remedy
    with paper.store.read() as connection:
        assert connection.execute(select(policies)).all() == []


def test_a_site_that_there_is_not_has_no_rules(paper):
    with pytest.raises(NotFound):
        show(paper, f"{SITE}/blog")
