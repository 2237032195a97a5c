"""Spam that comes again with small changes is known again; another text, and one that genuine writers use, is not.

The texts are invented.
"""

import random
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.filter import Comment, Example, History, SpamFilter, VerdictLabel
from rejoinder.filter.batch import read
from rejoinder.filter.campaigns import (
    BANDS,
    LEAST,
    ROWS,
    Campaigns,
    Near,
    exact_signal,
    sketch_of,
    sketches_of,
)
from rejoinder.filter.sentences import sentence
from tests.filter.stream import HAM, SPAM, stream

DAY = 20_781  # 24 November 2026

Pair = tuple[str, str]


class Told(NamedTuple):
    """Spam in one language, what a campaign puts into the place of what, and a text of another kind."""

    spam: str
    link: Pair
    name: Pair
    words: tuple[Pair, Pair, Pair]
    other: str

    def changed(self) -> tuple[str, ...]:
        """The spam as it is, with another link, with another name, with three other words; and the other text."""
        words = self.spam
        for one, another in self.words:
            assert one in words
            words = words.replace(one, another)
        return self.spam, self.spam.replace(*self.link), self.spam.replace(*self.name), words, self.other


SCRIPTS = {
    "Latin": Told(
        spam="Hello friends, I was broke last winter until Mr Harald Voss showed me his trading desk; my deposit of "
        "300 came back as 2900 after nine days, ask him at desk-voss.example",
        link=("desk-voss.example", "quick-riches.example"),
        name=("Harald Voss", "Anton Bruck"),
        words=(("friends", "people"), ("winter", "summer"), ("nine", "twelve")),
        other="The harbour council met last winter and showed the plans for the new ferry; nine people asked how the "
        "deposit for season tickets is paid back, and nobody at the desk could tell us.",
    ),
    "Cyrillic": Told(
        spam="Ребята, я долго искала лёгкую подработку и нашла: Марина платит каждый вечер за простые задания с "
        "телефона, пишите ей сюда rabota-marina.example пока есть места",
        link=("rabota-marina.example", "dohod-doma.example"),
        name=("Марина", "Светлана"),
        words=(("Ребята", "Девчата"), ("вечер", "месяц"), ("простые", "несложные")),
        other="Вчера вечером мы долго искали остановку у старого вокзала: автобус теперь ходит по другой улице, а "
        "расписание на столбе никто так и не поменял.",
    ),
    "Chinese": Told(
        spam="各位朋友注意了，想要轻松赚零花钱的请加我们的客服小琳，每天只需要半个小时，"
        "做完任务当天结算，绝不拖欠，名额有限先到先得，网址是 xiaolin.example",
        link=("xiaolin.example", "lingqian.example"),
        name=("小琳", "阿梅"),
        words=(("朋友", "网友"), ("每天", "每周"), ("任务", "工作")),
        other="昨天晚上我们沿着河边走了很久，新修的桥还没有开放，路灯也不太亮，"
        "希望市政府能在冬天之前把这一段路修好，老人走起来实在不方便。",
    ),
    "Arabic": Told(
        spam="السلام عليكم يا إخوان، كنت أعاني من الديون حتى تعرفت على الشيخ ياسين الذي يجلب الحظ ويرد المال "
        "خلال أسبوع واحد، تواصلوا معه على yasin.example",
        link=("yasin.example", "barakah.example"),
        name=("ياسين", "سليمان"),
        words=(("إخوان", "أصدقاء"), ("الديون", "الفقر"), ("أسبوع", "شهر")),
        other="قرأت المقال عن المدرسة الجديدة في حيّنا وأتمنى أن تُفتح قبل الشتاء، فالأطفال يمشون الآن مسافة "
        "طويلة كل صباح ولا توجد حافلة.",
    ),
}
TEXTS = {script: told.changed() for script, told in SCRIPTS.items()}
CHANGES = ("another link", "another name", "three other words")
SAME = [
    pytest.param(texts[0], texts[number + 1], id=f"{script}, {change}")
    for script, texts in TEXTS.items()
    for number, change in enumerate(CHANGES)
]
SPAM_TEXT = TEXTS["Latin"][0]


