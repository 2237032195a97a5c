"""Fields become a comment: the names that clients use, nothing cut, and nothing that a database could not hold."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from rejoinder.comment import Comment
from rejoinder.web.akismet import parameters
from rejoinder.web.akismet.forms import parse
from rejoinder.web.akismet.triggers import Trigger, trigger_in


def form(*pairs, **fields):
    return parse(urlencode([*pairs, *fields.items()]).encode())


def test_every_field_arrives_where_it_belongs():
    made = parameters.comment(
        form(
            comment_content="text",
            comment_author="author",
            comment_author_email="a@example.org",
            comment_author_url="https://a.example",
            user_ip="203.0.113.9",
            user_agent="browser",
            referrer="https://r.example",
            comment_type="reply",
            permalink="https://p.example/1",
            comment_context="bridges",
            blog_lang="en, fr_ca",
            POST_secret="not read",
        )
    )
    assert made == Comment(
        text="text",
        author="author",
        email="a@example.org",
        url="https://a.example",
        ip="203.0.113.9",
        user_agent="browser",
        referrer="https://r.example",
        kind="reply",
        permalink="https://p.example/1",
        context="bridges",
        lang="en, fr_ca",
    )


@pytest.mark.parametrize(
    ("pairs", "kind"),
    [
        ([], "comment"),
        ([("comment_type", "")], "comment"),
        ([("content_type", "forum-post")], "forum-post"),
        ([("content_type", "forum-post"), ("comment_type", "reply")], "reply"),
    ],
)
def test_both_names_for_the_kind_are_read(pairs, kind):
    assert parameters.comment(form(*pairs)).kind == kind


@pytest.mark.parametrize(
    "pairs",
    [
        [("comment_context[0]", "cooking"), ("comment_context[1]", "bridges")],
        [("comment_context[]", "cooking"), ("comment_context[]", "bridges")],
        [("comment_context", "cooking, bridges")],
    ],
)
def test_a_context_is_one_string_or_many(pairs):
    assert parameters.comment(form(*pairs)).context == "cooking, bridges"


def test_what_no_database_holds_is_replaced_and_nothing_is_cut():
    text = "a\x00b" + "x" * 500_000
    assert parameters.comment(form(comment_content=text)).text == "a�b" + "x" * 500_000


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", ""),
        ("999.1.1.1", ""),
        ("1.2.3.4, 5.6.7.8", ""),
        ("localhost", ""),
        ("1" * 100_000, ""),
        ("٣.1.1.1", ""),
    ],
)
def test_an_address_is_one_ip_address_or_none(given, address):
    assert parameters.address(given) == address


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("https://paper.example", True),
        ("HTTP://Paper.Example:8080/blog?x#y", True),
        (" https://paper.example ", True),
        ("https://OK.EXAMPLE:443/../", True),
        ("https://[2001:db8::1]/", True),
        ("", False),
        ("paper.example", False),
        ("not a url", False),
        ("ftp://paper.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a:99999", False),
        ("https://a:x", False),
        ("https://[::1", False),
    ],
)
def test_a_site_address_is_absolute_and_of_the_web(value, good):
    assert parameters.is_site_address(value) is good


@pytest.mark.parametrize(
    ("value", "test"),
    [
        ("1", True),
        ("true", True),
        ("True", True),
        ("yes", True),
        ("0", False),
        ("false", False),
        ("", False),
        ("None", False),
    ],
)
def test_a_test_is_what_its_client_calls_one(value, test):
    assert parameters.is_test(form(is_test=value)) is test


def test_a_number_of_the_client_that_is_too_long_to_look_up_is_not_used():
    assert parameters.client_ref(form(comment_ID="17")) == "17"
    assert parameters.client_ref(form(comment_ID="1" * 101)) == ""


TRIGGERS = [
    ({}, None),
    ({"comment_author": "akismet-guaranteed-spam"}, Trigger.SPAM),
    ({"comment_author": "viagra-test-123"}, Trigger.SPAM),
    ({"comment_author_email": "akismet-guaranteed-spam@example.com"}, Trigger.SPAM),
    ({"comment_author": "not akismet-guaranteed-spam"}, None),
    ({"user_role": "administrator"}, Trigger.HAM),
    ({"user_role": "editor, administrator"}, Trigger.HAM),
    ({"user_role": "Administrator"}, None),
    ({"user_role": "administrator\x00"}, None),
    ({"user_role": "editor"}, None),
    ({"user_role": "administrator", "comment_author": "viagra-test-123"}, Trigger.SPAM),
    ({"comment_author": "viagra-test-123", "test_discard": "1"}, Trigger.DISCARD),
    ({"comment_author": "viagra-test-123", "test_discard": "true"}, Trigger.DISCARD),
    ({"comment_author": "viagra-test-123", "test_discard": "0"}, Trigger.SPAM),
    ({"test_discard": "1"}, None),
]


@pytest.mark.parametrize(("fields", "trigger"), TRIGGERS)
def test_the_spam_trigger_wins(fields, trigger):
    assert trigger_in(form(**fields)) is trigger
