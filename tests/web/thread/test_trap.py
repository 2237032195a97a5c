"""What betrays a robot at our own form: the field that people do not see, the stamp, the crowd; and whom it spares."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from rejoinder.actions.judging.reasons import decode
from rejoinder.moderation import Status
from rejoinder.privacy.data_map import FORM
from rejoinder.store.vault import Vault
from rejoinder.web.thread.trap import HONEYPOT, STAMP, signs, stamp
from tests.serving import PAGE, SITE
from tests.web.thread.readers import THREAD, put

SECOND, HOUR = 1_000, 3_600_000
NOW = 1_764_201_600_000
DATA = Path(__file__).parents[2] / "data"
HOSTILE = [json.loads(line)["payload"] for line in (DATA / "attacks.jsonl").read_text("utf-8").splitlines()]


@dataclass(frozen=True)
class House:
    """What stamps need of an installation: its secret and its clock."""

    vault: Vault
    now: int

    def clock(self):
        return self.now


HOUSE = House(Vault(b"s" * 32), NOW)
OURS = stamp(HOUSE)


def given_out(house, ago):
    """A stamp of a form that was given out so many milliseconds ago."""
    return stamp(House(house.vault, house.clock() - ago))


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (0, ("haste:1",)),
        (SECOND - 1, ("haste:1",)),
        (SECOND, ("haste:3",)),
        (3 * SECOND - 1, ("haste:3",)),
        (3 * SECOND, ()),
        (48 * HOUR, ()),
        (48 * HOUR + 1, ("stale",)),
        (10_000 * HOUR, ("stale",)),
        (-1, ()),
        (-10_000 * HOUR, ()),
    ],
)
def test_a_stamp_tells_how_long_ago_the_form_was_given_out(age, found):
    assert signs(HOUSE, {STAMP: OURS}, NOW + age) == found


def test_a_stamp_may_be_used_by_all_readers_of_a_page_any_number_of_times():
    assert {signs(HOUSE, {STAMP: OURS, "text": str(number)}, NOW + HOUR) for number in range(100)} == {()}


@pytest.mark.parametrize(
    "token",
    [
        stamp(House(Vault(b"t" * 32), NOW)),
        OURS[:-1],
        OURS + "A",
        OURS + "!",
        OURS.upper(),
        f" {OURS}",
        OURS.replace(str(NOW), str(NOW - HOUR)),
        str(NOW),
        f"{NOW}.",
        ".",
        "0" * 100_000,
        Signer(HOUSE.vault.subkey("receipt"), salt="stamp").sign(str(NOW)).decode(),
        Signer(HOUSE.vault.subkey("stamp"), salt="receipt").sign(str(NOW)).decode(),
        "\ud800",
        "\x00",
    ],
)
def test_a_stamp_that_is_not_ours_is_called_so(token):
    assert signs(HOUSE, {STAMP: token}, NOW + HOUR) == ("forged",)


def test_every_hostile_string_is_no_stamp_and_fills_the_trap():
    for payload in HOSTILE:
        sign = "forged" if payload else "unstamped"
        assert signs(HOUSE, {STAMP: payload}, NOW + HOUR) == (sign,)
        trapped = ("honeypot",) if payload.strip() else ()
        assert signs(HOUSE, {HONEYPOT: payload, STAMP: OURS}, NOW + HOUR) == trapped


@given(
    st.dictionaries(st.sampled_from([HONEYPOT, STAMP, "text", ""]), st.text() | st.text().map(lambda end: OURS + end)),
    st.integers(-(2**70), 2**70),
)
def test_whatever_is_sent_whenever_is_a_few_known_signs(sent, now):
    found = signs(HOUSE, sent, now)
    assert len(found) <= 2
    assert {sign.partition(":")[0] for sign in found} <= set(FORM) - {"crowd"}
    assert ("honeypot" in found) == bool(sent.get(HONEYPOT, "").strip())
    if sent.get(STAMP, "") not in ("", OURS):
        assert found[-1] == "forged"


def post(server, headers=None, **fields):
    return httpx.post(f"{server.url}/thread", data={**THREAD, "text": "words", **fields}, headers=headers)


def say(server, headers=None, **fields):
    body = {**THREAD, "text": "words", **fields}
    return httpx.post(f"{server.url}/api/v1/comments", json=body, headers=headers)


def last(server):
    """The signs that are stored with the newest check, and the reasons that were given for its verdict."""
    with server.house.store.read() as connection:
        query = "SELECT behaviour, reasons FROM checks ORDER BY id DESC"
        behaviour, reasons = connection.exec_driver_sql(query).first()
    return behaviour, {reason.signal for reason in decode(reasons) if reason.signal.startswith("signal:")}


@pytest.mark.parametrize("send", [post, say])
@pytest.mark.parametrize(
    ("fields", "ago", "behaviour", "reasons"),
    [
        ({}, HOUR, "", set()),
        ({}, 0, "haste:1", {"signal:haste"}),
        ({}, None, "unstamped", {"signal:unstamped"}),
        ({STAMP: "MTIz.x"}, None, "forged", {"signal:forged"}),
        ({}, 100 * HOUR, "stale", {"signal:stale"}),
        ({HONEYPOT: "Re: offer"}, HOUR, "honeypot", {"signal:honeypot"}),
        ({HONEYPOT: " "}, HOUR, "", set()),
        ({HONEYPOT: "x"}, 0, "honeypot haste:1", {"signal:honeypot", "signal:haste"}),
    ],
)
def test_each_sign_is_stored_and_a_reason_of_the_verdict(server, send, fields, ago, behaviour, reasons):
    given = {} if ago is None else {STAMP: given_out(server.house, ago)}
    assert send(server, **given, **fields).status_code in (201, 303)
    assert last(server) == (behaviour, reasons)


def test_a_robot_that_fills_in_everything_is_held_by_the_filter(server):
    page = httpx.get(f"{server.url}/thread", params=THREAD).text
    names = re.findall(r'<(?:input|textarea)[^>]*name="(\w+)"', page)
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    filled = {name: html.unescape(kept[name]) if name in kept else "x" for name in names}
    filled |= {"email": "x@x.example", "website": "https://x.example"}
    assert httpx.post(f"{server.url}/thread", data=filled).status_code == 303
    behaviour, _reasons = last(server)
    assert behaviour.split()[0] == "honeypot"
    with server.house.store.read() as connection:
        assert connection.exec_driver_sql("SELECT status FROM comments").scalar() == Status.SPAM.value


def test_the_form_that_is_given_out_has_a_stamp_of_that_moment_and_an_empty_trap(server):
    page = httpx.get(f"{server.url}/thread", params={**THREAD, "reply": str(put(server.house, "first"))}).text
    token = re.search(rf'name="{STAMP}" value="([^"]+)"', page)[1]
    now = server.house.clock()
    assert signs(server.house, {STAMP: token}, now + 10 * SECOND) == ()
    assert signs(server.house, {STAMP: token}, now) in {("haste:1",), ("haste:3",), ()}, "the test may be slow"
    label, trap = re.search(rf'(<label[^>]*>)[^<]*(<input name="{HONEYPOT}"[^>]*>)', page).groups()
    assert 'class="rejoinder-unseen"' in label
    assert 'aria-hidden="true"' in label
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap
    assert "value" not in trap
    assert "style=" not in label + trap


def test_a_form_that_comes_back_with_a_mistake_keeps_its_stamp(server):
    token = given_out(server.house, HOUR)
    page = post(server, email="nobody", **{STAMP: token})
    assert page.status_code == 400
    assert f'name="{STAMP}" value="{token}"' in page.text
    assert post(server, email="ada@example.org", **{STAMP: token}).status_code == 303
    assert last(server) == ("", set())


def test_the_signs_do_not_make_another_comment_of_the_same_attempt(server):
    key = {"Idempotency-Key": "one"}
    first, again = (say(server, key, **{STAMP: token}).json() for token in ("", given_out(server.house, HOUR)))
    assert first == again


def test_nothing_of_it_is_told_to_the_writer(server):
    answer = say(server, **{HONEYPOT: "x"})
    told = answer.text + httpx.get(answer.json()["receipt_url"]).text
    assert not re.search(r"honeypot|haste|unstamped|crowd|do not see", told)


def test_the_page_on_data_tells_of_every_sign(server):
    page = html.unescape(httpx.get(f"{server.url}/data").text)
    assert all(words in page for words in FORM.values())
    assert set(FORM) == {"honeypot", "haste", "unstamped", "forged", "stale", "crowd"}


def test_what_a_page_of_the_site_sends_is_taken_with_these_fields(server):
    headers = {"Origin": SITE}
    assert say(server, headers, url=PAGE, **{HONEYPOT: "", STAMP: given_out(server.house, HOUR)}).status_code == 201
