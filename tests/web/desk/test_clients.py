"""Comments of client sites stand beside those of the threads: same reasons, same decisions, same way back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from sqlalchemy import select

from rejoinder.actions.owning import sites
from rejoinder.store.schema import audit, checks, decisions, ledger, outbox
from tests.serving import SITE
from tests.web.akismet.calling import GAMBLING, ask, call
from tests.web.desk.desk import SPAM, say

DOUBTFUL = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."
BY = {"comment_content": DOUBTFUL, "comment_author": "Nell", "permalink": "https://paper.example/2026/bridge"}


def asked(desk, **more):
    """A client asks about a comment; the GUID of its check."""
    return call(desk.server, "comment-check", **{**BY, **more}).headers["x-akismet-guid"]


def rows(desk, table):
    with desk.server.house.store.read() as connection:
        return list(connection.execute(select(table)))


def decide(desk, guid, decision, page="/desk/", **changed):
    fields = desk.form(page, f"/checks/{guid}/decide") | {"decision": decision} | changed
    return desk.client.post(f"/desk/checks/{guid}/decide", data=fields)


def waiting(desk):
    """What the queue shows, in order."""
    page = unescape(desk.client.get("/desk/").text)
    return [text for text in (DOUBTFUL, "I live beside that bridge.") if text[:20] in page], page


def test_what_is_doubtful_waits_beside_comments_of_the_threads_who_waits_longest_first(desk):
    first = asked(desk)
    comment = say(desk.server)
    _, page = waiting(desk)
    assert page.index(f"checks/{first}") < page.index(f"comments/{comment}")
    assert 'data-count="pending">2<' in page
    assert page.count("likely to be spam") == 2
    assert "Nell" in page
    asked(desk, comment_content=GAMBLING)
    assert GAMBLING[:20] not in waiting(desk)[1], "what the filter is sure of waits for nobody"


@pytest.mark.parametrize(
    ("decision", "label", "says", "answer"),
    [("spam", "spam", "Marked as spam:", "true"), ("approve", "ham", "Approved:", "false")],
)
def test_a_decision_is_learned_told_and_left_for_the_client_and_can_be_undone(desk, decision, label, says, answer):
    guid = asked(desk)
    done = decide(desk, guid, decision)
    assert (done.status_code, done.headers["location"]) == (303, "/desk/?done=1")
    page = unescape(desk.client.get(done.headers["location"]).text)
    assert says in page
    assert "Nothing is waiting." in page
    assert [line.label for line in rows(desk, ledger)] == [label]
    (check,) = rows(desk, checks)
    assert [(row.kind, json.loads(row.payload)) for row in rows(desk, outbox)] == [
        ("check decided", {"check": check.id, "spam": int(label == "spam")})
    ]
    assert (f"check {check.id}", "Ada") in {(row.subject, row.actor) for row in rows(desk, audit)}
    assert ask(desk.server, **BY) == answer
    back = desk.undo(1)
    assert back.status_code == 303
    assert [line.voided_at is None for line in rows(desk, ledger)] == [False]
    assert [json.loads(row.payload)["spam"] for row in rows(desk, outbox)][1:] == [0], "as the filter said"
    assert f"checks/{guid}" in waiting(desk)[1], "it waits again"


def test_a_report_of_the_client_ends_the_waiting(desk):
    guid = asked(desk)
    call(desk.server, "submit-spam", **BY)
    assert f"checks/{guid}" not in waiting(desk)[1]
    assert rows(desk, outbox) == [], "who reported it need not be told"
    desk.undo(1)
    assert f"checks/{guid}" in waiting(desk)[1]
    assert rows(desk, outbox) == []


def test_who_was_slower_is_told_so(desk):
    guid = asked(desk)
    stale = desk.form("/desk/", f"/checks/{guid}/decide")
    assert decide(desk, guid, "spam").status_code == 303
    refused = desk.client.post(f"/desk/checks/{guid}/decide", data={**stale, "decision": "approve"})
    assert refused.status_code == 409
    assert "Somebody else has decided" in refused.text
    assert [line.label for line in rows(desk, ledger)] == ["spam"]


def test_of_twenty_at_once_one_decides(desk):
    guid = asked(desk)
    form = desk.form("/desk/", f"/checks/{guid}/decide") | {"decision": "spam"}
    with ThreadPoolExecutor(20) as pool:
        sent = [pool.submit(desk.client.post, f"/desk/checks/{guid}/decide", data=form) for _ in range(20)]
    assert sorted(one.result().status_code for one in sent) == [303] + [409] * 19
    assert len(rows(desk, decisions)) == len(rows(desk, outbox)) == 1


def test_a_clients_comment_cannot_be_rejected_and_is_offered_nothing_of_the_kind(desk):
    guid = asked(desk)
    page = desk.client.get(f"/desk/checks/{guid}").text
    assert 'value="reject"' not in page
    refused = decide(desk, guid, "reject")
    assert (refused.status_code, "cannot be rejected here" in refused.text) == (400, True)
    assert rows(desk, decisions) == []


def test_one_can_be_looked_at_alone_and_decided_on_again(desk):
    guid = asked(desk, comment_content=GAMBLING)
    page = desk.client.get(f"/desk/checks/{guid}").text
    assert "Looks like spam" in page
    assert "casino" in page
    back = decide(desk, guid, "approve", f"/desk/checks/{guid}")
    assert back.headers["location"] == f"/desk/checks/{guid}?done=1"
    page = unescape(desk.client.get(back.headers["location"]).text)
    assert "published" in page
    assert "Its site is not told of this: it has not said where." in page


@pytest.mark.parametrize("guid", ["1", "0" * 32, "f" * 32, "x" * 32, "F" * 10_000, "%00", "..%2f"])
def test_a_guid_that_nobody_was_given_is_404(desk, guid):
    assert desk.client.get(f"/desk/checks/{guid}").status_code == 404


def test_the_check_of_a_comment_in_our_own_thread_is_none_of_a_client(desk):
    say(desk.server)
    guid = desk.server.house.vault.guid(rows(desk, checks)[0].id)
    assert desk.client.get(f"/desk/checks/{guid}").status_code == 404


def test_what_clients_asked_lately_stands_on_a_page_with_the_modes_of_the_sites(desk):
    assert "No client has asked yet." in desk.client.get("/desk/clients").text
    ham = asked(desk, comment_content="The bridge was closed for six weeks last year, too.")
    spam = asked(desk, comment_content=GAMBLING)
    sites.set_site(desk.server.house, SITE, mode="hold", discard=1)
    page = desk.client.get("/desk/clients").text
    assert page.index(f"checks/{spam}") < page.index(f"checks/{ham}"), "the newest first"
    assert "<b>hold</b>, clients are told that spam and doubtful comments are spam." in page
    assert "They may discard what is blatant." in page
    back = decide(desk, spam, "approve", "/desk/clients")
    assert back.headers["location"] == "/desk/clients?done=1"


def test_the_queue_is_found_by_its_own_index_however_many_checks_there_are(desk):
    asked(desk)
    if desk.server.house.store.engine.dialect.name == "sqlite":
        with desk.server.house.store.read() as connection:
            plan = connection.exec_driver_sql(
                "EXPLAIN QUERY PLAN SELECT * FROM checks WHERE waits = 1 ORDER BY id LIMIT 50"
            )
            assert "ix_checks_waiting" in str(plan.all())


def test_the_page_of_a_check_has_all_its_reasons_and_says_what_would_have_let_it_through(desk):
    guid = asked(desk, comment_content=SPAM)
    page = desk.client.get(f"/desk/checks/{guid}").text
    assert (page.count("<details open>") > 1, page.count("<details>")) == (True, 0)
    assert "What would have let it through" in page
    assert "Tried with the weights of today, <time" in page
    assert "What would have let it through" not in desk.client.get("/desk/clients").text


def test_a_filter_that_cannot_say_what_if_costs_no_page_of_a_check(desk, monkeypatch):
    guid = asked(desk, comment_content=SPAM)

    def fail(_comment):
        raise RuntimeError

    monkeypatch.setattr(desk.server.house.judge.weights.filter, "check", fail)
    page = desk.client.get(f"/desk/checks/{guid}")
    assert page.status_code == 200
    assert f"/desk/checks/{guid}/decide" in page.text
    assert "What would have let it through" not in page.text


@pytest.mark.parametrize("how", ["decision", "report"])
def test_what_was_decided_lately_leads_to_the_check(desk, how):
    guid = asked(desk)
    if how == "decision":
        decide(desk, guid, "spam")
    else:
        call(desk.server, "submit-spam", **BY)
    page = desk.client.get("/desk/decided").text
    assert f'<a href="/desk/checks/{guid}">' in page
    assert desk.client.get(f"/desk/checks/{guid}").status_code == 200


@pytest.mark.parametrize("address", ["https://a.example\uff0fb", "https://a\u2100.example", "https://[::1", "http://]"])
def test_a_card_with_an_address_that_is_none_is_shown_like_any_other(server, desk, address):
    """Clients pass on whatever somebody typed as a website."""
    call(server, "comment-check", comment_content="I live beside that bridge.", comment_author_url=address)
    page = desk.client.get("/desk/clients").text
    assert "cannot be shown" not in page
    assert f'<bdi title="{address}">{address}</bdi>' in page