def taught(*labels: tuple[str, str], day: int = DAY) -> SpamFilter:
    made = SpamFilter(b"k")
    for text, label in labels:
        made.learn(Comment(text=text), label, day)
    return made


def told(made: SpamFilter, comment: Comment | str) -> list[str]:
    """The sentences of what speaks of earlier comments."""
    comment = Comment(text=comment) if isinstance(comment, str) else comment
    return [reason.text for reason in made.explain(comment) if reason.group in ("memory", "history")]


@pytest.mark.parametrize(("spam", "again"), SAME)
def test_spam_with_a_small_change_is_told_with_the_day_when_it_was_judged(spam, again):
    made = taught((spam, "spam"))
    assert told(made, again) == ["it is nearly the text of a comment that was judged spam on 24 November 2026"]


@pytest.mark.parametrize("script", TEXTS)
def test_another_text_is_not_like_it(script):
    made = taught(*[(texts[0], "spam") for texts in TEXTS.values()])
    assert told(made, TEXTS[script][4]) == []
    for text in HAM:
        assert told(made, text) == []


def test_it_adds_little_to_the_score_and_the_reasons_still_add_up():
    made = taught((SPAM_TEXT, "spam"))
    comment = Comment(text=TEXTS["Latin"][1])
    reasons = {reason.signal: reason.weight for reason in made.explain(comment)}
    assert reasons[f"memory:near-spam:{DAY}"] == 0.5
    assert sum(reasons.values()) == pytest.approx(made.check(comment).score, abs=1e-4)


def test_a_text_that_shares_a_part_is_told_otherwise():
    assert (
        sentence(Near(7, DAY).signal, 0.5) == "parts of it are as in a comment that was judged spam on 24 November 2026"
    )
    assert sentence(Near(8, 0).signal, 0.5) == "it is nearly the text of a comment that was judged spam"


def test_exactly_the_same_text_is_told_with_the_day_and_once():
    made = taught((SPAM_TEXT, "spam"))
    assert told(made, SPAM_TEXT) == [
        "exactly this text was judged spam here before, and nearly this text last on 24 November 2026"
    ]
    assert told(taught((SPAM_TEXT, "spam"), day=0), SPAM_TEXT) == ["exactly this text was judged spam here before"]
    assert exact_signal(None) == exact_signal(Near(5, DAY)) == exact_signal(Near(9, 0)) == "memory:exact-spam"


def test_a_genuine_label_on_the_text_takes_it_back():
    made = taught((SPAM_TEXT, "spam"), (SPAM_TEXT, "ham"))
    assert told(made, TEXTS["Latin"][1]) == []


def test_one_wrong_report_does_not_make_a_text_spam_that_genuine_writers_use():
    template, another = TEXTS["Latin"][4], TEXTS["Latin"][4].replace("harbour", "village")
    made = taught((template, "ham"), (another, "spam"))
    assert told(made, template.replace("ferry", "tram")) == []


def test_a_report_of_a_longer_form_of_a_genuine_text_does_not_make_others_of_it_spam():
    template = TEXTS["Latin"][4]
    longer = f"{template} Has anybody asked the ferryman, or the woman who sold the tickets in spring?"
    assert len(told(taught((longer, "spam")), longer.replace("spring", "autumn"))) == 1
    made = taught((template, "ham"), (longer, "spam"))
    assert told(made, longer.replace("spring", "autumn")) == []


def test_four_genuine_labels_for_ten_of_spam_silence_it_and_three_do_not():
    three, four = (taught(*[(SPAM_TEXT, "spam")] * 10, *[(SPAM_TEXT, "ham")] * hams) for hams in (3, 4))
    assert len(told(three, TEXTS["Latin"][1])) == 1
    assert told(four, TEXTS["Latin"][1]) == []


