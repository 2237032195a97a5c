"""What a moderator sees, and what one damaged row cannot do to it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from rejoinder.filter.verdict import GROUPS
from rejoinder.moderation import DECISIONS, LAW, Event, Status
from rejoinder.store.schema import checks, comments
from rejoinder.web.desk import view, words
from tests.web.desk.desk import SPAM, Desk, say, status


def _buttons(html: str) -> list[str]:
    return re.findall(r'<button name="decision" value="(\w+)"', html)


def _set(desk: Desk, comment: int, stands: Status) -> None:
    with desk.server.house.store.write() as connection:
        connection.execute(update(comments).where(comments.c.id == comment).values(status=stands))


def test_each_queue_shows_its_comments_and_all_counts(desk):
    first, second = say(desk.server), say(desk.server, SPAM)
    assert (status(desk.server, first), status(desk.server, second)) == (Status.PENDING, Status.SPAM)
    waiting, spam = desk.client.get("/desk/").text, desk.client.get("/desk/spam").text
    assert (f'id="comment-{first}"' in waiting, f'id="comment-{second}"' in waiting) == (True, False)
    assert (f'id="comment-{first}"' in spam, f'id="comment-{second}"' in spam) == (False, True)
    for page in (waiting, spam):
        assert re.findall(r'data-count="(\w+)">(\d+)<', page) == [
            ("pending", "1"),
            ("reports", "0"),
            ("spam", "1"),
            ("published", "0"),
            ("rejected", "0"),
        ]


def test_a_card_says_who_where_when_and_why(desk):
    say(desk.server, SPAM, "Pill Shop", email="pills@example.org", url="https://pills.example/buy")
    page = desk.client.get("/desk/spam").text
    for shown in ("Pill Shop", "pills@example.org", "pills.example", "203.0.113.7", "A bridge closes", "just now"):
        assert shown in page
    assert 'href="https://paper.example/2026/bridge"' in page
    assert 'href="https://pills.example/buy" target="_blank" rel="noopener noreferrer nofollow ugc"' in page
    assert "speaks for spam" in page
    assert re.search(r'<mark class="spam s[123]">VIAGRA</mark>', page)
    assert re.search(r"\d\d %</b> likely to be spam", page)


def _groups(page: str) -> list[tuple[str, float, list[float]]]:
    """What a page with one card shows: the name of each group, its sum, and what reasons weigh where it has more."""
    signs = {"spam": 1, "genuine": -1}
    found = []
    for group in re.split(r'<span class="group-name">', page)[1:]:
        leaning, weight = re.search(r"speaks for (\w+), ([\d.]+)<", group).groups()
        shares = re.findall(r'<span class="share">(?:speaks for (\w+), )?([\d.]+)</span>', group)
        found.append(
            (
                group.partition("<")[0],
                signs[leaning] * float(weight),
                [signs[other or leaning] * float(share) for other, share in shares],
            )
        )
    return found


def test_reasons_stand_in_groups_the_heaviest_first_and_what_they_weigh_is_the_groups_sum(desk):
    say(desk.server, SPAM)
    groups = _groups(desk.client.get("/desk/spam").text)
    assert len(groups) > 1
    assert {name for name, _, _ in groups} <= set(words.GROUPS.values())
    weights = [abs(weight) for _, weight, _ in groups]
    assert weights == sorted(weights, reverse=True)
    for _, weight, shares in groups:
        assert [abs(share) for share in shares] == sorted(map(abs, shares), reverse=True)
        if shares:
            assert sum(shares) == pytest.approx(weight, abs=0.1 * len(shares))


@pytest.mark.parametrize("beyond", [0.0, 2.5, -1.5])
def test_all_groups_and_the_rest_add_up_to_the_score(desk, beyond):
    """What the reasons beyond the eight add is told too, and nothing where there are none."""
    comment = say(desk.server, SPAM)
    with desk.server.house.store.write() as connection:
        check = connection.execute(comments.select().where(comments.c.id == comment)).one().check_id
        score = connection.execute(checks.select().where(checks.c.id == check)).one().score + beyond
        connection.execute(update(checks).values(score=score))
    groups = _groups(desk.client.get(f"/desk/comments/{comment}").text)
    assert sum(weight for _, weight, _ in groups) == pytest.approx(score, abs=0.05 * len(groups))
    assert [weight for name, weight, _ in groups if name == words.REST] == ([beyond] if beyond else [])


def test_every_group_of_the_filter_has_a_name():
    assert tuple(words.GROUPS) == GROUPS


def test_the_page_of_one_comment_shows_all_reasons_and_a_queue_those_of_the_heaviest_group(desk):
    comment = say(desk.server, SPAM)
    queue, alone = desk.client.get("/desk/spam").text, desk.client.get(f"/desk/comments/{comment}").text
    assert (queue.count("<details open>"), queue.count("<details>") > 0) == (1, True)
    assert (alone.count("<details open>") > 1, alone.count("<details>")) == (True, 0)


def test_the_page_of_one_comment_says_what_would_have_let_it_through_and_when_that_was_tried(desk):
    comment = say(desk.server, SPAM)
    page = desk.client.get(f"/desk/comments/{comment}").text
    assert "What would have let it through" in page
    assert "Tried with the weights of today, <time" in page
    assert "What would have let it through" not in desk.client.get("/desk/spam").text


@pytest.mark.parametrize(
    ("label", "sentence", "told"),
    [
        ("spam", "without the link to a.example it would wait", "Without the link to a.example it would wait."),
        ("ham", "", "As it is: judged today, it would be let through."),
    ],
)
def test_what_would_have_let_a_comment_through_is_a_sentence(label, sentence, told):
    assert words.instead(label, sentence) == told


def test_a_filter_that_cannot_say_what_if_costs_no_page(desk, monkeypatch):
    comment = say(desk.server, SPAM)

    def fail(_comment):
        raise RuntimeError

    monkeypatch.setattr(desk.server.house.judge.weights.filter, "check", fail)
    page = desk.client.get(f"/desk/comments/{comment}")
    assert page.status_code == 200
    assert f'id="comment-{comment}"' in page.text
    assert "What would have let it through" not in page.text


@pytest.mark.parametrize("stands", [stands for stands in Status if stands is not Status.REMOVED])
def test_only_the_buttons_of_the_law(regular, stands):
    comment = say(regular.server)
    _set(regular, comment, stands)
    path = view.words.QUEUES[stands][1]
    lawful = [event.value for event in DECISIONS if event in LAW[stands]]
    assert _buttons(regular.client.get(f"/desk/{path}").text) == lawful
    assert _buttons(regular.client.get(f"/desk/comments/{comment}").text) == lawful


def test_a_removed_comment_has_no_buttons(desk):
    comment = say(desk.server)
    _set(desk, comment, Status.REMOVED)
    assert _buttons(desk.client.get(f"/desk/comments/{comment}").text) == []


@pytest.mark.parametrize(
    "damage",
    [{"reasons": "not JSON"}, {"reasons": '[{"signal": 1}]'}, {"email_sealed": b"x" * 40}, {"email_sealed": b""}],
)
def test_a_damaged_row_hides_no_other_and_can_be_decided_on(desk, damage):
    before, damaged, after = say(desk.server), say(desk.server, "Two.", "Two"), say(desk.server, "Three.", "Three")
    with desk.server.house.store.write() as connection:
        found = connection.execute(comments.select().where(comments.c.id == damaged)).one()
        connection.execute(update(checks).where(checks.c.id == found.check_id).values(damage))
    page = desk.client.get("/desk/")
    assert page.status_code == 200
    assert f"Comment {damaged} cannot be shown" in page.text
    for whole in (before, after):
        assert f'id="comment-{whole}"' in page.text
        assert f"Comment {whole} cannot be shown" not in page.text
    assert desk.decide(damaged, Event.SPAM).status_code == 303
    assert status(desk.server, damaged) is Status.SPAM


def test_a_card_that_cannot_be_drawn_hides_no_other(desk, monkeypatch):
    one, other = say(desk.server, "One."), say(desk.server, "Two.", "Two")
    draw = view.pieces

    def fails_on_one(text, reasons):
        if text == "One.":
            raise RuntimeError
        return draw(text, reasons)

    monkeypatch.setattr(view, "pieces", fails_on_one)
    page = desk.client.get("/desk/").text
    assert f"Comment {one} cannot be shown" in page
    assert f'id="comment-{other}"' in page
    assert "Two." in re.sub(r"</?mark[^>]*>", "", page)  # words that weigh are marked
    assert len(_buttons(page)) == 6


def test_a_comment_without_a_verdict_is_shown_as_such(desk):
    comment = say(desk.server)
    with desk.server.house.store.write() as connection:
        connection.execute(update(comments).where(comments.c.id == comment).values(check_id=None))
    assert "Not judged" in desk.client.get("/desk/").text


def test_the_text_of_a_comment_stays_as_it_was_written(desk):
    text = "one  two\n\n\tthree <b>four</b> &amp; “five” 😀 \u202eright"
    say(desk.server, text)
    page = desk.client.get("/desk/").text
    shown = re.search(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert shown is not None
    plain = re.sub(r"</?mark[^>]*>", "", shown[1])
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize("path", ["", "spam", "published", "rejected", "decided"])
def test_an_empty_queue_is_a_pleasant_page(desk, path):
    page = desk.client.get(f"/desk/{path}")
    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_the_desk_says_when_it_does_not_show_all(desk, monkeypatch):
    monkeypatch.setattr("rejoinder.actions.deciding.queue.PAGE", 2)
    monkeypatch.setattr("rejoinder.web.desk.routes.PAGE", 2)
    for number in range(5):
        say(desk.server, f"Comment {number}.", f"Reader {number}")
    assert "3 more follow as you decide on these." in desk.client.get("/desk/").text
