"""Whatever goes wrong on a reader's path is told in the reader's words and language."""

from __future__ import annotations

import ast
import html

import httpx
import pytest

from rejoinder import errors
from rejoinder.errors import BadInput, Damaged, SettingError
from rejoinder.filter import VerdictLabel
from rejoinder.locale import LANGUAGES, speak
from rejoinder.moderation import Status
from rejoinder.web.border.limits import COMMENT, COUNTED_FIELDS
from rejoinder.web.thread import opinions
from rejoinder.web.thread.problems import PROBLEMS, problem_of
from tests.house.source import SOURCE, import_graph, modules
from tests.serving import PAGE, SITE
from tests.web.thread.readers import THREAD, judging, put
from tests.web.thread.scripts import READER, rule

KINDS = {name: getattr(errors, name) for name in errors.__all__}
INSIDE = (SettingError, Damaged)  # readers are told of a fault
ROOMS = ("rejoinder.web.thread", "rejoinder.web.border", "rejoinder.web.answers")

# What can be raised by what those rooms import, and is told to no reader.
_NO_REQUEST = "refused before it is a request, so that nobody knows its language"
_OWNER = "of what an owner says about a site"
_PROGRAMS = "of the doors for programs alone"
NOT_MET = {
    "address_too_long": _NO_REQUEST,
    "bad_host": _NO_REQUEST,
    "body_too_slow": _NO_REQUEST,
    "connections": _NO_REQUEST,
    "connections_of_address": _NO_REQUEST,
    "head_too_large": _NO_REQUEST,
    "head_too_slow": _NO_REQUEST,
    "not_http": _NO_REQUEST,
    "too_many_ahead": _NO_REQUEST,
    "bad_rule": _OWNER,
    "bad_share": _OWNER,
    "unknown_rule": _OWNER,
    "bad_json": _PROGRAMS,
    "too_many_calls": _PROGRAMS,
    "too_many_sign_ins": "of the desk",
    "unknown_check": "of the erasure of what clients sent",
    "filter_failed": "the comment waits for a person instead",
}


def raised():
    """The codes that these rooms and all that they import can raise, by where."""
    graph, found = import_graph(SOURCE), {}
    waiting, seen = [name for name in graph if name.startswith(ROOMS)], set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph[name]
    for name, module in modules(SOURCE).items():
        for node in ast.walk(module.tree) if name in seen else ():
            made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS
            # What is made of the code of another was found where that is made.
            if made and isinstance(node.args[0], ast.Constant) and not issubclass(KINDS[node.func.id], INSIDE):
                found[node.args[0].value] = name
    return found


def test_every_error_on_a_readers_path_has_words_for_readers():
    """A new one has to be put into PROBLEMS, or into NOT_MET with the reason why no reader meets it."""
    found = raised()
    assert len(found) > 60
    assert {code: where for code, where in found.items() if code not in PROBLEMS and code not in NOT_MET} == {}
    assert set(PROBLEMS) | set(NOT_MET) <= set(found), "what nobody raises any more is in neither"
    assert not set(PROBLEMS) & set(NOT_MET)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_one_of_them_is_told_in_every_language(code):
    speech = speak(code)
    for told, (sentence, remedy) in PROBLEMS.items():
        problem = problem_of(BadInput(told, "In English.", "In English."), {}, speech)
        english = problem_of(BadInput(told, "In English.", "In English."), {})
        assert problem.sentence not in (sentence, english.sentence, "In English.")
        assert problem.remedy not in (remedy, english.remedy, "In English.")


