"""What stands with a comment, and around the thread: parts, orders, marks, pictures, and what the owner has said."""

import html
import re

import httpx
import pytest
from sqlalchemy import insert, select, update

from rejoinder.actions.reading.read import PART
from rejoinder.store import schema
from rejoinder.web.thread.icons import TINTS, icon_of
from tests.serving import PAGE, SITE
from tests.web.thread.readers import THREAD, put
from tests.web.thread.scripts import all_in, ask, change, marked, rule, text_of
from tests.web.thread.test_reading import article, page


def ids(text):
    return [int(number) for number in re.findall(r'<article [^>]*id="comment-(\d+)"', text)]


def follow(server, text, act):
    """Where a link of the page leads."""
    address = html.unescape(re.search(rf'data-act="{act}" href="([^"]+)"', text)[1])
    return httpx.get(server.url + address).text


@pytest.fixture
def long(server):
    """A thread of two parts and a bit, and the numbers of its comments."""
    return [put(server.house, f"comment {number}") for number in range(2 * PART + 3)]


def test_a_long_thread_is_read_in_parts_by_links(server, long):
    first = page(server).text
    assert ids(first) == long[:PART]
    assert f"More comments ({PART + 3})" in first
    second = follow(server, first, "more")
    assert ids(second) == long[PART : 2 * PART]
    third = follow(server, second, "more")
    assert ids(third) == long[2 * PART :]
    assert 'data-act="more"' not in third
    assert ids(follow(server, third, "begin")) == long[:PART]


def test_the_script_gets_the_same_parts(server, long):
    told = ask(server).json()
    assert told["following"] == str(long[PART - 1])
    more = ask(server, after=told["following"]).json()
    articles = [node[1]["id"] for node in more["nodes"] if node[0] == "article"]
    assert articles == [f"comment-{number}" for number in long[PART : 2 * PART]]
    assert marked(more["nodes"], "more")
    assert marked(more["nodes"], "post") == []


def test_a_permalink_of_the_first_part_leads_to_the_article_and_others_to_their_part(server, long):
    assert f'href="{PAGE}#comment-{long[0]}"' in article(page(server).text, long[0])
    second = page(server, after=long[PART - 1]).text
    address = html.unescape(re.search(r'class="rejoinder-link" href="([^"]+)"', article(second, long[PART]))[1])
    assert address.endswith(f"at={long[PART]}#comment-{long[PART]}")
    assert long[PART] in ids(httpx.get(server.url + address).text)


def test_the_script_is_always_led_to_the_article_since_it_finds_any_comment_there(server, long):
    nodes = ask(server, after=long[PART - 1]).json()["nodes"]
    links = [node[1]["href"] for node in all_in(nodes) if node[1].get("class") == "rejoinder-link"]
    assert links[0] == f"{PAGE}#comment-{long[PART]}"


def test_the_order_is_chosen_by_a_link_where_there_is_something_to_choose(server):
    numbers = [put(server.house, f"comment {number}") for number in range(2)]
    assert "data-order" not in page(server).text
    numbers.append(put(server.house, "the third"))
    change(server.house, numbers[1], ups=3)
    text = page(server).text
    assert 'aria-current="true">Oldest first<' in text
    assert ids(page(server, order="newest").text) == numbers[::-1]
    assert ids(page(server, order="best").text)[0] == numbers[1]
    rule(server.house, votes="none", order="newest")
    text = page(server).text
    assert "Best first" not in text
    assert 'aria-current="true">Newest first<' in text
    assert ids(text) == numbers[::-1]


def test_an_order_that_there_is_not_is_refused(server):
    for answer in (page(server, order="worst"), ask(server, order="worst")):
        assert answer.status_code == 400
        assert "There is nothing at this address." in answer.text


def test_what_moderators_have_chosen_stands_above_the_thread_and_in_it(server):
    numbers = [put(server.house, f"comment {number}") for number in range(3)]
    change(server.house, numbers[2], featured_at=server.house.clock())
    text = page(server).text
    block = text[text.index("rejoinder-featured") : text.index("rejoinder-list")]
    assert "comment 2" in block
    assert f"#comment-{numbers[2]}" in block
    assert "comment-" not in re.sub("#comment-", "", block), "no id stands twice"
    assert ids(text) == numbers


