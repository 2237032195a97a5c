"""The published Python client works unchanged, but for the address."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import akismet
import httpx
import pytest
from akismet import _common

from rejoinder.actions.owning.sites import suspend
from tests.serving import Server, server  # noqa: F401 - a fixture

REMARK = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."
GAMBLING = "Play at our online casino: free spins and a welcome bonus, deposit now! https://casino.example/win"
BLOG = "https://paper.example"
IP = "203.0.113.9"


@pytest.fixture
def client(server: Server, monkeypatch) -> Iterator[akismet.SyncClient]:  # noqa: F811
    """A client with the site's key."""
    monkeypatch.setattr(_common, "_API_URL", server.url)
    with httpx.Client(headers={"User-Agent": akismet.USER_AGENT}, timeout=30) as http:
        yield akismet.SyncClient(config=akismet.Config(key=server.key, url=BLOG), http_client=http)


def test_keys_are_told_apart(client):
    assert client.verify_key() is True
    assert client.verify_key(key="0123456789ab", url=BLOG) is False
    assert client.verify_key(key="INVALID_TEST_KEY", url=BLOG) is False


def test_a_wrong_key_is_an_error_of_the_key(server, client):  # noqa: F811
    wrong = akismet.SyncClient(config=akismet.Config(key="wrong", url=BLOG), http_client=client._http_client)
    for call in (wrong.comment_check, wrong.submit_ham, wrong.submit_spam):
        with pytest.raises(akismet.APIKeyError):
            call(IP, comment_content=REMARK)


def test_spam_and_ham_are_told_apart_and_reports_are_learned(client):
    assert client.comment_check(IP, comment_content=GAMBLING) == akismet.CheckResponse.SPAM
    assert client.submit_ham(IP, comment_content=GAMBLING) is True
    assert client.comment_check(IP, comment_content=GAMBLING) == akismet.CheckResponse.HAM
    assert client.comment_check(IP, comment_content=REMARK) == akismet.CheckResponse.HAM
    assert client.submit_spam(IP, comment_content=REMARK) is True
    assert client.comment_check(IP, comment_content=REMARK) == akismet.CheckResponse.SPAM


def test_the_test_calls_of_its_own_suite_work(client):
    spam = {"comment_author": "akismet-guaranteed-spam", "is_test": True}
    assert client.comment_check(IP, **spam) == akismet.CheckResponse.SPAM
    assert client.comment_check(IP, user_role="administrator", is_test=True) == akismet.CheckResponse.HAM
    assert client.submit_spam(IP, **spam) is True
    assert client.submit_ham(IP, user_role="administrator", is_test=True) is True


def test_a_failure_of_ours_is_an_error_and_no_verdict(server, client):  # noqa: F811
    with server.house.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE checks RENAME TO lost")
    with pytest.raises(akismet.RequestError, match="503"):
        client.comment_check(IP, comment_content=REMARK)


def test_the_use_of_the_key_is_told(client):
    client.comment_check(IP, comment_content=REMARK)
    told = client.usage_limit()
    assert set(told) == {"limit", "usage", "percentage", "throttled"}
    assert told["usage"] == 1


def test_its_question_for_sites_has_no_key_and_is_refused_as_one_without(client):
    """It forgets to send the key (25.10.1); the address itself answers, see tests/web/akismet/test_reporting.py."""
    with pytest.raises(akismet.APIKeyError):
        client.key_sites(result_format="csv")


def test_a_suspended_site_is_an_error_of_the_key(server, client):  # noqa: F811
    suspend(server.house, BLOG)
    assert client.verify_key() is False
    with pytest.raises(akismet.APIKeyError):
        client.comment_check(IP, comment_content=REMARK)


def test_its_asynchronous_twin_understands_the_same_answers(server, monkeypatch):  # noqa: F811
    monkeypatch.setattr(_common, "_API_URL", server.url)

    async def drive() -> list[object]:
        headers = {"User-Agent": akismet.USER_AGENT}
        async with httpx.AsyncClient(headers=headers, timeout=30) as http:
            asking = akismet.AsyncClient(config=akismet.Config(key=server.key, url=BLOG), http_client=http)
            spam = await asking.comment_check(IP, comment_content=GAMBLING)
            taken = await asking.submit_ham(IP, comment_content=GAMBLING)
            ham = await asking.comment_check(IP, comment_content=GAMBLING)
            return [await asking.verify_key(), spam, taken, ham]

    assert asyncio.run(drive()) == [True, akismet.CheckResponse.SPAM, True, akismet.CheckResponse.HAM]