FORM = {"content-type": "application/x-www-form-urlencoded"}
VOTE = {"comment": "{shown}", "value": "1", "reader": READER}
# The door, what is sent (None: it is fetched), and what is told.
MET = [
    ("/embed/vote", {**VOTE, "value": "7"}, "bad_vote"),
    ("/embed/vote", {**VOTE, "value": "-1"}, "no_down_votes"),
    ("/embed/vote", {**VOTE, "reader": ""}, "reader_key_missing"),
    ("/embed/vote", {**VOTE, "comment": ""}, "comment_missing"),
    ("/embed/vote", {**VOTE, "comment": "x"}, "no_such_number"),
    ("/embed/vote", {**VOTE, "comment": "999"}, "unknown_comment"),
    ("/embed/edit", {"text": "x"}, "receipt_missing"),
    ("/embed/edit", {"receipt": "{spam}", "text": "Other words"}, "no_such_step"),
    ("/embed/delete", {"receipt": "x"}, "unknown_receipt"),
    ("/embed/mine", {f"receipt{number}": "x" for number in range(60)} | {"receipt": "x"}, "too_many_fields"),
    ("/embed/thread", {**THREAD, "text": "x", "key": "ü"}, "bad_key"),
    ("/embed/thread", {**THREAD, "text": "x" * COMMENT.body}, "body_too_large"),
    ("/embed/thread", {"text": "x"}, "site_missing"),
    ("/embed/report", {"comment": "{shown}", "reason": ""}, "unknown_reason"),
    ("/embed/report?comment=x", None, "no_such_number"),
    ("/embed/thread?site=https://unknown.example&url=https://unknown.example/", None, "unknown_site"),
    (f"/embed/thread?site={SITE}", None, "page_missing"),
    (f"/embed/thread?site={SITE}&url=https://elsewhere.example/", None, "page_elsewhere"),
    (f"/embed/thread?site={SITE}&url={PAGE}&order=x", None, "unknown_order"),
    (f"/embed/counts?site={SITE}" + "&url=x" * COUNTED_FIELDS, None, "too_many_fields"),
    ("/embed/vote", None, "wrong_method"),
    ("/embed/nothing", None, "no_such_address"),
    ("/thread", None, "site_missing"),
    ("/thread?site=%FF", None, "not_utf8"),
    ("/thread/nothing", None, "no_such_address"),
    ("/thread/edit", None, "wrong_method"),
    ("/thread/receipt/x", None, "unknown_receipt"),
    ("/thread/report", None, "comment_missing"),
    ("/thread/report?comment=999", None, "unknown_comment"),
    ("/thread", {**THREAD, "text": ""}, "text_missing"),
    ("/thread/edit", {"receipt": "{spam}", "text": "Other words"}, "no_such_step"),
    ("/thread/report", {"comment": "{shown}", "reason": "x"}, "unknown_reason"),
    ("/thread/report", {"reason": "spam"}, "comment_missing"),
]


@pytest.fixture
def shown(server):
    """A comment that can be voted for, and the receipt of one that is spam."""
    with judging(server.house, VerdictLabel.SPAM):
        answer = httpx.post(f"{server.url}/embed/thread", data={**THREAD, "text": "Buy"})
    return {"shown": str(put(server.house, "words", status=Status.PUBLISHED)), "spam": answer.json()["receipt"]}


def asked(server, door, sent, shown):
    """What a German's browser is answered."""
    url, headers = f"{server.url}{door}", {"accept-language": "de-CH, en;q=0.5"}
    if sent is None:
        return httpx.get(url, headers=headers)
    return httpx.post(url, data={name: value.format(**shown) for name, value in sent.items()}, headers=headers)


def test_readers_are_told_in_their_language_at_every_door(server, shown):
    speech = speak("de")
    for door, sent, code in MET:
        answer = asked(server, door, sent, shown)
        words = speech.gettext(PROBLEMS[code][0])
        assert answer.status_code >= 400, door
        if door.startswith("/embed"):
            error = answer.json()["error"]
            assert (error["code"], error["sentence"]) == (code, words), door
        else:
            assert words in html.unescape(answer.text), (door, answer.text)
            assert '<html lang="de"' in answer.text


def test_a_fault_is_told_in_the_language_of_the_form(server, shown, monkeypatch):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(opinions, "vote_for", fails)
    answer = httpx.post(f"{server.url}/embed/vote", data={**VOTE, "comment": shown["shown"], "lang": "ru"})
    assert answer.status_code == 500
    assert answer.json()["error"]["sentence"] == speak("ru").gettext("Something went wrong on our side.")


def test_where_there_are_no_votes_readers_are_told_so(server, shown):
    rule(server.house, votes="none")
    told = httpx.post(f"{server.url}/embed/vote", data={**VOTE, "comment": shown["shown"], "lang": "fr"})
    assert told.json()["error"]["sentence"] == "Il n’y a pas de vote ici."


def test_programs_are_told_what_the_error_itself_says(server):
    answer = httpx.post(f"{server.url}/api/v1/comments", json={**THREAD, "text": ""}, headers={"accept-language": "de"})
    assert answer.json()["error"]["sentence"] == "There is nothing in the comment."


def test_what_may_be_wrong_with_any_field_is_told_with_its_name(server):
    told = httpx.post(
        f"{server.url}/embed/thread", data={**THREAD, "text": "x", "website": "javascript:x", "lang": "fr"}
    )
    assert told.json()["error"]["sentence"] == "Site web\u00a0: Ce n’est pas une adresse web."


def test_the_text_of_a_report_has_a_limit_of_its_own(server, shown):
    sent = {"comment": shown["shown"], "reason": "spam", "text": "x" * 1_001, "lang": "de"}
    told = httpx.post(f"{server.url}/embed/report", data=sent).json()["error"]
    assert "höchstens 1.000 Zeichen" in told["sentence"]
