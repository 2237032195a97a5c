"""What keeps other people's pages, stale forms and broken requests from deciding. Each guard is tried alone."""

from __future__ import annotations

import pytest

from rejoinder.actions.owning.people import add_moderator
from rejoinder.moderation import Status
from rejoinder.web.border.limits import COMMENT
from tests.serving import PASSWORD
from tests.web.desk.desk import Desk, say, status

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1"},  # the same host, another port
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_decision_from_another_site_is_refused(regular, headers):
    comment = say(regular.server)
    fields = regular.form("/desk/", f"/{comment}/decide") | {"decision": "spam"}
    answer = regular.client.post(f"/desk/comments/{comment}/decide", data=fields, headers=headers)
    assert answer.status_code == 403
    assert status(regular.server, comment) is Status.PENDING


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_write_of_the_desk_is_open_to_another_site(desk, headers):
    comment = say(desk.server)
    desk.decide(comment, "spam")
    for address, page in (("/desk/decisions/1/undo", "/desk/decided"), ("/desk/sign-out", "/desk/")):
        answer = desk.client.post(address, data=desk.form(page, address), headers=headers)
        assert answer.status_code == 403
    assert status(desk.server, comment) is Status.SPAM
    assert desk.client.get("/desk/").status_code == 200


def _tokens(desk: Desk) -> dict[str, str]:
    add_moderator(desk.server.house, "Bea", PASSWORD)
    bea = desk.other()
    bea.sign_in("Bea")
    mine = desk.form("/desk/", "/desk/sign-out")["token"]
    return {
        "none": "",
        "made up": "0" * len(mine),
        "cut": mine[:-1],
        "another moderator's": bea.form("/desk/", "/desk/sign-out")["token"],
        "not ASCII": "é" * len(mine),
    }


@pytest.mark.parametrize("which", ["none", "made up", "cut", "another moderator's", "not ASCII"])
def test_a_form_without_the_token_of_this_session_is_refused(desk, which):
    comment = say(desk.server)
    desk.decide(comment, "spam")
    token = _tokens(desk)[which]
    assert desk.decide(comment, "approve", "/desk/spam", token=token).status_code == 403
    assert desk.undo(1, token=token).status_code == 403
    assert desk.client.post("/desk/sign-out", data={"token": token}).status_code == 403
    assert status(desk.server, comment) is Status.SPAM
    assert desk.client.get("/desk/").status_code == 200


def test_a_token_of_an_earlier_session_is_refused(desk):
    comment = say(desk.server)
    old = desk.form("/desk/", "/desk/sign-out")["token"]
    desk.sign_in()
    assert desk.decide(comment, "spam", token=old).status_code == 403


def test_without_a_session_a_write_leads_to_the_sign_in(visitor):
    comment = say(visitor.server)
    for address in (f"/desk/comments/{comment}/decide", "/desk/decisions/1/undo", "/desk/sign-out"):
        answer = visitor.client.post(address, data={"decision": "spam", "version": "1"})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/desk/sign-in")
    assert status(visitor.server, comment) is Status.PENDING


def test_reading_changes_nothing(desk):
    """GET on every address of the desk, with everything a decision needs in the query."""
    comment = say(desk.server)
    desk.decide(comment, "spam")
    query = desk.form("/desk/spam", f"/{comment}/decide") | {"decision": "approve"}
    for address in (f"/desk/comments/{comment}/decide", "/desk/decisions/1/undo", "/desk/sign-out"):
        assert desk.client.get(address, params=query).status_code == 405
    assert status(desk.server, comment) is Status.SPAM
    assert desk.client.get("/desk/").status_code == 200


NUMBERS = ["0", "-1", "01", "1e3", "٣", "9" * 18, "9" * 5_000, "1.5", "x", "%00", "1%0a", "999999"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_we_never_gave_out_is_not_found(regular, number):
    token = regular.form("/desk/", "/desk/sign-out")["token"]
    fields = {"token": token, "version": "1", "decision": "spam"}
    assert regular.client.get(f"/desk/comments/{number}").status_code == 404
    assert regular.client.post(f"/desk/comments/{number}/decide", data=fields).status_code == 404
    assert regular.client.post(f"/desk/decisions/{number}/undo", data=fields).status_code == 404
    assert regular.client.get("/desk/", params={"done": number}).status_code == 200


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"decision": ""}, 400),
        ({"decision": "remove"}, 400),
        ({"decision": "spam\x00"}, 400),
        ({"decision": "judged ham"}, 400),
        ({"version": ""}, 400),
        ({"version": "9" * 5_000}, 400),
        ({"version": "-1"}, 400),
        ({"version": "٣"}, 400),
        ({"version": "1\x00"}, 400),
        ({"back": "comment-x"}, 404),
        ({"back": "comment-" + "9" * 5_000}, 404),
        ({"token": "\x00"}, 403),
        ({"more": "x" * COMMENT.body}, 413),
    ],
)
def test_a_malformed_decision_is_refused_and_changes_nothing(regular, changed, refusal):
    comment = say(regular.server)
    assert regular.decide(comment, **({"decision": "spam"} | changed)).status_code == refusal
    assert status(regular.server, comment) is Status.PENDING


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "../..", "\r\nX: y", "<b>", ""])
def test_the_way_back_is_a_name_and_never_an_address(regular, back):
    assert (
        regular.decide(say(regular.server, back or "none"), "spam", back=back)
        .headers["location"]
        .startswith("/desk/?done=")
    )


@pytest.mark.parametrize("page", ["/desk/", "/desk/decided", "/desk/comments/1", "/desk/sign-in?next=/desk/"])
def test_the_headers_hold(regular, page):
    say(regular.server)
    if "sign-in" in page:
        regular = regular.other()
    answer = regular.client.get(page)
    policy = {part.strip() for part in answer.headers["content-security-policy"].split(";")}
    assert {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'self'"} <= policy
    assert {"frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"} <= policy
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
