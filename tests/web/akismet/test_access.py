"""Who gets no verdicts although the key is one of ours, and who is told that there is no such key.

Clients know the two reasons by their numbers: 10403, the site's access was revoked, and 10404, the site is not listed.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from rejoinder.actions.owning import sites
from rejoinder.actions.owning.origins import allow
from rejoinder.errors import BadInput, NotFound
from tests.serving import SITE, server  # noqa: F401 - a fixture
from tests.web.akismet.calling import NO_VERDICTS, THANKS, call, stored

VERBS = ("verify-key", "comment-check", "submit-spam", "submit-ham")
GOOD = ["valid", "false", THANKS, THANKS]


def bodies(server, **more):  # noqa: F811
    return [call(server, verb, **more).text for verb in VERBS]


def assert_barred(server, code, sentence, **more):  # noqa: F811
    for verb in VERBS:
        answer = call(server, verb, **more)
        assert (answer.status_code, answer.text) == (200, "invalid"), verb
        assert answer.headers["x-akismet-alert-code"] == code
        told = [answer.headers[f"x-akismet-{name}"] for name in ("error", "alert-msg", "debug-help")]
        assert told == [sentence] * 3
        assert ("x-akismet-guid" in answer.headers) is (verb == "comment-check")


def test_a_suspended_site_is_told_so_until_it_is_resumed(server):  # noqa: F811
    sites.suspend(server.house, SITE)
    assert_barred(server, "10403", "The access of this site was revoked.")
    assert stored(server) == (0, 0), "nothing of it is judged or learned"
    sites.resume(server.house, SITE)
    assert bodies(server) == GOOD


def test_a_key_may_be_kept_to_the_listed_addresses(server):  # noqa: F811
    elsewhere = {"blog": "https://elsewhere.example/blog"}
    assert bodies(server, **elsewhere) == GOOD, "by default any address will do"
    sites.set_site(server.house, SITE, listed_only=1)
    assert_barred(server, "10404", "The key may not be used for this address.", **elsewhere)
    for listed in (SITE, "http://PAPER.example:8080/blog/", " https://paper.example "):
        assert bodies(server, blog=listed) == GOOD, listed
    allow(server.house, SITE, "https://elsewhere.example")
    assert bodies(server, **elsewhere) == GOOD


@pytest.mark.parametrize("near", ["https://paper.example.evil.example", "https://xpaper.example", "https://[::1]"])
def test_an_address_that_only_looks_listed_is_not(server, near):  # noqa: F811
    sites.set_site(server.house, SITE, listed_only=1)
    assert call(server, "verify-key", blog=near).headers["x-akismet-alert-code"] == "10404"


def test_a_listed_name_in_another_script_is_found_in_both_its_forms(server):  # noqa: F811
    sites.set_site(server.house, SITE, listed_only=1)
    allow(server.house, SITE, "https://żółw.example")
    assert bodies(server, blog="https://żółw.example") == bodies(server, blog="https://xn--w-uga1v8h.example") == GOOD


def test_a_revoked_key_is_an_unknown_one_and_its_successor_works(server):  # noqa: F811
    other = replace(server, key=sites.new_key(server.house, SITE))
    assert bodies(server) == bodies(other) == GOOD
    sites.revoke_key(server.house, SITE, server.key[-4:])
    refused = call(server, "verify-key")
    assert refused.text == "invalid"
    assert [name for name in refused.headers if name.startswith("x-akismet")] == [], "clients raise at any of them"
    assert bodies(server) == ["invalid"] * 4
    assert bodies(other) == GOOD


def test_bodies_for_the_barred_are_never_verdicts(server):  # noqa: F811
    sites.suspend(server.house, SITE)
    assert call(server, "comment-check").text not in NO_VERDICTS - {"invalid"}


def test_what_is_not_there_cannot_be_changed(server):  # noqa: F811
    with pytest.raises(NotFound, match="no site"):
        sites.suspend(server.house, "https://other.example")
    with pytest.raises(NotFound, match="no such key"):
        sites.revoke_key(server.house, SITE, "zzzz")
    with pytest.raises(BadInput, match="Nothing was named"):
        sites.set_site(server.house, SITE)
