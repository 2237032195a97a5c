"""Words, letters and forms in scripts that are not English: what the features are made of."""

import math
import unicodedata

import pytest

from rejoinder.filter import Comment, SpamFilter
from rejoinder.filter.features import TOKEN, Extractor, Group
from rejoinder.filter.forms import MARKS, forms_of, letters_of
from rejoinder.filter.hashing import Hasher
from rejoinder.filter.normalise import fold

WORDS = [
    ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
    ("வணக்கம் உலகம்", ["வணக்கம்", "உலகம்"]),
    ("مَرْحَبًا بكم", ["مَرْحَبًا", "بكم"]),
    ("cafe\u0301 ne\u0301e", ["cafe\u0301", "ne\u0301e"]),
    ("क्या? हाँ।", ["क्या", "?", "हाँ", "।"]),
    ("\u0301 lone", ["\u0301", "lone"]),
    ("❤\ufe0f love", ["❤", "\ufe0f", "love"]),
]


@pytest.mark.parametrize(("text", "tokens"), WORDS)
def test_a_word_keeps_the_marks_that_stand_on_it(text, tokens):
    assert TOKEN.findall(text) == tokens


def test_the_marks_are_those_of_unicode_and_no_signs_are_among_them():
    for point in range(0x300, 0x10000):
        char = chr(point)
        if unicodedata.category(char)[0] == "M":
            assert TOKEN.findall("a" + char) == ["a" + char]
        elif unicodedata.category(char)[0] in "PSZ":
            assert TOKEN.findall("a" + char)[0] == "a"
    assert len(MARKS) < 300


LETTERS = [
    ("casino", b"casino"),
    ("c4s1n0", b"casino"),
    ("c-a.s_i!no", b"casiino"),
    ("😀✓—", b""),
    ("赌", "赌".encode()),
]


@pytest.mark.parametrize(("plain", "letters"), LETTERS)
def test_letters_are_plain_and_signs_are_dropped(plain, letters):
    assert letters_of(plain) == letters


@pytest.mark.parametrize("word", ["казино", "נגכ", "قمار", "जुआ", "การพนัน"])
def test_a_letter_of_an_alphabet_is_one_byte(word):
    assert len(letters_of(fold(word))) == len(fold(word))


FORMS = [
    ("casino", []),
    ("Casino", []),
    ("win2024", ["win00"]),
    ("7", ["0"]),
    ("soooooo", ["soo"]),
    ("саsіnо", ["casino"]),
    ("赌场", ["赌", "场"]),
    ("赌赌", ["赌"]),
    ("", []),
]


@pytest.mark.parametrize(("token", "forms"), FORMS)
def test_forms_are_what_a_word_has_in_common_with_others(token, forms):
    assert forms_of(token.lower(), fold(token)) == [b"\0" + form.encode() for form in forms]


def test_the_same_advertisement_with_other_figures_shares_its_forms():
    extract = Extractor(Hasher()).extract
    one, other = (extract(Comment(text=f"bonus {code}")) for code in ("win2024", "win1987"))
    columns = [set(found.columns[found.groups == Group.FORM].tolist()) for found in (one, other)]
    assert columns[0]
    assert columns[0] == columns[1]


@pytest.mark.parametrize("text", ["赌场平台 win88888 soooo", "नमस्ते 2024", "7 7 7", "赌" * 9_000])
def test_forms_count_for_their_word_and_reasons_add_up(text):
    made = SpamFilter()
    made.learn(Comment(text=text), "spam")
    made.learn(Comment(text="这篇文章 very goooood 12345"), "ham")
    comment = Comment(text=text, site="2")
    total = math.fsum(reason.weight for reason in made.explain(comment))
    assert total == pytest.approx(made.check(comment).score, abs=1e-3)
