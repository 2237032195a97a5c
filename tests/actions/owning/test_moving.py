"""Addresses change and threads stay: aliases, two threads that become one, a site that moves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rejoinder.actions.owning import moving
from rejoinder.actions.owning.moving import move
from rejoinder.actions.owning.origins import allow
from rejoinder.actions.owning.pages import add_alias, look_at, merge, remove_alias
from rejoinder.actions.owning.rules import Scope, set_rules
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, Conflict, NotFound, Refused
from rejoinder.moderation import Status
from rejoinder.store.schema import audit, page_addresses, pages, policies
from tests.serving import PAGE, SITE
from tests.web.thread.readers import put

OTHER = f"{SITE}/2026/the-bridge"
NEW = "https://news.example"
TRIAL = "http://localhost:8000"


@pytest.fixture
def paper(house):
    add_site(house, SITE, "The Paper")
    return house


def words(house, url, site=SITE):
    return [one.comment.text for one in read_thread(house, site, url).placed]


def rows(house, table):
    with house.store.read() as connection:
        return list(connection.execute(select(table)))


def actions(house):
    with house.store.read() as connection:
        return [*connection.scalars(select(audit.c.action).order_by(audit.c.id))]


def test_an_alias_shows_and_takes_comments_of_the_same_thread(paper):
    put(paper, "first")
    add_alias(paper, PAGE, OTHER)
    add_alias(paper, PAGE, f"{OTHER}/")
    put(paper, "second", page_url=OTHER)
    assert words(paper, PAGE) == words(paper, OTHER) == ["first", "second"]
    assert read_thread(paper, SITE, OTHER).page_url == PAGE
    assert actions(paper).count("add alias") == 1, "the same alias again is nothing new"


def test_an_alias_can_be_made_before_anybody_has_written(paper):
    add_alias(paper, PAGE, OTHER)
    put(paper, "first", page_url=OTHER)
    assert words(paper, PAGE) == ["first"]


def test_an_alias_leads_no_way_past_the_rules_of_a_section(paper):
    add_alias(paper, f"{SITE}/closed/a", f"{SITE}/open/a")
    set_rules(paper, SITE, Scope(section="/closed"), {"closed": "yes"})
    for url in ("/closed/a", "/open/a", "/%63losed/a", "/closed/a/", "/closed/b", "/%63losed/b"):
        with pytest.raises(Refused):
            submit(paper, Draft(SITE, f"{SITE}{url}", "words"))
    submit(paper, Draft(SITE, f"{SITE}/closed-doors", "words"))


def test_an_alias_that_makes_no_sense_is_refused(paper):
    put(paper, "first")
    put(paper, "elsewhere", page_url=OTHER)
    allow(paper, SITE, TRIAL, trial=True)
    with pytest.raises(Conflict) as refused:
        add_alias(paper, PAGE, OTHER)
    assert "page merge" in refused.value.remedy
    with pytest.raises(BadInput):
        add_alias(paper, PAGE, "https://elsewhere.example/")
    with pytest.raises(NotFound):
        add_alias(paper, "https://elsewhere.example/", PAGE)
    with pytest.raises(Conflict):
        add_alias(paper, PAGE, f"{TRIAL}/2026/bridge")


def test_an_alias_can_be_removed_and_the_pages_own_address_cannot(paper):
    put(paper, "first")
    add_alias(paper, PAGE, OTHER)
    remove_alias(paper, PAGE, OTHER)
    assert words(paper, OTHER) == []
    assert words(paper, PAGE) == ["first"]
    with pytest.raises(Conflict):
        remove_alias(paper, PAGE, PAGE)
    with pytest.raises(NotFound):
        remove_alias(paper, PAGE, OTHER)


def test_two_threads_become_one_and_replies_keep_what_they_answer(paper):
    first = put(paper, "first", title="The bridge")
    second = put(paper, "second", page_url=OTHER, title="That bridge")
    put(paper, "answer", page_url=OTHER, parent_id=second)
    put(paper, "waits", page_url=OTHER, status=Status.PENDING)
    add_alias(paper, OTHER, f"{SITE}/short")
    set_rules(paper, SITE, Scope(page=OTHER), {"closed": "yes"})
    before = look_at(paper, PAGE)
    foreseen = merge(paper, OTHER, PAGE, dry=True)
    assert words(paper, OTHER) == ["second", "answer"], "nothing was done yet"
    done = merge(paper, OTHER, PAGE)
    assert (done.comments, done.title, dict(done.rules)) == (3, "The bridge", {"closed": True})
    assert foreseen == done
    for url in (PAGE, OTHER, f"{SITE}/short"):
        view = read_thread(paper, SITE, url)
        assert [one.comment.text for one in view.placed] == ["first", "second", "answer"]
        assert [one.parent.id if one.parent else None for one in view.placed] == [None, None, second]
        assert (view.title, view.page_url, view.closed) == ("The bridge", PAGE, False)
    assert read_thread(paper, SITE, PAGE).placed[0].comment.id == first
    assert look_at(paper, OTHER).page.version > before.page.version
    assert actions(paper)[-1] == "merge pages"
    assert rows(paper, policies) == [], "the rules of a page that is no more"


def test_a_thread_without_a_title_takes_that_of_the_other(paper):
    put(paper, "first")
    put(paper, "second", page_url=OTHER, title="That bridge")
    assert merge(paper, OTHER, PAGE).title == "That bridge"
    assert read_thread(paper, SITE, PAGE).title == "That bridge"


def test_a_merger_that_makes_no_sense_is_refused_and_changes_nothing(paper):
    put(paper, "first")
    before = rows(paper, pages), rows(paper, page_addresses)
    for url, into, error in ((PAGE, PAGE, Conflict), (PAGE, OTHER, NotFound), (OTHER, PAGE, NotFound)):
        for dry in (True, False):
            with pytest.raises(error):
                merge(paper, url, into, dry=dry)
    with pytest.raises(BadInput):
        merge(paper, PAGE, "https://elsewhere.example/x")
    assert (rows(paper, pages), rows(paper, page_addresses)) == before


def test_of_two_sites_in_folders_of_one_origin_the_address_tells_which_is_meant(paper):
    blog = f"{SITE}/blog"
    add_site(paper, blog, "The Blog")
    put(paper, "on the blog", site=blog, page_url=f"{blog}/a")
    put(paper, "in the paper")
    assert look_at(paper, f"{blog}/a").site.url == blog
    assert look_at(paper, PAGE).site.url == SITE


def moved_site(house):
    """A site with some pages, one of them begun under the new address too."""
    put(house, "first", title="The bridge")
    put(house, "home", page_url=f"{SITE}/")
    put(house, "asked", page_url=f"{SITE}/find?q=1")
    put(house, "waits", page_url=f"{SITE}/slow", status=Status.PENDING)
    add_alias(house, PAGE, OTHER)
    allow(house, SITE, "https://www.paper.example", same_as=SITE)
    allow(house, SITE, NEW)
    put(house, "early", page_url=f"{NEW}/2026/bridge")


def settled(house, site=NEW):
    """All is at the new address, and every old address leads there."""
    for home in (SITE, NEW, "https://www.paper.example", "http://paper.example"):
        for path in ("/2026/bridge", "/2026/the-bridge/"):
            for name in (SITE, NEW):
                view = read_thread(house, name, f"{home}{path}")
                assert [one.comment.text for one in view.placed] == ["first", "early"]
                assert (view.page_url, view.site.url) == (f"{NEW}/2026/bridge", site)
        assert words(house, f"{home}/") == ["home"]
        assert words(house, f"{home}/find?q=1") == ["asked"]
    assert all(row.url.startswith(f"{NEW}/") for row in rows(house, pages))
    assert all(row.key.startswith("news.example/") for row in rows(house, page_addresses))
    assert len(rows(house, pages)) == 4


def test_a_site_moves_with_all_its_threads_and_old_addresses_lead_to_them(paper):
    moved_site(paper)
    foreseen = move(paper, SITE, NEW, dry=True)
    assert words(paper, PAGE) == ["first"], "nothing was done yet"
    done = move(paper, SITE, NEW)
    settled(paper)
    assert (done.site, done.pages, done.merged, done.elsewhere) == (NEW, 4, 1, 0)
    assert foreseen.pages == done.pages
    put(paper, "new at an old address", page_url=f"{SITE}/unheard-of")
    assert words(paper, f"{NEW}/unheard-of") == ["new at an old address"]
    assert actions(paper).count("move site") == 1


def test_a_move_that_was_interrupted_loses_nothing_and_goes_on(paper, monkeypatch):
    """After each transaction in turn the program dies; readers find every thread, and the same call again ends it."""
    moved_site(paper)
    monkeypatch.setattr(moving, "_PIECE", 1)
    write, left = paper.store.write, [0]

    def dying():
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return write()

    monkeypatch.setattr(paper.store, "write", dying)
    for step in range(1, 40):
        left[0] = step
        try:
            move(paper, SITE, NEW)
        except KeyboardInterrupt:
            for home in (SITE, NEW):
                assert set(words(paper, f"{home}/2026/bridge")) >= {"first" if home == SITE else "early"}
            assert words(paper, f"{SITE}/find?q=1") == ["asked"]
            continue
        break
    else:
        pytest.fail("it never ended")
    settled(paper)


def test_comments_that_come_in_the_middle_of_a_move_are_found_at_each_moment(paper, monkeypatch):
    """Before each transaction of the move somebody writes, by turns at the old and at the new address."""
    moved_site(paper)
    monkeypatch.setattr(moving, "_PIECE", 2)
    write, written, busy = paper.store.write, [], []

    def crowded():
        if not busy:
            busy.append(True)
            for earlier, (page_url, _) in enumerate(written):
                assert f"during {earlier}" in words(paper, page_url)
            number = len(written)
            page_url = f"{(SITE, NEW)[number % 2]}/during/{number // 2}"
            written.append((page_url, put(paper, f"during {number}", page_url=page_url)))
            busy.clear()
        return write()

    monkeypatch.setattr(paper.store, "write", crowded)
    move(paper, SITE, NEW)
    monkeypatch.undo()
    assert len(written) > 4
    assert words(paper, PAGE) == ["first", "early"]
    for number, (page_url, _) in enumerate(written):
        assert f"during {number}" in words(paper, page_url)
        assert words(paper, page_url.replace(SITE, NEW)) == words(paper, page_url.replace(NEW, SITE))


def test_the_same_move_again_and_the_way_back_change_nothing_that_readers_see(paper):
    moved_site(paper)
    move(paper, SITE, NEW)
    again = move(paper, SITE, NEW)
    assert (again.pages, again.merged) == (0, 0)
    settled(paper)
    move(paper, NEW, SITE)
    for home in (SITE, NEW, "https://www.paper.example"):
        assert words(paper, f"{home}/2026/bridge") == ["first", "early"]
        assert read_thread(paper, NEW, f"{home}/2026/bridge").page_url == PAGE


def test_a_site_that_moves_into_a_folder_takes_its_sections_along(paper):
    put(paper, "goal", page_url=f"{SITE}/sport/a")
    set_rules(paper, SITE, Scope(section="/sport/"), {"closed": "yes"})
    for _ in range(2):
        move(paper, SITE, f"{SITE}/paper")
        view = read_thread(paper, f"{SITE}/paper", f"{SITE}/sport/a")
        assert (view.page_url, view.closed) == (f"{SITE}/paper/sport/a", True)
        assert [row.scope for row in rows(paper, policies)] == ["/paper/sport/"]
    move(paper, f"{SITE}/paper", "https://sport.example")
    assert words(paper, "https://sport.example/sport/a") == words(paper, f"{SITE}/sport/a") == ["goal"]
    assert [row.scope for row in rows(paper, policies)] == ["/sport/"]


def test_a_site_that_goes_to_https_keeps_its_threads(house):
    add_site(house, "http://old.example")
    put(house, "first", site="http://old.example", page_url="http://old.example/a")
    done = move(house, "http://old.example", "https://old.example")
    assert (done.pages, done.merged) == (1, 0)
    view = read_thread(house, "http://old.example", "http://old.example/a")
    assert (view.page_url, view.count) == ("https://old.example/a", 1)


def test_a_move_that_makes_no_sense_is_refused(paper):
    add_site(paper, "https://taken.example")
    allow(paper, SITE, TRIAL, trial=True)
    for old, new, error in (
        (SITE, SITE, BadInput),
        (SITE, "https://taken.example", Conflict),
        (SITE, TRIAL, Conflict),
        ("https://nowhere.example", NEW, NotFound),
        (SITE, "new.example", BadInput),
    ):
        with pytest.raises(error):
            move(paper, old, new)
    assert "move site" not in actions(paper)


def test_www_and_bare_host_have_one_thread_and_those_that_were_apart_are_merged(paper):
    www = "https://www.paper.example"
    allow(paper, SITE, www)
    put(paper, "first")
    put(paper, "by www", page_url=f"{www}/2026/bridge")
    put(paper, "only www", page_url=f"{www}/b")
    for _ in range(2):
        allow(paper, SITE, www, same_as=SITE)
        assert words(paper, PAGE) == words(paper, f"{www}/2026/bridge") == ["first", "by www"]
        assert words(paper, f"{SITE}/b") == words(paper, f"{www}/b") == ["only www"]
    for address, other in ((SITE, www), (www, "https://unknown.example"), (www, www)):
        with pytest.raises((Conflict, NotFound)):
            allow(paper, SITE, address, same_as=other)
