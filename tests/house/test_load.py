"""The load of `make bench-server` is what it says: sixty fields, 300 characters, 92 % spam, and no text twice."""

from statistics import median
from urllib.parse import parse_qsl

from bench.bodies import SPAM_SHARE, Bodies


def test_bodies_are_as_the_plugin_sends_them_and_no_two_alike():
    bodies = Bodies("0123456789ab")
    made = [bodies.next() for _ in range(1_500)]
    fields = [dict(parse_qsl(body.decode(), keep_blank_values=True)) for body, _ in made]
    texts = [one["comment_content"] for one in fields]
    assert {len(one) for one in fields} == {60}
    assert 270 < median(map(len, texts)) < 330
    assert len(set(texts)) == len(texts)
    assert 0.7 < sum(map(str.isascii, texts)) / len(texts) < 0.9
    assert abs(sum(is_spam for _, is_spam in made) / len(made) - SPAM_SHARE) < 0.03


def test_the_same_seed_makes_the_same_bodies():
    assert Bodies("k", 5).next() == Bodies("k", 5).next() != Bodies("k", 6).next()
