"""What owners let readers do: each rule has its door, and narrower scopes overrule wider ones."""

from dataclasses import fields

import pytest

from rejoinder.errors import BadInput
from rejoinder.policy.rules import DEFAULTS, Held, Hold, Rules, held_for, read_rules, resolve

GOOD = {
    "hold": "newcomers",
    "newcomer_comments": "3",
    "hold_links": "yes",
    "name": "required",
    "email": "no",
    "website": "no",
    "votes": "both",
    "order": "best",
    "edit_minutes": "0",
    "close_after_days": "30",
    "closed": "yes",
    "notice": "Comments are closed at night.",
    "guidelines": "Be kind.",
    "guidelines_url": "https://example.org/rules",
    "language": "de",
}


def test_every_rule_can_be_set_and_comes_back_in_its_type():
    assert GOOD.keys() == {one.name for one in fields(Rules)}
    rules = resolve([read_rules(GOOD)])
    for one in fields(Rules):
        assert type(getattr(rules, one.name)) is type(one.default)
        assert getattr(rules, one.name) != one.default


def test_a_narrower_scope_says_only_in_what_it_differs():
    rules = resolve([{"hold": "everybody", "closed": True}, {"closed": False}])
    assert (rules.hold, rules.closed, rules.votes) == (Hold.EVERYBODY, False, DEFAULTS.votes)


def test_what_was_kept_by_another_release_does_not_close_a_site():
    assert resolve([{"hold": "martians", "edit_minutes": "many", "no_such_rule": 1}]) == DEFAULTS


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("hold", "some", "one of: nobody, newcomers, everybody"),
        ("edit_minutes", "-1", "whole number"),
        ("edit_minutes", "43201", "up to 43,200"),
        ("edit_minutes", "\u0663", "whole number"),
        ("closed", "perhaps", "yes or no"),
        ("notice", "x" * 301, "at most 300"),
        ("notice", "a\nb", "one line"),
        ("guidelines_url", "javascript:alert(1)", "https://"),
        ("colour", "red", "There are: hold"),
    ],
)
def test_what_is_no_rule_is_refused_with_what_it_may_be(name, value, told):
    with pytest.raises(BadInput) as refused:
        read_rules({name: value})
    assert told in refused.value.sentence + refused.value.remedy


@pytest.mark.parametrize(
    ("rules", "known", "why"),
    [
        (Rules(), {}, None),
        (Rules(), {"standing": "hold"}, Held.WRITER),
        (Rules(hold=Hold.EVERYBODY), {"published": 99}, Held.EVERYBODY),
        (Rules(hold=Hold.EVERYBODY), {"standing": "trust"}, None),
        (Rules(hold=Hold.NEWCOMERS), {}, Held.NEWCOMER),
        (Rules(hold=Hold.NEWCOMERS), {"published": 1}, None),
        (Rules(hold=Hold.NEWCOMERS, newcomer_comments=2), {"published": 1}, Held.NEWCOMER),
        (Rules(hold_links=True), {"linked": True}, Held.LINKS),
        (Rules(hold_links=True), {}, None),
    ],
)
def test_who_waits_and_why(rules, known, why):
    assert held_for(rules, **{"published": 0, "standing": "", "linked": False, **known}) == why