def test_a_moderator_is_named_as_one_by_who_signed_in_and_not_by_a_name(server):
    moderator, reader = (put(server.house, f"comment {number}", author="Moderator") for number in range(2))
    change(server.house, moderator, moderator_id=server.moderator.id)
    text = page(server).text
    assert '<span class="rejoinder-badge">Moderator</span>' in article(text, moderator)
    assert "rejoinder-badge" not in article(text, reader)


def test_an_edited_comment_says_so_and_when(server):
    number = put(server.house, "words")
    change(server.house, number, edited_at=1_700_000_000_000)
    assert "edited <time" in article(page(server).text, number)
    assert 'datetime="2023-11-14T22:13:20Z"' in article(page(server).text, number)


def test_where_comments_are_closed_a_notice_stands_in_the_place_of_the_form(server):
    number = put(server.house, "words")
    rule(server.house, closed=True)
    for text in (page(server).text, page(server, reply=number).text):
        assert "Comments are closed here." in text
        assert "<form" not in text
        assert 'data-act="reply"' not in text
    nodes = ask(server).json()["nodes"]
    assert [marked(nodes, act) for act in ("post", "reply", "up")] == [[], [], []]
    assert marked(nodes, "report")
    rule(server.house, closed=True, notice="Closed <for> the night")
    assert "Closed &lt;for&gt; the night" in page(server).text


def test_guidelines_stand_above_the_form(server):
    rule(server.house, guidelines="Be kind.", guidelines_url="https://paper.example/rules")
    text = page(server).text
    assert '<a href="https://paper.example/rules" rel="noopener">Be kind.</a>' in text
    assert text.index("Be kind.") < text.index("<textarea")
    rule(server.house, guidelines="Be kind.", guidelines_url="javascript:alert(1)")
    assert "javascript" not in page(server).text


@pytest.mark.parametrize(
    ("ask_for", "there", "required"), [("no", False, False), ("optional", True, False), ("required", True, True)]
)
def test_the_form_asks_for_what_the_owner_asks_for(server, ask_for, there, required):
    rule(server.house, name=ask_for, email=ask_for, website=ask_for)
    text = page(server).text
    for name in ("author", "email", "website"):
        field = re.search(rf'<input name="{name}"[^>]*>', text)
        assert (field is not None) == there
        assert (" required" in (field[0] if field else "")) == required


def test_search_engines_are_told_what_a_comment_is_and_that_the_article_is_the_place(server):
    number = put(server.house, "words", author="Ada")
    change(server.house, number, ups=2)
    text = page(server).text
    assert f'<link rel="canonical" href="{PAGE}">' in text
    assert '<meta name="robots" content="noindex">' in text
    part = httpx.get(f"{server.url}/thread/part", params=THREAD).text
    shown = article(part, number)
    assert 'itemtype="https://schema.org/Comment"' in shown
    for name in ("author", "dateCreated", "text", "upvoteCount", "url"):
        assert f'itemprop="{name}"' in shown
    assert f'itemid="{PAGE}"' in part


def test_the_piece_for_other_pages_has_whole_addresses_and_its_style(server):
    put(server.house, "words")
    text = httpx.get(f"{server.url}/thread/part", params=THREAD).text
    assert text.startswith(f'<link rel="stylesheet" href="{server.url}/embed.css">')
    for address in re.findall(r'(?:href|action)="([^"#]+)', text):
        assert address.startswith((server.url, SITE)), address


def icons(server, *texts):
    return [re.search(r"rejoinder-tint-(\d).*?d=\"([^\"]+)\"", text, re.DOTALL).groups() for text in texts]


def test_each_name_has_its_own_picture_under_a_page_and_another_elsewhere(server):
    other = f"{SITE}/other"
    numbers = [put(server.house, f"comment {n}", author=name) for n, name in enumerate(("Ada", "ADA", "Bea"))]
    elsewhere = put(server.house, "elsewhere", author="Ada", page_url=other)
    text = page(server).text
    ada, again, bea, there = icons(
        server, *(article(text, number) for number in numbers), article(page(server, url=other).text, elsewhere)
    )
    assert ada == again
    assert len({ada, bea, there}) == 3
    assert 0 <= int(ada[0]) < TINTS
    assert re.fullmatch(r"(M\d \dh\dv1h-\dz)+", ada[1])


