"""A text says the same whatever it is dressed in, genuine writers may dress up, and reasons point at what weighed."""

from dataclasses import replace
from random import Random

import pytest

from rejoinder.evaluation.deletion import heaviest, measure, without
from rejoinder.evaluation.disguise import REWRITES
from rejoinder.evaluation.labelled import Message
from rejoinder.filter import Comment, Label, Reason, SpamFilter, VerdictLabel
from rejoinder.filter.normalise import read
from rejoinder.filter.uncover import uncover
from rejoinder.filter.verdict import GROUPS
from tests.filter.stream import HAM, SPAM, stream

PLAIN = "Order our cheap replica watches at https://replica-bags.example/shop today"
LEARNT = SpamFilter()
for _comment, _label in stream(6):
    LEARNT.learn(_comment, _label)


@pytest.mark.parametrize(
    ("worn", "said"),
    [
        ("𝗥𝗲𝗽𝗹𝗶𝗰𝗮 ⓦⓐⓣⓒⓗⓔⓢ ｓａｌｅ", "Replica watches sale"),
        ("rерliса wаtсhеs", "replica watches"),
        ("Пpeдлaгaю зapaбoтoк", "Предлагаю заработок"),
        ("re\u200bpli\u0301ca\u2060 watch\u00ades", "replica watches"),
        ("r e p l i c a   w a t c h e s", "replica watches"),
        ("r.e.p.l.i.c.a watches", "replica watches"),
        ("r3pl1c4 w4tch3s ch34p s4l3", "replica watches cheap sale"),
        ("r🔥e🔥p🔥l🔥i🔥c🔥a", "replica"),
        ("733 h33, 0ff 70 l3c7ur3", "tee hee, off to lecture"),
        ("$h0pp!ng @$ b3f0r3, r00m 17!", "shopping as before, room 17!"),
        ("T h e   t r a i n   l e a v e s", "The train leaves"),
        ("visit shop dot com now", "visit shop.com now"),
        ("visit shop[.]com or shop (dot) org", "visit shop.com or shop.org"),
        ("re[b]pli[/b]ca wat<!-- x -->ches", "replica watches"),
    ],
)
def test_disguise_is_undone_and_every_character_knows_its_place(worn, said):
    bare = uncover(read(worn))
    assert bare.text == said
    assert len(bare.origin) == len(said)
    assert all(0 <= place < len(worn) for place in bare.origin)


@pytest.mark.parametrize(
    "text",
    [
        *HAM,
        "Привет, как дела? Согласен с автором.",
        "naïve café, façade 🇩🇪🇫🇷 great❤️thanks",
        "U.S.A. and e.g. this, 10/10, room 101b at 4pm, [1] [sic]",
        "ΑΒΓ και ελληνικά",
        "نمی‌خواهم",
        "Hello. Come here . Nothing",
    ],
)
def test_plain_writing_has_no_disguise(text):
    assert uncover(read(text)) is None


@pytest.mark.parametrize("name", REWRITES)
def test_spam_stays_spam_in_disguise(name):
    assert LEARNT.check(Comment(text=PLAIN)).label is VerdictLabel.SPAM
    worn = REWRITES[name](PLAIN, Random(1), HAM)
    assert LEARNT.check(Comment(text=worn)).label is VerdictLabel.SPAM, worn


@pytest.mark.parametrize("name", REWRITES)
def test_genuine_comments_in_disguise_are_not_hidden(name):
    for text in HAM:
        worn = REWRITES[name](text, Random(1), HAM)
        assert LEARNT.check(Comment(text=worn)).label is not VerdictLabel.SPAM, worn


@pytest.mark.parametrize("name", REWRITES)
def test_reasons_of_a_disguised_comment_add_up_and_point_into_it(name):
    for text in (PLAIN, *SPAM, *HAM):
        comment = Comment(text=REWRITES[name](text, Random(2), HAM))
        reasons = LEARNT.explain(comment)
        assert sum(reason.weight for reason in reasons) == pytest.approx(LEARNT.check(comment).score, abs=1e-3)
        assert all(0 <= start <= end <= len(comment.text) for reason in reasons for start, end in reason.spans)
        assert {reason.group for reason in reasons} <= set(GROUPS)


