"""Pages in the reader's language: one set of templates, and what is put into a sentence stays text."""

from types import SimpleNamespace

import pytest
from jinja2 import DictLoader
from starlette.requests import Request

from rejoinder.locale import ENGLISH, LANGUAGES, speak
from rejoinder.web import answers
from tests.web.thread.hostile import TEXTS

MACROS = '{% macro reply() %}{{ _("Reply") }}{% endmacro %}'
REQUEST = Request({"type": "http", "app": SimpleNamespace(state=SimpleNamespace(root="/folder"))})


@pytest.fixture
def shown(monkeypatch):
    """What a template makes of values, in a language."""

    def render(text, speech=ENGLISH, **values):
        monkeypatch.setattr(answers._templates, "loader", DictLoader({"any.html": text, "macros.html": MACROS}))
        return answers.render(REQUEST, "any.html", values, speech=speech)

    return render


def test_a_template_speaks_the_language_that_it_is_handed(shown):
    text = '{{ _("Reply") }}, {{ ngettext("1 comment", "%(num)s comments", count) }}, {% trans %} Name {% endtrans %}'
    assert shown(text, count=3) == "Reply, 3 comments, Name"
    assert shown(text, speak("de"), count=3) == "Antworten, 3 Kommentare, Name"
    assert shown(text, speak("ru"), count=3) == "Ответить, 3 комментария, Имя"
    assert shown(text, count=1) == "Reply, 1 comment, Name", "and none stays in the language before"


def test_a_number_in_a_sentence_may_be_written_as_in_the_language(shown):
    text = '{{ ngettext("1 comment", "%(num)s comments", count, num=speech.number(count)) }}'
    assert shown(text, speak("de"), count=12_345) == "12.345 Kommentare"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", [*TEXTS[:12], "%(name)s %s %", "&amp; \" '"])
def test_what_is_put_into_a_sentence_is_escaped(shown, code, name):
    told = shown('{{ _("Reply to %(name)s", name=name) }}', speak(code), name=name)
    beside = shown("{{ name }}", name=name)
    assert beside in told
    assert "<" not in told
    trans = shown("{% trans name %}Reply to {{ name }}{% endtrans %}", speak(code), name=name)
    assert trans == told


def test_a_macro_has_to_be_imported_with_the_context(shown):
    """Without it there is no language, and English would slip into a page of another."""
    with pytest.raises(KeyError, match="speech"):
        shown("{% from 'macros.html' import reply %}{{ reply() }}", speak("de"))
    assert shown("{% from 'macros.html' import reply with context %}{{ reply() }}", speak("de")) == "Antworten"


@pytest.mark.parametrize("speech", LANGUAGES.values(), ids=lambda speech: speech.code)
def test_a_page_says_its_language_and_direction(speech):
    told = {"code": "x", "sentence": "s", "remedy": "r", "status": 404}
    page = answers.render(REQUEST, "error.html", told, speech=speech)
    assert f'<html lang="{speech.code}" dir="{speech.direction}">' in page


def test_a_page_is_english_unless_somebody_says_otherwise():
    told = {"code": "x", "sentence": "s", "remedy": "r", "status": 404}
    assert '<html lang="en" dir="ltr">' in answers.render(REQUEST, "error.html", told)
