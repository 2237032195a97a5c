"""What moderators do on the page of one comment: feature, reply, say who waits, close its page, read what it was."""

from __future__ import annotations

from html import unescape

import pytest

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.moderation import Event, Status
from tests.serving import PAGE, SITE
from tests.web.desk.desk import Desk, publish, say, status

KEY = "a-key-of-a-reader-0123456789"


def _press(desk: Desk, comment: int, action: str, page: str = "", **fields: str):
    """Press the button of one of the forms on a comment's page."""
    page = page or f"/desk/comments/{comment}"
    hidden = desk.form(page, action)
    return desk.client.post(f"/desk{action}", data=hidden | fields)


def test_the_same_button_features_and_takes_it_back(desk):
    comment = publish(desk.server)
    action = f"/comments/{comment}/feature"
    answer = _press(desk, comment, action, "/desk/published")
    assert answer.headers["location"] == f"/desk/published?did=featured#comment-{comment}"
    assert "Featured: it stands above" in desk.client.get("/desk/published?did=featured").text
    assert [one.id for one in read_thread(desk.server.house, SITE, PAGE).featured] == [comment]
    assert _press(desk, comment, action).headers["location"].startswith(f"/desk/comments/{comment}?did=unfeatured")
    assert read_thread(desk.server.house, SITE, PAGE).featured == ()


def test_only_published_comments_offer_it(desk):
    comment = publish(desk.server)
    fields = desk.form("/desk/published", f"/{comment}/feature")
    decide(desk.server.house, desk.server.moderator, comment, Event.REJECT)
    assert "/feature" not in desk.client.get(f"/desk/comments/{comment}").text
    refused = desk.client.post(f"/desk/comments/{comment}/feature", data=fields)
    assert refused.status_code == 409
    assert "Readers do not see this comment." in refused.text
    assert desk.client.post(f"/desk/comments/{comment}/feature", data=fields | {"featured": "?"}).status_code == 400


def test_a_reply_is_published_with_the_moderator_s_name(desk):
    comment = publish(desk.server)
    answer = _press(desk, comment, f"/comments/{comment}/reply", text="Thank you, Maria.")
    assert answer.status_code == 303
    page = unescape(desk.client.get(answer.headers["location"]).text)
    assert "Your reply is published." in page
    assert '<span class="badge">Moderator</span>' in page
    assert "A moderator wrote this" in page
    assert "What would have let it through" not in page
    assert 'value="spam"' not in page
    made = read_thread(desk.server.house, SITE, PAGE).placed[1].comment
    assert (made.author, made.text, made.parent_id) == ("Ada", "Thank you, Maria.", comment)
    assert made.moderator_id == desk.server.moderator.id
    desk.decide(made.id, "reject", "/desk/published")
    assert status(desk.server, made.id) is Status.REJECTED


def test_a_reply_that_is_sent_twice_is_one(desk):
    comment = publish(desk.server)
    fields = desk.form(f"/desk/comments/{comment}", "/reply") | {"text": "Thank you."}
    places = {desk.client.post(f"/desk/comments/{comment}/reply", data=fields).headers["location"] for _ in range(3)}
    assert len(places) == 1
    assert len(read_thread(desk.server.house, SITE, PAGE).placed) == 2


@pytest.mark.parametrize(
    ("text", "refusal", "told"),
    [
        ("x" * 10_001, 413, "10,001 characters"),
        (" ", 400, "There is nothing in the comment."),
        ("a\x01b", 400, "not text"),
    ],
)
def test_a_reply_that_is_refused_stands_in_its_form_again(desk, text, refusal, told):
    comment = publish(desk.server)
    answer = _press(desk, comment, f"/comments/{comment}/reply", text=text)
    assert answer.status_code == refusal
    assert told in answer.text
    assert text in answer.text.partition("<textarea")[2]


def test_a_reply_in_ten_thousand_emoji_is_taken(desk):
    comment = publish(desk.server)
    assert _press(desk, comment, f"/comments/{comment}/reply", text="🌉" * 10_000).status_code == 303


