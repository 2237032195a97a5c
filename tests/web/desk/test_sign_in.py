"""Who gets in, how long they stay, and what nobody can do with somebody else's session."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from rejoinder.actions.owning import people
from rejoinder.actions.owning.people import IDLE_MS, LONGEST_MS, add_moderator
from rejoinder.web.border.limits import DESK
from tests.serving import PASSWORD, SITE, Server, open_house, serving
from tests.web.desk.desk import Desk, say

PAGES = ("/desk/", "/desk/spam", "/desk/published", "/desk/rejected", "/desk/decided", "/desk/comments/1")


@pytest.mark.parametrize("page", PAGES)
def test_without_a_session_every_page_leads_to_the_sign_in_and_back(visitor, page):
    say(visitor.server)
    sent = visitor.client.get(f"{page}?done=1")
    assert sent.status_code == 303
    form = visitor.client.get(sent.headers["location"])
    assert form.status_code == 200
    assert f'value="{page}?done=1"' in form.text
    assert visitor.sign_in(wanted=f"{page}?done=1").headers["location"] == f"{page}?done=1"
    assert visitor.client.get(page).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/desk/",
        "/\\evil.example",
        "/desk/../../evil",
        "/desk\\@evil.example",
        "/deskevil",
        "/desk@evil.example",
        "/desk/\nSet-Cookie:x=1",
        "javascript:alert(1)",
        "/data",
        "/desk/" + "?" * 5_000,
        "",
    ],
)
def test_the_way_back_never_leads_elsewhere(passer_by, address):
    form = passer_by.client.get("/desk/sign-in", params={"next": address})
    assert 'name="next" value="/desk/"' in form.text
    assert passer_by.sign_in(wanted=address).headers["location"] == "/desk/"
    assert passer_by.client.get("/desk/sign-in", params={"next": address}).headers["location"] == "/desk/"


@pytest.mark.parametrize(
    ("name", "password"), [("Ada", "wrong password"), ("Nobody", PASSWORD), ("Ada", ""), ("", ""), ("ada", PASSWORD)]
)
def test_whatever_was_wrong_the_words_are_the_same(passer_by, name, password):
    answer = passer_by.sign_in(name, password)
    assert answer.status_code == 401
    assert "The name or the password is wrong. Try again." in answer.text
    assert f'name="name" value="{name}"' in answer.text
    assert PASSWORD not in answer.text
    assert "set-cookie" not in answer.headers
    assert passer_by.client.get("/desk/").status_code == 303


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "A\x00da", "password": PASSWORD}, 400),
        ({"name": "A\x1bda", "password": PASSWORD}, 400),
        ({"name": "A" * 81, "password": PASSWORD}, 413),
        ({"name": "Ada", "password": "x" * 1_025}, 413),
        ({"name": "Ada", "password": "a\x00b"}, 400),
        ({"name": "x" * DESK.body}, 413),
        ({"next": ""}, 401),
        ({f"field{number}": "x" for number in range(60)}, 413),
    ],
)
def test_a_malformed_sign_in_is_refused_plainly(passer_by, fields, status):
    answer = passer_by.client.post("/desk/sign-in", data=fields)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_form_that_is_not_utf8_is_refused(visitor):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert visitor.client.post("/desk/sign-in", content=b"name=%ff&password=x", headers=kind).status_code == 400
    assert (
        visitor.client.post("/desk/sign-in", content=b"{}", headers={"Content-Type": "application/json"}).status_code
        == 415
    )


def test_a_name_is_shown_as_text(visitor):
    assert "<b>" not in visitor.sign_in('"><b>Ada', "wrong").text


def test_the_cookie_is_out_of_reach(visitor):
    cookie = visitor.sign_in().headers["set-cookie"]
    assert cookie.startswith("rejoinder-desk=")
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert {"httponly", "samesite=lax", "path=/desk"} <= parts
    assert not any(part.startswith(("domain", "max-age", "expires")) for part in parts)


def test_over_https_the_cookie_has_the_host_prefix(tmp_path):
    house = open_house(tmp_path, "https://talk.example/below")
    add_moderator(house, "Ada", PASSWORD)
    with socket.create_server(("127.0.0.1", 0)) as listener, serving(house, listener):
        server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}", house, None, "", None)
        visitor = Desk(server)
        visitor.client.headers["Origin"] = "https://talk.example"
        answer = visitor.sign_in()
        visitor.close()
    house.store.close()
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-rejoinder=")
    assert {"secure", "httponly", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert answer.headers["location"] == "/below/desk/"


def test_each_sign_in_has_a_new_token_and_ends_the_old_one(desk):
    """A token that somebody planted before the sign-in is worth nothing after it, and neither is the one before."""
    before = desk.token
    assert desk.sign_in().status_code == 303
    after = desk.token
    assert before != after
    assert desk.other(before).client.get("/desk/").status_code == 303


def test_a_planted_token_is_not_taken_over(visitor):
    visitor.client.cookies.set("rejoinder-desk", "planted", path="/desk")
    visitor.sign_in()
    assert visitor.other("planted").client.get("/desk/").status_code == 303


def test_sign_out_ends_the_session_on_the_server(desk):
    token = desk.token
    answer = desk.client.post("/desk/sign-out", data=desk.form("/desk/", "/desk/sign-out"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")
    assert "rejoinder-desk" not in desk.client.cookies
    assert desk.other(token).client.get("/desk/").status_code == 303


@pytest.mark.parametrize("token", ["", "x", "x" * 4_000, "é", "%00", '"quoted"'])
def test_a_made_up_token_opens_nothing(passer_by, token):
    header = {"Cookie": f"rejoinder-desk={token}".encode("latin-1")}
    assert passer_by.client.get("/desk/", headers=header).status_code == 303


@pytest.mark.parametrize(
    ("waits", "ended"),
    [([IDLE_MS - 1], False), ([IDLE_MS + 1], True), ([IDLE_MS - 1] * 28, False), ([IDLE_MS - 1] * 29, True)],
)
def test_a_session_ends_when_unused_for_long_and_in_the_end_anyway(tmp_path, waits, ended):
    assert LONGEST_MS == 28 * IDLE_MS
    times = [1_700_000_000_000]
    house = replace(open_house(tmp_path), clock=lambda: times[0])
    add_moderator(house, "Ada", PASSWORD)
    token = people.sign_in(house, "Ada", PASSWORD)
    for wait in waits[:-1]:
        times[0] += wait
        people.identify(house, token)
    times[0] += waits[-1]
    if ended:
        with pytest.raises(people.NotSignedIn):
            people.identify(house, token)
    else:
        assert people.identify(house, token).name == "Ada"
    house.store.close()


def test_a_password_with_blanks_around_it_signs_in(visitor):
    """They are typed and pasted with blanks; both doors clean a password in the same way."""
    add_moderator(visitor.server.house, "Bea", "  a long password \n")
    assert visitor.sign_in("Bea", "a long password").status_code == 303
    assert visitor.other().sign_in("Bea", "  a long password \n").status_code == 303


def test_a_flood_of_sign_ins_is_sent_away_and_not_kept_waiting(visitor, monkeypatch):
    monkeypatch.setattr(people, "_HASHING_WAIT_S", 0.01)
    taken = [people._hashing.acquire() for _ in range(2)]
    try:
        answer = visitor.sign_in()
    finally:
        for _ in taken:
            people._hashing.release()
    assert answer.status_code == 503
    assert visitor.sign_in().status_code == 303


def test_nobody_is_signed_in_from_another_site(visitor):
    fields = {"name": "Ada", "password": PASSWORD, "next": "/desk/"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": SITE},
    ):
        answer = visitor.client.post("/desk/sign-in", data=fields, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