def test_deleting_the_heaviest_words_lowers_the_score_more_than_deleting_others():
    done = measure([Message(comment, None, Label(label)) for comment, label in stream(6)], SpamFilter())
    assert done.tested >= 20
    assert done.passed >= 0.9 * done.tested


def test_spans_are_deleted_once_where_reasons_overlap():
    reasons = (Reason("words:a", 2.0, ((0, 4),)), Reason("words:b", 1.0, ((2, 6), (8, 9))))
    assert heaviest(reasons) == [(0, 6), (8, 9)]
    assert without("0123456789", heaviest(reasons)) == "679"


def test_what_is_learnt_of_a_disguised_comment_is_its_example_bit_for_bit():
    one, two = SpamFilter(key=b"k"), SpamFilter(key=b"k")
    comment = replace(Comment(text=REWRITES["mathematical bold"](PLAIN, Random(1), [])), author="x")
    one.learn(comment, "spam")
    two.learn_example(two.example(comment), "spam")
    assert one.digest() == two.digest()


def test_a_counterfactual_says_what_would_have_let_a_comment_through():
    assert LEARNT.counterfactual(Comment(text=HAM[0])) == ""
    one = SpamFilter()
    offer = Comment(text="Play at the best online casino, huge welcome bonus: https://lucky-wheel.example/casino")
    assert one.check(offer).label is VerdictLabel.SPAM
    said = one.counterfactual(offer)
    assert said.startswith(("without ", "nothing single"))


@pytest.mark.parametrize("text", SPAM)
def test_a_counterfactual_is_true(text):
    comment = Comment(text=text)
    said = LEARNT.counterfactual(comment)
    assert said.startswith(("without ", "nothing single"))
    if said.startswith("without “"):
        word = said.partition("“")[2].partition("”")[0]
        left = comment.text
        for written in {word, word.lower(), word.upper(), word.capitalize()}:
            left = left.replace(written, "")
        assert LEARNT.check(Comment(text=left)).label is not VerdictLabel.SPAM


def _met(*words):
    return lambda asked: [50.0 * (word in words) for word in asked]


@pytest.mark.parametrize(
    ("worn", "words", "said"),
    [
        ("r e p l i c a w a t c h e s t o d a y", ("replica", "watches", "today"), "replica watches today"),
        ("д е ш ё в ы е ч а с ы с е г о д н я", ("дешёвые", "часы", "сегодня"), "дешёвые часы сегодня"),
        ("b u y q z x v w a t c h e s", ("buy", "watches"), "buy qzxv watches"),
        ("pl4y 4t lucky17 w1th y0ur fr13nd5", ("lucky17",), "play at lucky17 with your friends"),
        ("c4ll 7h3 b1ll c0ll3c70r", ("bill", "call"), "call the bill collector"),
    ],
)
def test_where_there_is_a_choice_the_words_that_were_met_are_read(worn, words, said):
    assert uncover(read(worn), known=_met(*words), labels=100).text == said


def test_the_dress_stays_where_only_the_hiding_is_taken_off():
    assert uncover(read("𝗥\u200b𝗲\u200b𝗽 now"), undress=False).text == "𝗥𝗲𝗽 now"


@pytest.mark.parametrize("name", ["look-alike letters, all", "mathematical bold", "Greek letters", "circled letters"])
def test_a_manner_alone_hides_nothing_on_the_first_day(name):
    new = SpamFilter()
    for text in HAM:
        assert new.check(Comment(text=REWRITES[name](text, Random(1), []))).label is not VerdictLabel.SPAM


def test_a_few_words_in_strange_letters_among_plain_ones_are_hidden_words():
    new = SpamFilter()
    said = "I have played there for years and was paid every time, look for {} and see"
    assert new.check(Comment(text=said.format("𝗟𝗨𝗖𝗞𝗬𝗪𝗜𝗡"))).label is VerdictLabel.SPAM