def test_a_picture_tells_nothing_of_an_address_and_readers_with_one_name_are_told_apart(server):
    first = put(server.house, "one", author="Ada", email="ada@example.org", reader_key="a" * 22)
    second = put(server.house, "two", author="Ada", email="ada@example.org", reader_key="b" * 22)
    third = put(server.house, "three", author="Ada", email="bea@example.org", reader_key="a" * 22)
    text = page(server).text
    ada, other, same = icons(server, *(article(text, number) for number in (first, second, third)))
    assert ada == same
    assert ada != other


def test_a_picture_is_always_one_and_alike_on_both_sides(server):
    class Bits:
        def digest(self, _use, who, _size):
            return int(who.split()[0]).to_bytes(3, "big")

    class Comment:
        reader_id, author = None, ""

    for number in range(0, 1 << 18, 997):
        comment = Comment()
        comment.page_id = number
        icon = icon_of(Bits(), comment)
        cells = set()
        for start, row, width in re.findall(r"M(\d) (\d)h(\d)v1h-\dz", icon.path):
            cells |= {(int(row), int(start) + step) for step in range(int(width))}
        assert cells
        assert cells == {(row, 4 - column) for row, column in cells}


@pytest.mark.parametrize(
    ("lang", "rules", "header", "code"),
    [
        ("de", {}, "fr", "de"),
        ("de-AT", {"language": "tr"}, "fr", "de"),
        ("", {"language": "tr"}, "fr", "tr"),
        ("", {}, "fr;q=0.9, ar", "ar"),
        ("", {}, "", "en"),
        ("pl", {}, "fr", "en"),
        ("x" * 3000, {}, "fr", "en"),
    ],
)
def test_the_language_is_the_pages_then_the_owners_then_the_browsers(server, lang, rules, header, code):
    rule(server.house, **rules)
    for path in ("/thread", "/thread/part"):
        params = {**THREAD, **({"lang": lang} if lang else {})}
        text = httpx.get(f"{server.url}{path}", params=params, headers={"accept-language": header}).text
        section = re.search(r'<section class="rejoinder" lang="([^"]+)" dir="([^"]+)"', text)
        assert section.groups() == (code, "rtl" if code in ("ar", "fa") else "ltr")


def test_the_language_goes_along_with_every_link_and_form(server):
    put(server.house, "words")
    text = page(server, lang="fa").text
    assert '<html lang="fa" dir="rtl">' in text
    assert '<input type="hidden" name="lang" value="fa">' in text
    for act in ("reply", "report"):
        assert "lang=fa" in re.search(rf'data-act="{act}"[^>]* href="([^"]+)"', text)[1]


def test_names_and_texts_are_isolated_wherever_they_stand(server):
    first = put(server.house, "words", author="מרים")
    put(server.house, "an answer", author="\u202eevil", parent_id=first)
    nodes = ask(server, lang="de").json()["nodes"]
    for node in all_in(nodes):
        for child in node[2]:
            if isinstance(child, str) and ("מרים" in child or "evil" in child):
                assert node[0] == "bdi"
    assert text_of(nodes).count("evil") >= 1


def test_a_chain_of_ten_thousand_replies_is_drawn_in_parts_like_any_thread(server):
    first = put(server.house, "depth 0")
    with server.house.store.write() as connection:
        row = connection.execute(select(schema.comments)).one()._asdict()
        rows = [
            {**row, "id": first + depth, "parent_id": first + depth - 1, "check_id": None, "text": f"depth {depth}"}
            for depth in range(1, 10_000)
        ]
        connection.execute(insert(schema.comments), rows)
        connection.execute(update(schema.pages).values(version=schema.pages.c.version + 1))
    text = page(server).text
    assert ids(text) == list(range(first, first + PART))
    assert "10,000 comments" in text
    assert "More comments (9,950)" in text
    last = page(server, at=first + 9_999).text
    assert ids(last) == list(range(first + 9_950, first + 10_000))
    assert "rejoinder-answers" in article(last, first + 9_999)
    assert ask(server, at=first + 9_999).json()["following"] is None