def test_to_be_like_a_genuine_comment_speaks_for_nothing():
    """Else whoever gets one text approved would have the rest of his campaign approved with it."""
    made = taught((SPAM_TEXT, "ham"))
    assert told(made, TEXTS["Latin"][1]) == []


def test_the_day_is_that_of_the_newest_label():
    made = SpamFilter()
    for day in (DAY, DAY + 1, 0):
        made.learn(Comment(text=SPAM_TEXT), "spam", day)
    assert told(made, TEXTS["Latin"][1]) == [
        "it is nearly the text of a comment that was judged spam on 25 November 2026"
    ]


@pytest.mark.parametrize("day", [0, -1, 1 << 16, 1 << 70])
def test_a_day_that_is_not_known_or_cannot_be_is_not_told(day):
    made = taught((SPAM_TEXT, "spam"), day=day)
    assert told(made, TEXTS["Latin"][1]) == ["it is nearly the text of a comment that was judged spam"]


@pytest.mark.parametrize(
    ("spam", "ham", "sentences"),
    [
        (0, 0, []),
        (1, 0, ["a site that it leads to was in one comment judged spam here before"]),
        (4, 1, ["a site that it leads to was in 4 comments judged spam here before"]),
        (10, 0, ["a site that it leads to was in 10 or more comments judged spam here before"]),
        (3, 1, []),
        (-1, 0, []),
    ],
)
def test_a_site_that_spam_leads_to_is_told_with_its_count(spam, ham, sentences):
    comment = Comment(text="See oak-bench.example", history=History(host_spam=spam, host_ham=ham))
    assert [text for text in told(SpamFilter(), comment) if "leads to" in text] == sentences


def test_what_is_short_belongs_to_everybody():
    text = "Thank you for this, it helped a lot"
    example = SpamFilter().example(Comment(text=text))
    assert sketch_of(example.columns, example.groups) is None
    made = taught((text, "spam"))
    assert told(made, text.replace("helped", "helps")) == []
    assert not made._campaigns.table.any()


def random_sketches(count: int, seed: int = 1) -> list[Example]:
    dice = np.random.default_rng(seed)
    sizes = dice.integers(0, 3 * LEAST, count)
    made, some = SpamFilter(b"k"), SpamFilter(b"k").example(Comment(text="x"))
    columns = [np.sort(dice.choice(1 << 20, size, replace=False)) for size in sizes]
    groups = [dice.choice([0, 2, 2, 2], size) for size in sizes]
    pairs = zip(columns, groups, strict=True)
    return [Example(c, g, (), some.identity, some.fingerprint, made.version) for c, g in pairs]


def test_the_sketches_of_many_are_those_of_each():
    examples = random_sketches(300)
    batch, _ = read([example.to_bytes() for example in examples])
    which, many = sketches_of(batch.columns, batch.groups, batch.starts)
    single = [sketch_of(example.columns, example.groups) for example in examples]
    assert which.tolist() == [number for number, sketch in enumerate(single) if sketch is not None]
    assert np.array_equal(many.slots, np.concatenate([sketch.slots for sketch in single if sketch]))
    assert np.array_equal(many.tags, np.concatenate([sketch.tags for sketch in single if sketch]))


def campaign_labels(count: int) -> list[tuple[bytes, str, int]]:
    """Texts that come hundreds of times, with and without small changes, among others; spam, ham and days at random."""
    dice, made = random.Random(5), SpamFilter(b"k")
    texts = [text for texts in TEXTS.values() for text in texts] + HAM + SPAM
    labels = []
    for number in range(count):
        text = (
            SPAM_TEXT if number % 3 == 0 else dice.choice(texts) + dice.choice(["", " greetings", f" number {number}"])
        )
        example = made.example(Comment(text=text)).to_bytes()
        labels.append((example, dice.choice(["spam", "spam", "ham"]), dice.choice([0, DAY, DAY + number])))
    return labels