def test_a_writer_with_a_key_can_be_held_and_trusted(desk):
    comment = publish(desk.server, reader_key=KEY)
    page = desk.client.get(f"/desk/comments/{comment}").text
    assert "Comments of theirs that are published: <b>1</b>" in page
    action = f"/comments/{comment}/writer"
    assert _press(desk, comment, action, standing="hold").headers["location"].endswith("?did=standing")
    page = desk.client.get(f"/desk/comments/{comment}").text
    assert (
        'value="hold" title="Their comments wait for a moderator, whatever the filter says." aria-pressed="true"'
        in page
    )
    fields = {"site": SITE, "page_url": PAGE, "text": "Once more.", "author": "Maria", "reader_key": KEY}
    again = submit(desk.server.house, Draft(**fields))
    assert (again.status, again.held_for) in ((Status.PENDING, "writer"), (Status.PENDING, "doubt"))
    assert _press(desk, comment, action, standing="").status_code == 303
    assert _press(desk, comment, action, standing="banned").status_code == 400


def test_without_a_key_nobody_is_known(desk):
    comment = publish(desk.server)
    page = desk.client.get(f"/desk/comments/{comment}").text
    assert "it came without a reader’s key" in page
    assert "/writer" not in page
    fields = {"token": desk.form("/desk/", "/desk/sign-out")["token"], "standing": "hold"}
    assert desk.client.post(f"/desk/comments/{comment}/writer", data=fields).status_code == 404


def test_a_page_is_closed_and_opened_by_a_button(desk):
    comment = publish(desk.server)
    with desk.server.house.store.read() as connection:
        number = connection.exec_driver_sql(f"SELECT page_id FROM comments WHERE id = {comment}").scalar_one()
    action = f"/pages/{number}/close"
    answer = _press(desk, comment, action)
    assert answer.headers["location"] == f"/desk/comments/{comment}?did=closed"
    assert "Comments are closed on this page." in desk.client.get(answer.headers["location"]).text
    assert read_thread(desk.server.house, SITE, PAGE).closed
    _press(desk, comment, action)
    assert not read_thread(desk.server.house, SITE, PAGE).closed
    assert _press(desk, comment, action, closed="perhaps").status_code == 400


def test_earlier_wordings_are_listed_with_their_times(desk):
    told = submit(desk.server.house, Draft(site=SITE, page_url=PAGE, text="First <b>words</b>.", author="Maria"))
    edit(desk.server.house, told.receipt, "Second words.")
    edit(desk.server.house, told.receipt, "Third words.")
    page = desk.client.get(f"/desk/comments/{told.comment_id}").text
    before = page.partition("What it said before")[2]
    assert before.index("First &lt;b&gt;words&lt;/b&gt;.") < before.index("Second words.")
    assert "Third words." not in before
    assert before.count("<time datetime=") == 4
    assert "What it said before" not in desk.client.get(f"/desk/comments/{say(desk.server)}").text


def test_the_writes_need_a_token_and_a_session_and_come_from_this_site(desk):
    comment = publish(desk.server, reader_key=KEY)
    made_up = {"token": "0" * 64, "featured": "yes", "text": "Hello.", "standing": "hold", "closed": "yes"}
    own = made_up | {"token": desk.form("/desk/", "/desk/sign-out")["token"]}
    writes = [f"/desk/comments/{comment}/{one}" for one in ("feature", "reply", "writer")]
    for address in (*writes, "/desk/pages/1/close", "/desk/rules/1"):
        assert desk.client.get(address, params=own).status_code in (405, 200)
        assert desk.client.post(address, data=made_up).status_code == 403
        assert desk.client.post(address, data=own, headers={"Origin": "https://evil.example"}).status_code == 403
        signed_out = desk.other().client.post(address, data=own)
        assert signed_out.headers["location"].startswith("/desk/sign-in")
    thread = read_thread(desk.server.house, SITE, PAGE)
    assert (len(thread.placed), thread.featured, thread.closed) == (1, (), False)


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "%00", "999999"])
def test_numbers_that_we_never_gave_out_are_not_found(desk, number):
    fields = {"token": desk.form("/desk/", "/desk/sign-out")["token"], "text": "Hello.", "standing": "hold"}
    fields |= {"featured": "yes", "closed": "yes"}
    for address in ("comments/{}/feature", "comments/{}/reply", "comments/{}/writer", "pages/{}/close", "rules/{}"):
        assert desk.client.post(f"/desk/{address.format(number)}", data=fields).status_code == 404
    assert desk.client.get(f"/desk/rules/{number}").status_code == 404


def test_a_made_up_notice_shows_nothing(desk):
    for did in ("x", "<b>", "9" * 3_000):
        page = desk.client.get("/desk/", params={"did": did})
        assert page.status_code == 200
        assert "<b>" not in page.text.partition('id="flash"')[2].partition("</div>")[0]
