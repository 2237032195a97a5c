"""How often is too often, on every face, in all processes; and who is not slowed down by whom."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields, replace
from itertools import count

import httpx
import pytest

from rejoinder.actions.owning import people
from rejoinder.actions.owning.sites import add_site
from rejoinder.errors import TooMany, Unavailable
from rejoinder.settings import Settings
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.rates import BRISK, BRISK_S, Allowances, Rates
from rejoinder.web.border.rules import Rules
from rejoinder.web.border.table import LONGEST, Table
from rejoinder.web.thread.trap import stamp
from tests.cli.programs import line_with, running
from tests.serving import PAGE, PASSWORD, SITE, open_house, running_server
from tests.web.akismet.calling import NO_VERDICTS, call
from tests.web.thread.readers import put

PROXY = Proxies.named(["127.0.0.1"])
HOME, AWAY = "198.51.100.7", "198.51.100.8"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = 5 * LONGEST

    def __call__(self):
        return self.now


def rates(allowances, clock, proxies=PROXY):
    return Rates(Table(None, b"s" * 32, slots=1024, clock=clock), allowances, proxies)


@contextmanager
def limited(folder, **allowed):
    """A server behind a proxy on this machine, with a clock that stands still."""
    clock = Clock()
    rules = Rules(proxies=PROXY, rates=rates(Allowances(**allowed), clock))
    with running_server(folder, rules) as server:
        yield server, clock


words = count()


def say(server, address, **more):
    """A comment by script."""
    body = {"site": SITE, "url": PAGE, "text": f"Words {next(words)}", **more}
    headers = {"X-Forwarded-For": address} if address else {}
    return httpx.post(f"{server.url}/api/v1/comments", json=body, headers=headers, timeout=30)


def write(server, address):
    """The same by form."""
    body = {"site": SITE, "url": PAGE, "text": f"Words {next(words)}"}
    return httpx.post(f"{server.url}/thread", data=body, headers={"X-Forwarded-For": address}, timeout=30)


def enter(server, address, name="Ada", password="wrong password"):
    fields = {"name": name, "password": password}
    headers = {"X-Forwarded-For": address} if address else {}
    return httpx.post(f"{server.url}/desk/sign-in", data=fields, headers=headers, timeout=30)


def statuses(ask, times):
    return Counter(ask().status_code for _ in range(times))


def test_so_many_comments_of_one_address_and_then_one_now_and_then(tmp_path):
    with limited(tmp_path, posts_per_hour=6) as (server, clock):
        assert statuses(lambda: say(server, HOME), 10) == {201: 6, 429: 4}
        refused = say(server, HOME)
        assert refused.headers["retry-after"] == "600"
        assert refused.json()["error"]["code"] == "too_many_posts"
        assert refused.headers["vary"] == "Origin"
        assert say(server, AWAY).status_code == 201, "others are not concerned"
        clock.now += 600_000_000
        assert statuses(lambda: say(server, HOME), 3) == {201: 1, 429: 2}


def test_the_form_and_the_script_count_together_and_the_form_keeps_what_was_typed(tmp_path):
    with limited(tmp_path, posts_per_hour=4) as (server, _clock):
        assert statuses(lambda: write(server, HOME), 2) == {303: 2}
        assert statuses(lambda: say(server, HOME), 2) == {201: 2}
        refused = write(server, HOME)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "900"
    assert "Too many comments are coming from your network." in refused.text
    assert re.search(r"Words \d+</textarea>", refused.text)


def test_reading_is_not_limited(tmp_path):
    with (
        limited(tmp_path, posts_per_hour=1) as (server, _clock),
        httpx.Client(base_url=server.url) as client,
    ):
        client.headers["X-Forwarded-For"] = HOME
        statuses(lambda: say(server, HOME), 3)
        for path in ("/data", "/embed.js", "/healthz", f"/api/v1/thread?site={SITE}&url={PAGE}"):
            assert {client.get(path).status_code for _ in range(50)} == {200}


def test_ipv6_is_counted_by_household(tmp_path):
    with limited(tmp_path, posts_per_hour=3) as (server, _clock):
        fates = Counter(say(server, f"2001:db8:0:1::{number:x}").status_code for number in range(9))
        assert fates == {201: 3, 429: 6}
        assert say(server, "2001:db8:0:2::1").status_code == 201


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "fd00::1", "unknown", ""])
def test_an_address_that_stands_for_many_has_no_limit_of_its_own(tmp_path, address):
    """Whoever used it up would silence everybody who has the same."""
    with limited(tmp_path, posts_per_hour=2) as (server, _clock):
        assert statuses(lambda: say(server, address), 5) == {201: 5}


def crowd(server):
    """Whether each comment was part of a crowd, in the order in which they came."""
    with server.house.store.read() as connection:
        behaviours = connection.exec_driver_sql("SELECT behaviour FROM checks ORDER BY id").scalars()
        return ["crowd" in behaviour.split() for behaviour in behaviours]


def by_form(server, address):
    """By the form, as a person does: fetched a while ago, and filled in."""
    now = server.house.clock()
    token = stamp(replace(server.house, clock=lambda: now - 60_000))
    body = {"site": SITE, "url": PAGE, "text": f"Words {next(words)}", "stamp": token}
    return httpx.post(f"{server.url}/thread", data=body, headers={"X-Forwarded-For": address}, timeout=30)


def test_more_than_a_few_comments_within_minutes_are_taken_and_called_a_crowd(tmp_path):
    with limited(tmp_path) as (server, clock):
        assert statuses(lambda: say(server, HOME), BRISK + 3) == {201: BRISK + 3}
        assert crowd(server) == [False] * BRISK + [True] * 3
        say(server, AWAY)
        assert crowd(server)[-1] is False, "others are not concerned"
        clock.now += BRISK_S * 1_000_000 // BRISK
        say(server, HOME)
        assert crowd(server)[-1] is True, "a crowd that goes on is one"
        clock.now += BRISK_S * 1_000_000
        say(server, HOME)
        assert crowd(server)[-1] is False, "ten quiet minutes, and it is none"


def test_one_comment_a_minute_is_no_crowd_however_long_and_two_a_minute_are(tmp_path):
    pace = rates(Allowances(), clock := Clock())
    for _ in range(200):
        assert not pace.post(HOME)
        clock.now += 60_000_000
    marked = []
    for _ in range(100):
        marked.append(pace.post(AWAY))
        clock.now += 30_000_000
    assert marked.index(True) in range(BRISK, 2 * BRISK)
    assert all(marked[2 * BRISK :])


def test_a_robot_without_the_form_neither_silences_nor_marks_who_writes_beside_it(tmp_path):
    with limited(tmp_path, posts_per_hour=15) as (server, _clock):
        assert statuses(lambda: say(server, HOME), 30) == {201: 15, 429: 15}
        assert statuses(lambda: by_form(server, HOME), 5) == {303: 5}
        assert crowd(server)[-5:] == [False] * 5
        assert statuses(lambda: by_form(server, HOME), 20) == {303: 10, 429: 10}, "people have their limit, too"


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "unknown", ""])
def test_an_address_that_stands_for_many_is_no_crowd(tmp_path, address):
    with limited(tmp_path) as (server, _clock):
        statuses(lambda: say(server, address), BRISK + 2)
        assert not any(crowd(server))


def test_a_client_cannot_take_another_address_by_saying_so(tmp_path):
    with limited(tmp_path, posts_per_hour=3) as (server, _clock):
        fates = Counter(say(server, f"203.0.113.{number}, {HOME}").status_code for number in range(9))
    assert fates == {201: 3, 429: 6}


@pytest.fixture
def voting(tmp_path):
    """A server with a comment, on which a browser has 4 votes an hour and an address 3 reports."""
    with limited(tmp_path, votes_per_hour=4, reports_per_hour=3) as (server, clock):
        number = put(server.house, "Something to be for")
        yield server, clock, number


def vote(voting, address, key):
    """A vote for the comment, or against it in turns."""
    server, _clock, number = voting
    fields = {"comment": number, "value": next(words) % 2, "reader": key}
    return httpx.post(f"{server.url}/embed/vote", data=fields, headers={"X-Forwarded-For": address}, timeout=30)


def test_a_browser_has_so_many_votes_and_a_robot_takes_none_from_who_votes_beside_it(voting):
    _server, clock, _number = voting
    robot, person = "r" * 32, "p" * 32
    assert statuses(lambda: vote(voting, HOME, robot), 50) == {200: 4, 429: 46}
    refused = vote(voting, HOME, robot)
    assert refused.headers["retry-after"] == "900"
    assert refused.json()["error"]["code"] == "votes_too_fast"
    assert statuses(lambda: vote(voting, HOME, person), 4) == {200: 4}
    assert vote(voting, AWAY, robot).status_code == 429, "elsewhere it is the same browser"
    clock.now += 900_000_000
    assert statuses(lambda: vote(voting, HOME, robot), 2) == {200: 1, 429: 1}


def test_a_robot_with_a_new_key_for_every_vote_is_stopped_by_its_address(voting):
    keys = (f"{number:032}" for number in count())
    fates = statuses(lambda: vote(voting, HOME, next(keys)), 50)
    assert fates[429] == 30, "what the address has is five times what a browser has"
    assert vote(voting, AWAY, next(keys)).status_code == 200


def test_votes_behind_a_proxy_that_nobody_has_named_are_limited_by_browser_alone(voting):
    keys = (f"{number:032}" for number in count())
    assert 429 not in statuses(lambda: vote(voting, "10.1.2.3", next(keys)), 30)
    assert statuses(lambda: vote(voting, "10.1.2.3", "p" * 32), 6)[429] == 2


def test_reports_of_one_address_are_limited_and_count_as_no_comments(voting):
    server, _clock, number = voting

    def report():
        fields = {"comment": number, "reason": "spam", "lang": "de"}
        headers = {"X-Forwarded-For": HOME}
        return httpx.post(f"{server.url}/thread/report", data=fields, headers=headers, timeout=30)

    assert statuses(report, 5) == {200: 3, 429: 2}
    refused = report()
    assert refused.headers["retry-after"] == "1200"
    assert "Von Ihrem Anschluss kommen zu viele Meldungen." in refused.text
    assert say(server, HOME).status_code == 201


def test_wrong_passwords_from_one_address_are_limited_and_right_ones_are_not_counted(tmp_path):
    with limited(tmp_path, wrong_sign_ins_per_hour=3) as (server, clock):
        for _ in range(10):
            assert enter(server, HOME, password=PASSWORD).status_code == 303
        assert statuses(lambda: enter(server, HOME), 3) == {401: 3}
        refused = enter(server, HOME, password=PASSWORD)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1200")
        assert "Too many wrong passwords were tried." in refused.text
        assert enter(server, AWAY, password=PASSWORD).status_code == 303, "another address is not concerned"
        clock.now += 1_200_000_000
        assert enter(server, HOME, password=PASSWORD).status_code == 303


def test_many_machines_have_so_many_tries_for_one_name_and_one_machine_cannot_use_them_up(tmp_path):
    with limited(tmp_path, wrong_sign_ins_per_hour=2) as (server, _clock):
        assert statuses(lambda: enter(server, HOME), 30) == {401: 2, 429: 28}
        assert enter(server, AWAY, password=PASSWORD).status_code == 303
        machines = (f"203.0.113.{number}" for number in range(100))
        assert statuses(lambda: enter(server, next(machines)), 30) == {401: 18, 429: 12}
        assert enter(server, AWAY, name="Bea").status_code == 401, "another name is not concerned"


@pytest.mark.parametrize("name", ["Ada", " Ada", "Ada ", "Ada\n", "\tAda\r\n"])
def test_blanks_do_not_make_another_name(tmp_path, name):
    with limited(tmp_path, wrong_sign_ins_per_hour=1) as (server, _clock):
        machines = (f"203.0.113.{number}" for number in range(100))
        assert statuses(lambda: enter(server, next(machines)), 10) == {401: 10}
        assert enter(server, next(machines), name=name).status_code == 429


def test_an_unknown_name_is_limited_like_a_known_one(tmp_path):
    with limited(tmp_path, wrong_sign_ins_per_hour=1) as (server, _clock):
        machines = (f"203.0.113.{number}" for number in range(100))
        told = [[enter(server, next(machines), name=name).status_code for _ in range(12)] for name in ("Ada", "Nobody")]
    assert told[0] == told[1] == [401] * 10 + [429] * 2


def test_attempts_at_once_are_counted_like_one_after_the_other(tmp_path):
    with limited(tmp_path, wrong_sign_ins_per_hour=5) as (server, _clock), ThreadPoolExecutor(20) as pool:
        fates = Counter(pool.map(lambda _: enter(server, HOME).status_code, range(20)))
    assert fates[401] <= 5, "those that found no room to be looked at (503) do not count"
    assert fates[429] + fates[503] == 20 - fates[401]


def test_what_is_no_wrong_password_does_not_count(tmp_path, monkeypatch):
    def busy(*_):
        raise Unavailable("sign_ins_busy", "Too many.", "Later.")

    with limited(tmp_path, wrong_sign_ins_per_hour=1) as (server, _clock):
        assert {enter(server, HOME, password="x" * 2000).status_code for _ in range(5)} == {413}
        with monkeypatch.context() as patched:
            patched.setattr(people, "_matches", busy)
            assert {enter(server, HOME).status_code for _ in range(5)} == {503}
        assert enter(server, HOME, password=PASSWORD).status_code == 303


def test_without_an_address_a_name_is_limited_all_the_same(tmp_path):
    with limited(tmp_path, wrong_sign_ins_per_hour=1) as (server, _clock):
        assert statuses(lambda: enter(server, ""), 12) == {401: 10, 429: 2}


def test_calls_of_a_key_are_limited_and_the_answer_is_no_verdict(tmp_path):
    with limited(tmp_path, calls_per_minute=4) as (server, clock):
        fates = [call(server, "comment-check") for _ in range(6)]
        assert [answer.status_code for answer in fates] == [200] * 4 + [429] * 2
        refused = fates[-1]
        assert refused.text == "Too many calls with this key."
        assert refused.text not in NO_VERDICTS
        assert refused.headers["retry-after"] == "15"
        assert refused.headers["x-akismet-debug-help"]
        assert refused.headers["x-akismet-guid"], "without one newer plugins publish what they mean to hold"
        for verb in ("verify-key", "submit-spam", "submit-ham"):
            assert call(server, verb).status_code == 429
        assert call(server, "comment-check", api_key=server.key.upper()).status_code == 429, "capitals are the same"
        assert call(server, "comment-check", api_key="0" * 12).text == "invalid", "another key is not concerned"
        assert call(server, "comment-check", api_key="").text == "invalid"
        clock.now += 15_000_000
        assert call(server, "comment-check").status_code == 200


def test_0_is_no_limit():
    free = rates(Allowances(0, 0, 0, 0, 0), Clock())
    for _ in range(1000):
        free.post(HOME)
        free.vote(HOME, "key")
        free.report(HOME)
        free.call("key")
        with free.signing_in(HOME, "Ada"):
            pass


@pytest.mark.parametrize("allowed", [1, 7, 120, 9_999_999])
def test_every_allowance_is_what_it_says(allowed):
    made = rates(Allowances(posts_per_hour=allowed), Clock())
    for _ in range(min(allowed, 1000)):
        made.post(HOME)
    if allowed <= 1000:
        with pytest.raises(TooMany) as refused:
            made.post(HOME)
        assert 1 <= refused.value.retry_after <= 3600


def test_the_defaults_are_those_of_the_settings():
    settings = Settings()
    assert Allowances() == Allowances(**{one.name: getattr(settings, one.name) for one in fields(Allowances)})


def test_the_limit_holds_for_all_processes_of_a_server(tmp_path):
    """`rejoinder serve --workers 3`, and what one of them counts the others know."""
    (tmp_path / "rejoinder.toml").write_text('trusted_proxies = ["127.0.0.1"]\nposts_per_hour = 12\n')
    house = open_house(tmp_path)
    add_site(house, SITE)
    house.store.close()
    with running("serve", "--data", tmp_path, "--port", "0", "--workers", "3") as lines:
        url = re.search(r"http://127\.0\.0\.1:\d+", line_with(lines, "Rejoinder serves"))[0]
        ask = lambda _: say(Address(url), HOME).status_code  # noqa: E731 - one for the pool
        with ThreadPoolExecutor(10) as pool:
            fates = Counter(pool.map(ask, range(40)))
    assert fates[201] in (12, 13), "one may come back within the seconds that this takes"
    assert fates[429] == 40 - fates[201]
    assert (tmp_path / "rates").stat().st_mode & 0o777 == 0o600


class Address:
    """A server of which only the address is known."""

    def __init__(self, url):
        self.url = url
