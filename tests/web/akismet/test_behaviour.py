"""How a form was filled in: a honeypot always counts, typing and mouse only where the owner has switched them on."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import httpx
import pytest

from rejoinder.actions.judging.reasons import decode
from rejoinder.actions.owning.sites import set_site
from rejoinder.comment import Comment
from rejoinder.filter.fields import field_names
from rejoinder.privacy.data_map import BEHAVIOUR
from rejoinder.store.retention import forget_addresses
from rejoinder.web.akismet.behaviour import TYPING, signs
from rejoinder.web.akismet.forms import parse
from tests.serving import SITE, server  # noqa: F401 - a fixture
from tests.web.akismet.calling import PLAIN, THANKS, call

PERSON = {
    "POST_ak_js": "1764201600000",
    "POST_ak_bib": "1764201600000",
    "POST_ak_bfs": "1764201641500",
    "POST_ak_bkpc": "180",
    "POST_ak_bkp": "80,120;70,310;95,90;60,500;85,140;90,220;",
    "POST_ak_bck": "8;8;",
    "POST_ak_bmk": "16;",
    "POST_ak_bmmc": "12",
    "POST_ak_bmcc": "2",
    "POST_ak_btmc": "0",
    "POST_ak_btec": "0",
    "POST_ak_bsc": "3",
}
ROBOT = {"POST_ak_js": "17", "POST_ak_bkpc": "900", "POST_ak_bkp": "10,50;" * 30}


def form(**fields):
    return parse(urlencode(fields).encode())


def stored(server):  # noqa: F811
    with server.house.store.read() as connection:
        return connection.exec_driver_sql("SELECT behaviour FROM checks ORDER BY id DESC").scalar()


def test_what_a_person_and_a_robot_leave_behind():
    assert signs(form(**PERSON), typing=True) == (
        "script:ran",
        "seconds:6",
        "keys:8",
        "rhythm:uneven",
        "corrections:2",
        "modifiers:1",
        "mouse:4",
        "clicks:2",
        "touches:0",
        "scrolls:2",
    )
    assert signs(form(**ROBOT), typing=True) == ("script:did-not-run", "keys:10", "rhythm:steady")


def test_without_the_fields_there_are_no_signs_and_no_feature_is_another():
    assert signs(form(comment_content="x", POST_secret="y"), typing=True) == ()
    plain = Comment("words", author="Nell", ip="203.0.113.9")
    names = field_names(plain, ["words"])
    assert field_names(Comment("words", author="Nell", ip="203.0.113.9", behaviour=("keys:3",)), ["words"]) == [
        *names,
        "behaviour:keys:3",
    ]


@pytest.mark.parametrize("value", ["", "x", "-5", "1e9", "٣", "9" * 100_000, "1;" * 100_000, "\x00", "0,0;" * 50_000])
def test_any_value_is_read_or_left(value):
    for name in PERSON:
        for sign in signs(form(**{name: value}), typing=True):
            assert re.fullmatch(r"[a-z]+:[a-z0-9-]{1,20}", sign)


@pytest.mark.parametrize(
    ("fields", "trapped"),
    [
        ({"honeypot_field_name": "second_email", "second_email": "x"}, True),
        ({"honeypot_field_name": "second_email", "POST_second_email": "x"}, True),
        ({"honeypot_field_name": "second_email", "second_email": " "}, False),
        ({"honeypot_field_name": "second_email"}, False),
        ({"honeypot_field_name": "", "": "x"}, False),
        ({"second_email": "x"}, False),
        ({"hidden_honeypot_field": "x"}, True),
        ({"POST_ak_hp_textarea": "x"}, True),
        ({"POST_ak_hp_textarea": ""}, False),
    ],
)
def test_a_honeypot_is_a_trap_when_it_is_filled(fields, trapped):
    assert signs(form(**fields), typing=False) == (("honeypot",) if trapped else ())


def test_a_filled_honeypot_is_a_reason_that_is_stored_with_the_verdict(server):  # noqa: F811
    answer = call(server, "comment-check", honeypot_field_name="trap", trap="filled")
    assert (answer.text, stored(server)) == ("false", "honeypot"), "browsers fill in everything: not enough alone"
    with server.house.store.read() as connection:
        reasons, with_trap = connection.exec_driver_sql("SELECT reasons, score FROM checks").one()
    assert "signal:honeypot" in {reason.signal for reason in decode(reasons)}
    call(server, "comment-check", comment_content=f"{PLAIN} Again.")
    with server.house.store.read() as connection:
        without = connection.exec_driver_sql("SELECT score FROM checks ORDER BY id DESC").scalar()
    assert with_trap > without + 1


def test_typing_and_mouse_are_read_and_kept_only_where_the_owner_wants_it(server):  # noqa: F811
    call(server, "comment-check", **PERSON)
    assert stored(server) == ""
    data = httpx.get(f"{server.url}/data").text
    assert "typing and mouse is looked at" not in data
    set_site(server.house, SITE, typing=1)
    call(server, "comment-check", **PERSON)
    assert "keys:8" in stored(server)
    assert "typing and mouse is looked at" in httpx.get(f"{server.url}/data").text
    assert call(server, "submit-spam", **PERSON, comment_content="Never checked before, and typed.").text == THANKS
    assert "keys:8" in stored(server), "a report tells of it, too"


def test_they_go_with_the_address(server):  # noqa: F811
    call(server, "comment-check", user_ip="", honeypot_field_name="trap", trap="filled")
    with server.house.store.write() as connection:
        assert forget_addresses(connection, server.house.clock() + 1_000, 0).rows == 1
    assert stored(server) == ""


def test_every_sign_has_its_line_in_the_data_map():
    assert set(BEHAVIOUR) == {"honeypot", *TYPING}


def test_a_comment_that_is_checked_again_is_not_its_own_repetition(server):  # noqa: F811
    """WordPress numbers a comment only after its first check, so the number does not tell."""

    def seen(**more):
        call(server, "comment-check", **more)
        with server.house.store.read() as connection:
            return connection.exec_driver_sql("SELECT history FROM checks ORDER BY id DESC").scalar()

    assert seen() == ""
    assert seen(comment_ID="7", recheck_reason="retry") == ""
    assert seen(comment_ID="7", recheck_reason="recheck_queue") == ""
    assert '"same_text"' in seen(comment_ID="8"), "another comment with the same words is"
