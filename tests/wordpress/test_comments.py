"""Readers' comments and other sites' pingbacks arrive, and WordPress does with them what was answered."""

from __future__ import annotations

import re
import xmlrpc.client

import pytest

from rejoinder.actions.owning.sites import set_site
from tests.serving import SITE
from tests.wordpress.arrived import labels, stored

pytestmark = pytest.mark.wordpress

REMARK = "The bridge was closed for six weeks last year, too, and nobody apologised to the shops."
GAMBLING = "Play at our online casino: free spins and a welcome bonus, deposit now! https://casino.example/win"


def test_a_remark_is_published_and_all_that_the_reader_sent_arrives(pointed, rejoinder):
    posted = pointed.comment(REMARK, "Nell", url="https://nell.example", email="nell@example.org")
    assert pointed.status(posted.id) == "1"
    (check,) = stored(rejoinder)
    assert (check.text, check.author, check.url, check.kind) == (REMARK, "Nell", "https://nell.example", "comment")
    assert check.permalink == pointed.url + permalink_of(pointed)
    assert check.ip.startswith("127.1.")
    assert check.user_agent.startswith("python-httpx/")
    assert check.lang == "en_US"
    assert check.verdict != "spam"
    assert check.email_sealed is not None
    assert pointed.meta(posted.id)["akismet_result"] == "false"


def permalink_of(wordpress) -> str:
    """The path of the first post, as WordPress links to it."""
    return re.search(rf'{wordpress.url}(/[^"]*hello-world/)', wordpress.open("edit.php"))[1]


def test_spam_goes_to_the_spam_folder(pointed, rejoinder):
    posted = pointed.comment(GAMBLING, "Best Casino")
    assert pointed.status(posted.id) == "spam"
    assert pointed.meta(posted.id)["akismet_result"] == "true"
    assert stored(rejoinder)[0].verdict == "spam"
    assert GAMBLING in pointed.open("edit-comments.php?comment_status=spam").replace("&#8230;", "…")


def test_a_filled_honeypot_arrives_with_the_form(pointed, rejoinder):
    pointed.comment(REMARK, ak_hp_textarea="buy now", ak_js="12")
    assert "honeypot" in stored(rejoinder)[0].behaviour.split()


def test_in_the_mode_log_only_spam_is_judged_and_published_all_the_same(pointed, rejoinder):
    set_site(rejoinder.house, SITE, mode="log-only")
    posted = pointed.comment(GAMBLING)
    assert (pointed.status(posted.id), stored(rejoinder)[0].verdict) == ("1", "spam")


@pytest.mark.parametrize(
    ("text", "status"),
    [("They write about the bridge and quote the mayor.", "1"), (GAMBLING, "spam")],
    ids=["genuine", "spam"],
)
def test_a_pingback_is_fetched_judged_and_kept_as_one(pointed, rejoinder, text, status, request):
    post = pointed.url + permalink_of(pointed)
    name = f"{request.node.callspec.id}.html"
    # Other machines' pages, which WordPress would fetch, are out of reach: the page stands on WordPress's own server.
    page = f'<html><head><title>Elsewhere</title></head><body><p>{text} <a href="{post}">{text}</a></p></body></html>'
    (pointed.folder / "site" / name).write_text(page, "utf-8")
    call = xmlrpc.client.dumps((f"{pointed.url}/{name}", post), "pingback.ping")
    with pointed.reader() as other_site:
        told = other_site.post("/xmlrpc.php", content=call, headers={"Content-Type": "text/xml"})
    assert "registered" in told.text
    check = next(one for one in stored(rejoinder) if text in one.text)
    assert (check.kind, check.url, check.author) == ("pingback", f"{pointed.url}/{name}", "Elsewhere")
    ((number, kind),) = pointed.database.rows(
        f"SELECT comment_ID, comment_type FROM wp_comments WHERE comment_author_url = '{pointed.url}/{name}'"
    )
    assert (pointed.status(int(number)), kind) == (status, "pingback")


def test_a_trackback_arrives_as_one(pointed, rejoinder):
    form = {"url": "https://elsewhere.example/1", "title": "On bridges", "excerpt": REMARK, "blog_name": "Elsewhere"}
    with pointed.reader() as other_site:
        answer = other_site.post("/wp-trackback.php/1", data=form)
    assert "<error>0</error>" in answer.text
    check = stored(rejoinder)[0]
    assert (check.kind, check.author, check.url) == ("trackback", "Elsewhere", "https://elsewhere.example/1")


def test_what_a_moderator_clicks_is_learned_and_what_they_take_back_is_forgotten(pointed, rejoinder):
    advert = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."
    first = pointed.comment(advert, "Uncle")
    assert (pointed.status(first.id), labels(rejoinder)) == ("1", [])
    pointed.moderate(first.id, "spamcomment")
    assert (pointed.status(first.id), labels(rejoinder)) == ("spam", [(advert, "spam")])
    assert len(stored(rejoinder)) == 1, "the report was matched with the check"
    second = pointed.comment(advert, "Another uncle")
    assert pointed.status(second.id) == "spam", "it was learned"
    pointed.moderate(first.id, "unspamcomment")
    assert (pointed.status(first.id), labels(rejoinder)) == ("1", [(advert, "ham")])
    third = pointed.comment(advert, "A third uncle")
    assert pointed.status(third.id) == "1", "and learned otherwise"


def test_a_false_alarm_that_a_moderator_frees_is_learned(pointed, rejoinder):
    caught = pointed.comment(GAMBLING, "Nell")
    assert pointed.status(caught.id) == "spam"
    pointed.moderate(caught.id, "unspamcomment")
    assert labels(rejoinder) == [(GAMBLING, "ham")]
    again = pointed.comment(GAMBLING, "Nell again")
    assert pointed.status(again.id) == "1"


def test_a_form_plugin_that_asks_by_the_plugin_is_answered_here(pointed, rejoinder):
    """Contact Form 7, Gravity Forms and Jetpack's forms ask so; Debian has none of them."""
    asked = (
        "$form = array( 'blog' => home_url(), 'user_ip' => '203.0.113.9', 'comment_type' => 'contact-form', "
        f"'comment_author' => 'Best Casino', 'comment_content' => '{GAMBLING}' );"
        "echo json_encode( Akismet::http_post( Akismet::build_query( $form ), 'comment-check' )[1] );"
    )
    assert pointed.run(asked) == "true"
    assert stored(rejoinder)[0].kind == "contact-form"