@pytest.mark.parametrize("count", [10, 700, 1_500])
def test_many_labels_with_days_are_learnt_as_one_by_one(count):
    """More than 255 times the same text too, where counts end."""
    labels = campaign_labels(count)
    one, many = SpamFilter(b"k"), SpamFilter(b"k")
    for example, label, day in labels:
        one.learn_example(Example.from_bytes(example), label, day)
    many.learn_many(labels)
    assert np.array_equal(one._campaigns.table, many._campaigns.table)
    assert one.digest() == many.digest()
    again = SpamFilter.loads(many.dumps(), b"k")
    assert again.digest() == one.digest()
    for texts in TEXTS.values():
        assert again.explain(Comment(text=texts[1])) == one.explain(Comment(text=texts[1]))


EXAMPLES = [SpamFilter().example(Comment(text=text)) for texts in TEXTS.values() for text in texts[:3]]
moves = st.none() | st.tuples(
    st.integers(0, len(EXAMPLES) - 1), st.sampled_from(["spam", "ham"]), st.sampled_from([0, DAY, DAY + 1])
)


@settings(max_examples=30, deadline=None)
@given(sequence=st.lists(moves, max_size=14))
def test_what_is_taken_back_leaves_no_trace(sequence):
    made, standing, steps = SpamFilter(), [], []
    for move in sequence:
        if move is not None:
            steps.append(made.learn_example(EXAMPLES[move[0]], *move[1:]))
            standing.append(move)
        elif steps:
            made.take_back(steps.pop())
            standing.pop()
    other = SpamFilter()
    for number, label, day in standing:
        other.learn_example(EXAMPLES[number], label, day)
    assert made.digest() == other.digest()


def test_the_day_of_a_label_is_a_part_of_what_is_learnt_and_a_check_changes_nothing():
    one, other = taught((SPAM_TEXT, "spam")), taught((SPAM_TEXT, "spam"), day=DAY + 1)
    before = one.digest()
    assert before != other.digest()
    first = one.check(Comment(text=TEXTS["Latin"][2]))
    assert first == one.check(Comment(text=TEXTS["Latin"][2]))
    assert list(one.check_many([Comment(text=TEXTS["Latin"][2])])) == [first]
    assert one.digest() == before


def test_a_copy_goes_its_own_way():
    one = taught((SPAM_TEXT, "spam"))
    other, before = one.copy(), one.digest()
    other.learn(Comment(text=SPAM_TEXT), "ham", DAY)
    assert told(other, TEXTS["Latin"][1]) == []
    assert one.digest() == before


def test_the_table_stays_as_large_as_it_is_and_old_entries_make_way():
    campaigns, first = Campaigns(), None
    for seed in range(20):
        examples = random_sketches(1_000, seed)
        batch, _ = read([example.to_bytes() for example in examples])
        which, sketches = sketches_of(batch.columns, batch.groups, batch.starts)
        first = first or next(sketch for example in examples if (sketch := sketch_of(example.columns, example.groups)))
        campaigns.learn_many(sketches, np.ones(len(which), dtype=bool), np.full(len(which), DAY))
        if seed == 0:
            assert campaigns.recall(first) is not None
    assert campaigns.table.nbytes == 8 * ROWS == 1 << 20
    assert campaigns.recall(first) is None


def test_half_of_a_text_is_still_known_after_four_thousand_others():
    campaigns, text = Campaigns(), SpamFilter().example(Comment(text=SPAM_TEXT))
    sketch = sketch_of(text.columns, text.groups)
    campaigns.learn(sketch, is_spam=True, day=DAY)
    dice = np.random.default_rng(3)
    for _ in range(4_096):
        campaigns.table[dice.integers(0, ROWS // BANDS, BANDS) + np.arange(BANDS) * (ROWS // BANDS)] = 1
    assert campaigns.recall(sketch).bands >= 5


def test_after_a_few_labels_a_changed_text_of_a_campaign_is_spam():
    made = SpamFilter()
    for comment, label in stream(3):
        made.learn(comment, label)
    for texts in TEXTS.values():
        made.learn(Comment(text=texts[0]), "spam", DAY)
        for text in texts[1:4]:
            assert made.check(Comment(text=text)).label is VerdictLabel.SPAM
