"""What is said for sites, sections and pages, and by whom; closing a page, and opening it again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from rejoinder.actions.deciding.rules import close_page, is_page_closed, said, say
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, NotFound, Refused
from rejoinder.policy.rules import DEFAULTS, Hold, page_scope
from rejoinder.store.pages import page_by_id
from rejoinder.store.schema import audit, comments
from tests.serving import PAGE, SITE

DAY = 86_400_000


@pytest.fixture
def site(house):
    return add_site(house, SITE, "The Paper")[0]


def _page(house) -> int:
    number = submit(house, Draft(site=SITE, page_url=PAGE, text="Hello there.")).comment_id
    with house.store.read() as connection:
        return connection.execute(select(comments.c.page_id).where(comments.c.id == number)).scalar_one()


def _closed(house, page: int) -> bool:
    with house.store.read() as connection:
        return is_page_closed(connection, page, house.clock())


def _audited(house) -> list[tuple[str, str, str, str]]:
    with house.store.read() as connection:
        lines = connection.execute(select(audit).where(audit.c.action == "set rules").order_by(audit.c.id))
        return [(line.actor, line.subject, line.detail) for line in lines]


def test_what_is_said_holds_and_what_is_not_is_as_the_wider_scope_says(house, site):
    say(house, "Ada", site.id, "", {"hold": "newcomers", "votes": "both"})
    say(house, "Ada", site.id, "/2026/", {"votes": "none"})
    found = said(house, site.id, "/2026/")
    assert found.rules == {"votes": "none"}
    assert (found.otherwise.hold, found.otherwise.votes) == (Hold.NEWCOMERS, "both")
    assert [scope.name for scope in found.others] == ["/2026/"]
    rules = read_thread(house, SITE, PAGE).rules
    assert (rules.hold, rules.votes) == (Hold.NEWCOMERS, "none")
    assert said(house, site.id).otherwise == DEFAULTS
    assert _audited(house) == [
        ("Ada", f"site {site.id}", "hold=newcomers, votes=both"),
        ("Ada", f"site {site.id}, /2026/", "votes=none"),
    ]


def test_with_nothing_said_a_scope_is_gone(house, site):
    say(house, "Ada", site.id, "/sport/", {"closed": "yes"})
    say(house, "Ada", site.id, "/sport/", {})
    assert said(house, site.id).others == ()
    assert _audited(house)[-1][2] == "closed unset"


def test_a_rule_that_is_none_changes_nothing(house, site):
    say(house, "Ada", site.id, "", {"hold": "newcomers"})
    for wrong in ({"hold": "some"}, {"edit_minutes": "-1"}, {"nonsense": "1"}, {"notice": "a\nb"}):
        with pytest.raises(BadInput):
            say(house, "Ada", site.id, "", {"votes": "none", **wrong})
    assert said(house, site.id).rules == {"hold": "newcomers"}


@pytest.mark.parametrize(
    ("typed", "scope"),
    [
        ("/sport", "/sport/"),
        ("/sport/", "/sport/"),
        (" //sport//", "/sport/"),
        ("/news/local", "/news/local/"),
        ("/спорт/", "/%D1%81%D0%BF%D0%BE%D1%80%D1%82/"),
        ("/%d1%81/", "/%D1%81/"),
    ],
)
def test_a_section_is_spelled_as_keys_of_pages_are(house, site, typed, scope):
    say(house, "Ada", site.id, typed, {"closed": "yes"})
    assert [one.name for one in said(house, site.id).others] == [scope]


@pytest.mark.parametrize("typed", ["/", "//", "sport", "/a?b", "/a#b", "/" + "x" * 2_000, "/a\x00"])
def test_what_is_no_section_is_refused(house, site, typed):
    with pytest.raises(BadInput):
        say(house, "Ada", site.id, typed, {"closed": "yes"})
    assert said(house, site.id).others == ()


@pytest.mark.parametrize("scope", ["page 0", "page 999", "page x", "page ", "page 1e3", "page ٣", "page " + "9" * 50])
def test_a_page_that_is_not_there_is_not_found(house, site, scope):
    with pytest.raises(NotFound):
        said(house, site.id, scope)


def test_a_page_of_another_site_is_not_found(house, site):
    page = _page(house)
    other, _ = add_site(house, "https://other.example", "Other")
    assert said(house, site.id, page_scope(page)).scope.page.id == page
    with pytest.raises(NotFound):
        said(house, other.id, page_scope(page))
    with pytest.raises(NotFound):
        say(house, "Ada", other.id, page_scope(page), {"closed": "yes"})
    with pytest.raises(NotFound):
        said(house, 999)


def test_a_page_is_closed_and_opened_again(house, site):
    page = _page(house)
    say(house, "Ada", site.id, page_scope(page), {"votes": "none"})
    version = read_thread(house, SITE, PAGE).version
    close_page(house, "Ada", page, closed=True)
    assert read_thread(house, SITE, PAGE).closed
    assert read_thread(house, SITE, PAGE).version > version
    with pytest.raises(Refused):
        submit(house, Draft(site=SITE, page_url=PAGE, text="Too late."))
    close_page(house, "Ada", page, closed=False)
    assert not _closed(house, page)
    assert said(house, site.id, page_scope(page)).rules == {"votes": "none"}


@pytest.mark.parametrize("wider", [{"closed": "yes"}, {"close_after_days": "1"}])
@pytest.mark.parametrize("scope", ["", "/2026/"])
def test_a_page_can_be_opened_where_all_others_are_closed(house, site, wider, scope):
    page = _page(house)
    say(house, "Ada", site.id, scope, wider)
    with house.store.read() as connection:
        later = page_by_id(connection, page).created_at + 2 * DAY
        assert is_page_closed(connection, page, later)
    house = replace(house, clock=lambda: later)
    close_page(house, "Ada", page, closed=False)
    assert not _closed(house, page)
    close_page(house, "Ada", page, closed=True)
    assert _closed(house, page)


def test_a_page_that_is_not_there_is_not_closed(house, site):
    with pytest.raises(NotFound):
        close_page(house, "Ada", 999, closed=True)
