"""Any tag gets a language; each language has its plurals, dates, numbers and direction."""

import dataclasses
import os
import subprocess
import sys

import pytest

from rejoinder.errors import Damaged
from rejoinder.locale import ENGLISH, LANGUAGES, N_, choose, speak
from rejoinder.locale.speech import loaded, spoken

NOON = 1_795_780_800_000  # 27 November 2026, 12:00 UTC


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-at", "de"),
        ("de_AT", "de"),
        ("de-Latn-AT-1996", "de"),
        ("fa-IR", "fa"),
        ("ar-EG", "ar"),
        ("en-US", "en"),
        ("zh", "en"),
        ("zh-Hant-TW", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_a_tag_gets_the_nearest_language(tag, code):
    assert speak(tag).code == code


HOSTILE = [
    "../../x",
    "/etc/passwd",
    "de\x00",
    "de/../de",
    "x" * 10_000,
    "de-" + "x-" * 5_000,
    "\ud800",
    "ｄｅ",
    "%s",
    "d e",
]


@pytest.mark.parametrize("tag", HOSTILE, ids=ascii)
def test_hostile_tags_get_english(tag):
    assert speak(tag) is ENGLISH
    assert choose(tag) is ENGLISH


def test_a_language_is_the_same_every_time_and_cannot_be_changed():
    assert speak("de") is speak("de-CH") is LANGUAGES["de"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        speak("de").code = "fr"
    with pytest.raises(TypeError):
        LANGUAGES["xx"] = ENGLISH


def test_languages_have_their_own_names_and_say_whether_they_are_reviewed():
    assert (LANGUAGES["de"].name, LANGUAGES["ar"].name, LANGUAGES["tr"].name) == ("Deutsch", "العربية", "Türkçe")
    assert ENGLISH.reviewed, "it is the source"


def test_the_direction_of_each_is_known():
    assert {code for code, speech in LANGUAGES.items() if speech.direction == "rtl"} == {"ar", "fa"}
    assert {speech.direction for speech in LANGUAGES.values()} == {"ltr", "rtl"}


def test_sentences_are_translated_and_unknown_ones_stay_english():
    assert speak("de").gettext("Reply") == "Antworten"
    assert speak("de").gettext("Nobody has marked this.") == "Nobody has marked this."
    assert speak("de").pgettext("elsewhere", "Reply") == "Reply", "another word, which has no translation"
    assert speak("de").npgettext("elsewhere", "1 day", "%(num)s days", 2) == "%(num)s days"
    assert ENGLISH.gettext("Reply") == N_("Reply") == "Reply"


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_translated_as_nothing(code):
    """For which gettext gives the head of the catalogue."""
    assert speak(code).gettext("") == ""


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", {1: "1 comment", 0: "0 comments", 2: "2 comments", 21: "21 comments"}),
        ("fr", {0: "0 commentaire", 1: "1 commentaire", 2: "2 commentaires", 1_000_000: "1000000 de commentaires"}),
        ("tr", {1: "1 yorum", 5: "5 yorum"}),
        (
            "ru",
            {1: "1 комментарий", 2: "2 комментария", 5: "5 комментариев", 11: "11 комментариев"},
        ),
        ("ru", {21: "21 комментарий", 22: "22 комментария", 111: "111 комментариев"}),
        (
            "ar",
            {
                0: "لا توجد تعليقات",
                1: "تعليق واحد",
                2: "تعليقان",
                3: "3 تعليقات",
                10: "10 تعليقات",
                11: "11 تعليقًا",
                99: "99 تعليقًا",
                100: "100 تعليق",
                103: "103 تعليقات",
            },
        ),
    ],
)
def test_plurals_are_right(code, forms):
    said = {number: speak(code).ngettext("1 comment", "%(num)s comments", number) for number in forms}
    assert {number: text % {"num": number} for number, text in said.items()} == forms


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("en", "27 November 2026, 12:00 UTC"),
        ("de", "27. November 2026, 12:00 UTC"),
        ("fr", "27 novembre 2026, 12:00 UTC"),
        ("es", "27 de noviembre de 2026, 12:00 UTC"),
        ("tr", "27 Kasım 2026 12:00 UTC"),
        ("ru", "27 ноября 2026\u202fг., 12:00 UTC"),
        ("ar", "27 نوفمبر 2026، 12:00 UTC"),
    ],
)
def test_a_moment_is_told_in_the_language_and_in_utc(code, told):
    assert speak(code).moment(NOON) == told


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_tells_the_year_and_24_hours(code):
    told = speak(code).moment(NOON + 10 * 3_600_000)
    assert "2026" in told
    assert told.endswith("22:00 UTC")


def test_numbers_are_written_as_in_the_language():
    written = {code: speak(code).number(10_000) for code in ("en", "de", "fr", "fa")}
    assert written == {"en": "10,000", "de": "10.000", "fr": "10\u202f000", "fa": "10,000"}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en;q=0.5, fr", "fr"),
        ("zh, ja;q=0.9, ru;q=0.1", "ru"),
        ("fr;q=0, de;q=0.1", "de"),
        ("FR;Q=0.5 , es; q=0.7", "es"),
        ("*, de;q=0.5", "tr"),
        ("zh, *;q=0.1", "tr"),
        ("zh", "tr"),
        ("de;q=7, fr;q=0.1", "fr"),
        ("de;q=nan, ;;;, fr;q=0.1", "fr"),
        ("zh," * 10_000 + "de", "tr"),
    ],
)
def test_a_browser_gets_what_it_likes_best(header, code):
    assert choose(header, "tr" if code == "tr" else "en").code == code


BROKEN = [
    ("de.po", b'msgid "Reply"\nmsgstr Antworten\n'),
    ("de.po", b'msgid "Reply"\nmsgstr "Antworten\n'),
    ("de.po", b'msgid "Reply"\nmsgstr "Antworten" und mehr\n'),
    ("de.po", b'msgid "Reply"\nmsgstr "Sagt "ja""\n'),
    ("de.po", b"<html>"),
    ("de.po", b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Reply"\nmsgstr "\xff"\n'),
    ("de.po", b'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=__import__(1);\\n"\n\nmsgid "Reply"\nmsgstr "x"\n'),
    ("de.mo", b"not a catalogue at all, but longer than its head"),
    ("klingon.po", b""),
    ("..x.po", b""),
]


@pytest.mark.parametrize(("name", "content"), BROKEN)
def test_a_broken_catalogue_is_named(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Damaged, match="cannot be used") as caught:
        loaded(path)
    assert name in caught.value.sentence
    assert caught.value.code == "catalogue_damaged"


def test_of_a_source_and_something_compiled_the_source_is_read(tmp_path):
    (tmp_path / "de.mo").write_bytes(b"stale")
    (tmp_path / "de.po").write_bytes(b'msgid "Reply"\nmsgstr "Neu"\n')
    assert spoken(tmp_path)["de"].gettext("Reply") == "Neu"


def test_the_filter_brings_no_babel():
    program = "import sys, rejoinder.filter; assert 'babel' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], env=dict(os.environ), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
