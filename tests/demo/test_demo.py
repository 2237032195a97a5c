"""The demonstration as a visitor meets it: `rejoinder demo`, run as a program."""

import html
import re
import subprocess
from dataclasses import dataclass

import httpx
import pytest

from rejoinder.demo.words import ARTICLE, COMMENTS, SPAM
from tests.cli.programs import line_with, running

GAMBLING = "𝐒𝐋𝐎𝐓 𝐆𝐀𝐂𝐎𝐑 daftar sekarang, jackpot and free spins at http://lucky-slots.example/"
REMARK = "The proverb about the bad peace is the most honest sentence in the whole article."


@dataclass(frozen=True)
class Told:
    """What the demonstration prints when it is ready."""

    url: str
    name: str
    password: str
    key: str
    curl: str


@pytest.fixture(scope="module")
def demo():
    with running("demo", "--port", "0") as lines:
        url = line_with(lines, "The article").split()[-1].rstrip("/")
        name, password = re.search(r"name (\S+), password (\S+)", line_with(lines, "Moderation desk")).groups()
        key = line_with(lines, "Akismet key").split()[-1]
        curl = line_with(lines, "curl ") + lines.get(timeout=10)
        yield Told(url, name, password, key, curl)


def ask(demo, call, text, **more):
    body = {"api_key": demo.key, "blog": demo.url, "user_ip": "192.0.2.1", "comment_content": text, **more}
    return httpx.post(f"{demo.url}/1.1/{call}", data=body)


@pytest.mark.parametrize("path", ["/", ARTICLE.path])
def test_the_article_stands_with_its_thread_before_any_script_runs(demo, path):
    page = httpx.get(demo.url + path)
    assert page.status_code == 200
    assert ARTICLE.title in page.text
    assert page.text.count('id="comment-') >= len(COMMENTS)
    assert "<textarea" in page.text
    assert "This site keeps spam out with Rejoinder" in page.text
    assert "Learn how your comment data is processed" in page.text


@pytest.mark.parametrize(("lang", "direction", "words"), [("de", "ltr", "Kommentar schreiben"), ("ar", "rtl", "تعليق")])
def test_the_page_switches_the_language_of_its_thread(demo, lang, direction, words):
    page = httpx.get(demo.url, params={"lang": lang}).text
    assert f'<html lang="{lang}" dir="{direction}">' in page
    assert f'<section class="rejoinder" lang="{lang}" dir="{direction}"' in page
    assert words in page
    assert f'<a href="?lang={lang}#comments" lang="{lang}"' in page
    assert '<body lang="en-GB" dir="ltr">' in page, "the article itself is not translated"


def test_no_spam_is_under_the_article(demo):
    page = httpx.get(demo.url).text
    assert [arrival.author for arrival in SPAM if arrival.author in page] == []


def test_the_printed_curl_line_runs_as_it_stands_and_finds_spam(demo):
    ran = subprocess.run(demo.curl, shell=True, capture_output=True, check=True)
    assert ran.stdout == b"true"


def test_gambling_is_spam_a_remark_is_not_and_both_answers_carry_a_guid(demo):
    for text, said in ((GAMBLING, "true"), (REMARK, "false")):
        answer = ask(demo, "comment-check", text)
        assert answer.text == said
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-akismet-guid"])


def test_after_one_submit_ham_the_same_text_is_no_longer_called_spam(demo):
    text = f"{GAMBLING} today"
    assert ask(demo, "comment-check", text).text == "true"
    assert ask(demo, "submit-ham", text).text == "Thanks for making the web a better place."
    assert ask(demo, "comment-check", text).text == "false"


def test_the_desk_opens_with_the_printed_name_and_password_and_holds_the_spam(demo):
    with httpx.Client(base_url=demo.url, follow_redirects=True) as browser:
        form = browser.get("/desk/").text
        fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))
        signed_in = browser.post("/desk/sign-in", data={**fields, "name": demo.name, "password": demo.password})
        assert signed_in.status_code == 200
        held = html.unescape(signed_in.text + browser.get("/desk/spam").text)
    assert sum(arrival.author in held for arrival in SPAM) == len(SPAM)


def test_the_data_page_is_there(demo):
    assert "The Meridian" in httpx.get(f"{demo.url}/data").text
