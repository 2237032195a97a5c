"""The load of `make bench-server` is what it says: sixty fields, 300 characters, 92 % spam, and no text twice."""

import json
import re
from statistics import median
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from bench.bodies import SPAM_SHARE, Bodies
from bench.driving import Driven
from bench.server import Row, beside
from bench.thread import ISSO, OURS, PAGES, posts, write_posts, write_readings
from bench.widget import Load, middle, table


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


def test_comments_to_post_are_of_200_to_400_characters_under_many_pages_and_no_two_alike():
    made = list(posts(1_500))
    lengths = [len(one.text) for one in made]
    assert min(lengths) > 150
    assert 220 < median(lengths) < 320
    assert max(lengths) <= 400
    assert len({one.text for one in made}) == len(made)
    assert len({one.page for one in made}) > 200


@pytest.mark.parametrize(("asked", "page_in"), [(ISSO, "uri"), (OURS, "url")])
def test_the_same_pages_are_asked_for_and_the_same_comments_posted(asked, page_in, tmp_path):
    write_readings(asked)(tmp_path / "read", PAGES)
    lines = (tmp_path / "read").read_text().splitlines()
    assert len({parse_qs(urlsplit(line.split()[0]).query)[page_in][0] for line in lines}) == PAGES
    assert all(line.split()[1] == "0" and "Accept-Encoding:gzip" in line for line in lines)
    write_posts(asked)(tmp_path / "posts", 30)
    found = _bodies((tmp_path / "posts").read_bytes())
    assert [one["text"] for one in found] == [one.text for one in posts(30)]


def _bodies(data):
    at, found = 0, []
    while at < len(data):
        head = re.compile(rb"(\S+) (\d+)( [^\n]*)\n").match(data, at)
        assert b"Content-Type:application/json" in head[3]
        at = head.end() + int(head[2])
        found.append(json.loads(data[head.end() : at]))
    return found


def test_our_figures_stand_beside_those_of_isso_for_the_same_load_only():
    def row(what, connections, rate, cpu_us):
        return Row(what, connections, Driven(100, rate, 1, 1, 1, 0, cpu_us, 1, 0, 0))

    made = [row("Isso, posting", 64, 100, 3_000), row("Rejoinder, posting", 64, 250, 1_000)]
    made += [row("Rejoinder, posting", 1, 90, 2_000), row("Rejoinder, SQLite", 64, 90, 2_000)]
    assert beside(made) == ["posting, 64 connections: 2.5 times Isso's rate, 3.0 by processor time."]


def test_of_several_loads_of_a_page_the_median_of_each_figure_counts():
    loads = [Load(1, 2, 3, first, 500, 0, 0.1, 50) for first in (400, 100, 300)]
    assert middle(loads).first_ms == 300
    assert table([("Isso", 1_000, middle(loads))])[1].startswith("| Isso | 1,000 | 50 | 1 | 2 | 3 | 300 | 500 |")
