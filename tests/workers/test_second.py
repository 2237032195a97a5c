"""A second opinion: asked for where the owner wants it, one reason among others, and done without while it fails."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select, update

from rejoinder.actions.judging.check import Asked, check, check_all
from rejoinder.actions.judging.known import decode_history
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.sites import add_site, known_sites, set_second
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.actions.rights.describe import describe
from rejoinder.actions.troubles import Troubles
from rejoinder.comment import Comment, Label
from rejoinder.errors import BadInput, NotFound
from rejoinder.policy.second import is_asked, read_share
from rejoinder.store.schema import checks, sites
from rejoinder.workers.second import AT_ONCE, FAILURES, FIRST_PAUSE_S, LONGEST_PAUSE_S, SecondOpinion
from tests.outside.servers import answering, other_server, saying
from tests.serving import PAGE, SITE, running_server, serving
from tests.web.akismet.calling import GAMBLING
from tests.workers.telling import DOUBTFUL, HERE, told

SPAM, HAM = saying("200 OK", b"true"), saying("200 OK", b"false")
WHOLE = Comment(
    DOUBTFUL, "Nell", "nell@post.example", "https://nell.example/", "203.0.113.9", "Mozilla/5.0", "https://r.example/",
    "reply", PAGE, "The bridge", "en",
)  # fmt: skip


def asking(house, url, share="1", seconds=10.0):
    """The house with a site whose comments are shown to this server."""
    site, _ = add_site(house, SITE)
    set_second(house, SITE, url, "0123456789ab", share)
    house = replace(house, second_opinion=SecondOpinion(HERE, house.troubles, seconds))
    return house, known_sites(house)[-1].site if site else None


def base(other):
    return f"http://{other.host}:{other.port}"


def histories(house):
    with house.store.read() as connection:
        stored = connection.scalars(select(checks.c.history).order_by(checks.c.id))
        return [(one.second_spam, one.second_ham) for one in map(decode_history, stored)]


def signals(verdict):
    return {reason.signal for reason in verdict.reasons}


def test_another_rejoinder_is_asked_and_what_it_says_is_kept_learned_and_made_anew(house, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with running_server(elsewhere) as other:
        report(other.house, other.site, Comment(DOUBTFUL), Label.SPAM)
        house, site = asking(house, other.url)
        set_second(house, SITE, None, other.key, None)
        site = known_sites(house)[0].site
        answered = check(house, site, WHOLE)
        assert histories(house) == [(1, 0)]
        assert "signal:second-spam" in signals(answered.verdict)
        with other.house.store.read() as connection:
            (seen,) = connection.execute(select(checks).where(checks.c.author == "Nell"))
        assert (seen.text, seen.ip, seen.permalink, seen.kind) == (DOUBTFUL, "203.0.113.9", PAGE, "reply")
        assert other.house.vault.unseal(seen.email_sealed) == "nell@post.example"
        report(house, site, WHOLE, Label.SPAM, guid=answered.guid)
        check(house, site, Comment("The bridge was closed for six weeks last year, too."))
        assert histories(house)[1] == (0, 1)
        assert house.judge.learned == 1
        assert house.judge.digest()[0] == rebuild(house.store, house.judge).digest()[0]


def test_what_is_sent_is_what_the_data_page_names_and_nothing_else(house):
    with other_server(SPAM) as other:
        house, site = asking(house, base(other))
        check(house, site, WHOLE, callback=f"{SITE}/hook")
    assert other.got[0].startswith(b"POST /1.1/comment-check HTTP/1.1\r\n")
    assert told(other.got[0]) == {
        "api_key": "0123456789ab", "blog": SITE, "second_opinion": "1", "comment_content": DOUBTFUL,
        "comment_author": "Nell", "comment_author_email": "nell@post.example", "user_ip": "203.0.113.9",
        "comment_author_url": "https://nell.example/", "user_agent": "Mozilla/5.0", "referrer": "https://r.example/",
        "permalink": PAGE, "comment_type": "reply", "blog_lang": "en",
    }  # fmt: skip
    (shown,) = describe(house).shown_to
    assert shown.server == base(other)
    assert len(shown.sent) == len(told(other.got[0])) - 3, "all but key, site and mark"


def test_only_what_the_filter_doubts_is_asked_about_if_the_owner_wants_it_so(house):
    with other_server(SPAM) as other:
        house, site = asking(house, base(other), "doubtful")
        check(house, site, Comment(GAMBLING))
        assert other.got == []
        check(house, site, Comment(DOUBTFUL))
        assert len(other.got) == 1


def test_without_an_owner_who_names_one_nobody_is_asked(house):
    site, _ = add_site(house, SITE)
    house = replace(house, second_opinion=lambda _questions: pytest.fail("asked"))
    check(house, site, WHOLE)
    assert describe(house).shown_to == ()


def test_comments_of_our_own_thread_are_shown_too_and_edited_ones_again(house):
    with other_server(SPAM) as other:
        house, _ = asking(house, base(other))
        made = submit(house, Draft(SITE, PAGE, DOUBTFUL, "Nell"))
        edit(house, made.receipt, f"{DOUBTFUL} And bring bread.")
    assert [told(request)["comment_author"] for request in other.got] == ["Nell", "Nell"]
    assert histories(house) == [(1, 0), (1, 0)]


def test_it_is_never_a_veto_either_way(house):
    with other_server(SPAM) as other:
        calls_spam, site = asking(house, base(other))
        kind = check(calls_spam, site, Comment("The bridge was closed for six weeks last year, too."))
        assert kind.verdict.label == "unsure"
    with other_server(HAM) as other:
        set_second(house, SITE, base(other), "0123456789ab", "1")
        pushed = check(calls_spam, known_sites(house)[0].site, Comment(GAMBLING))
        assert "signal:second-ham" in signals(pushed.verdict)
        assert pushed.verdict.label == "spam"


@pytest.mark.parametrize(
    "talk",
    [
        saying("200 OK", b"invalid"), saying("200 OK", b""), saying("200 OK", b"True"), saying("503 Down", b"true"),
        saying("302 Found", b"true", "Location: /"), lambda connection: connection.sendall(b"\x00"),
    ],
)  # fmt: skip
def test_what_is_no_verdict_is_as_if_nobody_had_been_asked(house, talk):
    with other_server(talk) as other:
        house, site = asking(house, base(other))
        check(house, site, WHOLE)
        assert len(other.got) == 1
    assert histories(house) == [(0, 0)]


def test_a_server_in_a_network_that_nobody_has_allowed_is_done_without(house):
    house, site = asking(house, "http://10.0.0.1")
    check(house, site, WHOLE)
    assert histories(house) == [(0, 0)]


def test_nobody_waits_longer_for_it_than_is_said(house):
    released = threading.Event()
    with other_server(lambda _: released.wait(30)) as other:
        house, site = asking(house, base(other), seconds=0.2)
        began = time.monotonic()
        check(house, site, WHOLE)
        assert time.monotonic() - began < 3.0
        released.set()
    assert histories(house) == [(0, 0)]


def test_while_it_fails_it_is_not_asked_and_comes_back_by_itself():
    now, troubles = [1_000.0], Troubles()
    with other_server(answering(*[saying("503 Down", b"")] * (FAILURES + 1), SPAM, SPAM)) as other:
        ask, server = SecondOpinion(HERE, troubles, 10.0, lambda: now[0]), base(other)
        for _ in range(FAILURES + 5):
            assert ask([(server, {})])[0] is None
        assert len(other.got) == FAILURES
        ((part, sentence),) = troubles.now().items()
        assert part == f"second opinion of 127.0.0.1:{other.port}"
        assert "judged without it" in sentence
        assert "30 seconds" in sentence
        now[0] += FIRST_PAUSE_S
        assert ask([(server, {})])[0] is ask([(server, {})])[0] is None
        assert len(other.got) == FAILURES + 1, "one tries"
        assert "60 seconds" in troubles.now()[part]
        now[0] += LONGEST_PAUSE_S
        assert ask([(server, {})])[0] is ask([(server, {})])[0] is True
        assert troubles.now() == {}


def test_one_failure_now_and_then_switches_nothing_off():
    answers = [*[saying("503 Down", b"")] * (FAILURES - 1), SPAM] * 3
    with other_server(answering(*answers)) as other:
        ask = SecondOpinion(HERE, Troubles(), 10.0)
        assert [ask([(base(other), {})])[0] for _ in range(3 * FAILURES)] == [*[None] * (FAILURES - 1), True] * 3


def test_what_comes_together_is_asked_together_a_few_at_a_time_and_nobody_waits_longer_for_that():
    released = threading.Event()
    with other_server(lambda _: released.wait(30)) as other:
        ask, began = SecondOpinion(HERE, Troubles(), 0.4), time.monotonic()
        assert ask([(base(other), {})] * (AT_ONCE + 5)) == [None] * (AT_ONCE + 5)
        assert time.monotonic() - began < 3.0
        assert other.connected <= AT_ONCE
        released.set()


def test_each_of_many_gets_its_own_answer():
    with other_server(SPAM) as one, other_server(HAM) as two:
        ask = SecondOpinion(HERE, Troubles(), 10.0)
        assert ask([(base(one), {}), (base(two), {}), (base(one), {})]) == [True, False, True]
        assert ask([]) == []


def test_of_comments_that_arrive_together_each_is_asked_about_as_its_own_site_wants(house):
    with other_server(SPAM) as other:
        house, site = asking(house, base(other))
        plain = replace(site, second=None)
        asked = [Asked(site, WHOLE), Asked(plain, Comment("Brooms.")), Asked(site, WHOLE, further=False)]
        made = check_all(house, [*asked, Asked(site, Comment("Bridges."))])
        assert len(other.got) == 2
    assert ["signal:second-spam" in signals(one.verdict) for one in made] == [True, False, False, True]
    assert histories(house) == [(1, 0), (0, 0), (0, 0), (1, 0)]


def test_who_is_asked_for_a_second_opinion_asks_nobody_and_tests_are_shown_to_nobody(house):
    with other_server(SPAM) as other, socket.create_server(("127.0.0.1", 0)) as listener:
        house, _ = asking(house, base(other))
        _, key = add_site(house, "https://second.example")
        set_second(house, "https://second.example", base(other), "0123456789ab", "1")
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/1.1/comment-check"
        fields = {"api_key": key, "blog": "https://second.example", "user_ip": "", "comment_content": DOUBTFUL}
        with serving(house, listener):
            for more in ({"second_opinion": "1"}, {"is_test": "1"}):
                assert httpx.post(url, data=fields | more).text in ("true", "false")
            assert other.got == []
            httpx.post(url, data=fields)
            assert len(other.got) == 1


def test_the_key_is_stored_sealed_and_one_that_cannot_be_opened_asks_nobody(house, caplog):
    with other_server(SPAM) as other:
        house, _ = asking(house, base(other))
        with house.store.read() as connection:
            assert b"0123456789ab" not in connection.scalar(select(sites.c.second_key))
        with house.store.write() as connection:
            connection.execute(update(sites).values(second_key=b"x" * 40))
        check(house, known_sites(house)[0].site, WHOLE)
    assert other.got == []
    assert "opening the key for the second opinion" in caplog.text


def test_an_owner_names_it_changes_it_and_switches_it_off(house):
    add_site(house, SITE)

    def second():
        found = known_sites(house)[0].site.second
        return found and (found.url, found.share, house.vault.unseal(found.key))

    with pytest.raises(BadInput, match="has no other server"):
        set_second(house, SITE, None, None, "0.5")
    with pytest.raises(BadInput, match="--second-key"):
        set_second(house, SITE, "https://rest.akismet.example", None, None)
    set_second(house, SITE, "https://rest.akismet.example/", "aaa", None)
    assert second() == ("https://rest.akismet.example", "doubtful", "aaa")
    set_second(house, SITE, None, None, "0.25")
    assert second() == ("https://rest.akismet.example", "0.25", "aaa")
    with pytest.raises(BadInput, match="--second-key"):
        set_second(house, SITE, "https://another.example", None, None)
    set_second(house, SITE, None, "bbb", None)
    assert second() == ("https://rest.akismet.example", "0.25", "bbb")
    set_second(house, SITE, "", None, None)
    assert second() is None
    with pytest.raises(NotFound):
        set_second(house, "https://unknown.example", "", None, None)


@pytest.mark.parametrize("given", ["", "0", "-1", "2", "1.5", "nan", "inf", "half", "1e-3", "0.1.2", ".", "1" * 99])
def test_what_is_no_share_is_refused(given):
    with pytest.raises(BadInput, match="no share"):
        read_share(given)


@pytest.mark.parametrize(
    ("share", "verdict", "draw", "asked"),
    [
        ("doubtful", "unsure", 0.99, True), ("doubtful", "ham", 0.0, False), ("doubtful", "spam", 0.0, False),
        ("0.1", "ham", 0.0999, True), ("0.1", "unsure", 0.1, False), ("1", "spam", 0.9999, True),
    ],
)  # fmt: skip
def test_a_share_is_of_all_and_doubtful_means_what_the_filter_doubts(share, verdict, draw, asked):
    assert is_asked(read_share(share), verdict, draw) is asked
