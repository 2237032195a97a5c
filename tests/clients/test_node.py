"""The published node clients work unchanged, each with its own idea of where a key goes and what a header means.

akismet-api and akismet put the key into the host's name, @cedx/akismet into the body; and it raises at any header that
it takes for an alarm.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rejoinder.actions.owning.sites import suspend
from tests.serving import SITE, server  # noqa: F401 - a fixture

REMARK = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."
GAMBLING = "Play at our online casino: free spins and a welcome bonus, deposit now! https://casino.example/win"
PROGRAMS = Path(__file__).with_name("node")
THANKS = "Thanks for making the web a better place."
NO_ADDRESS = 'The "blog" value is not an absolute http or https address'


def drive(run_node, client, where, key):
    program = (PROGRAMS / f"{client}.js").read_text(encoding="utf-8")
    return json.loads(run_node(program, where, key, REMARK, GAMBLING))


@pytest.mark.node
def test_akismet_api_understands_every_answer(server, run_node):  # noqa: F811
    assert drive(run_node, "akismet-api", server.url.rpartition(":")[2], server.key) == {
        "valid": [True, False],
        "before": [True, False],
        "reports": [THANKS, THANKS],
        "after": [False, True],
        "tests": [True, False, False],  # the last: a field filled in that people do not see, and not enough alone
        "errors": ["Invalid API key", 'Empty "user_ip" value', NO_ADDRESS],
    }


@pytest.mark.node
def test_cedx_akismet_understands_every_answer_and_sees_no_alarm_in_any(server, run_node):  # noqa: F811
    assert drive(run_node, "cedx-akismet", server.url, server.key) == {
        "valid": [True, False],
        "before": ["spam", "ham"],
        "after": ["ham", "spam"],
        "tests": ["spam", "ham", "spam"],
        "errors": ["Unknown key", "Unknown key", NO_ADDRESS],
    }


@pytest.mark.node
def test_cedx_akismet_tells_a_suspended_site_so(server, run_node):  # noqa: F811
    suspend(server.house, SITE)
    program = """
      const [url, key] = process.argv.slice(1)
      import('@cedx/akismet').then(({ Blog, Client, Comment }) =>
        new Client(key, new Blog({ url: 'https://paper.example' }), { baseUrl: url }).checkComment(new Comment({})))
        .catch(error => console.log(error.message))
    """
    assert run_node(program, server.url, server.key) == "10403 The access of this site was revoked.\n"


@pytest.mark.node
def test_akismet_understands_every_answer(server, run_node):  # noqa: F811
    """It takes every body but `true` for genuine, so an unknown key is no error to it."""
    assert drive(run_node, "akismet", server.url.rpartition(":")[2], server.key) == {
        "valid": [True, False],
        "before": [True, False],
        "reports": ["taken", "taken"],
        "after": [False, True],
        "tests": [True, False],
        "stranger": False,
    }
