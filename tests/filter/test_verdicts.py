"""What the filter says before and while it learns: signals, memory, caution, reasons."""

import math
from dataclasses import replace

import pytest

from rejoinder.filter import Comment, History, SpamFilter, Thresholds, VerdictLabel
from rejoinder.filter.fields import field_names
from rejoinder.filter.signals import SIGNALS, site_weight
from tests.filter.stream import SPAM, stream

TWO_WAYS = "Somebody should say so."
ADVERTISEMENTS = [
    "Play at the best online casino, huge welcome bonus: https://lucky-wheel.example/casino",
    "situs slot gacor hari ini gampang maxwin, daftar di dewa88 sekarang",
    "Main di 𝗕𝗜𝗡𝗧𝗔𝗡𝗚𝟳𝟳 menang terus bang",
    "Güvenilir bahis ve casino sitesi, hoşgeldin bonusu al, hemen üye ol https://bahis.example",
    "Лучшее онлайн казино, бонус за регистрацию, играй тут https://kazino.example",
    "最好的赌场平台 注册送彩金 https://duchang.example",
    "بهترین سایت کازینو با بونوس ثبت نام https://kazino.example",
    "Buy cheap viagra and cialis without prescription http://pills.example",
    "Пpeдлaгaю xopoший зapaбoтoк в интepнeтe, пишитe в личкy",
    "URGENT! You have won a £2000 prize. To claim your prize call 09061234567 now",
    "[url=http://shop.example]cheap bags[/url] [url=http://shop.example]more[/url]",
    "Hey everybody check out my channel, I make great covers",
    "d e w a 7 7 memang paling top, main sekarang di B I N T A N G 9 9",
]
REMARKS = [
    "I read the article twice and still do not see why the council voted against the tram.",
    "My uncle lost everything at the casino; it is a sad story and nobody helped him.",
    "The bank raised its rates again, so what? Ours did the same in 2019.",
    "Ich fand den Beitrag gut, aber die Zahlen stimmen nicht ganz.",
    "Согласен с автором, но про налоги можно было подробнее.",
    "这篇文章写得很好，谢谢分享。",
    "Saya kurang setuju, harga beras naik bukan karena petani.",
    "See https://en.wikipedia.org/wiki/Tram for how other towns do it.",
    "What a match! 3:2 in the last minute, I could not believe it 😀😀",
    "Thanks",
    "",
    "ありがとうございます",
    "My phone number changed, please call me when you are home.",
]


@pytest.mark.parametrize("text", ADVERTISEMENTS)
def test_plain_advertisements_are_spam_before_anything_is_learnt(text):
    verdict = SpamFilter().check(Comment(text=text))
    assert verdict.label is VerdictLabel.SPAM
    assert verdict.reasons[0].signal.startswith("signal:")


@pytest.mark.parametrize("text", REMARKS)
def test_plain_remarks_are_left_to_a_person_before_anything_is_learnt(text):
    verdict = SpamFilter().check(Comment(text=text))
    assert verdict.label is VerdictLabel.UNSURE
    assert verdict.probability < 0.5


def test_the_learnt_part_alone_hides_nothing_while_few_labels_are_known():
    made, labels = SpamFilter(), stream(3)
    text = "Replica handbags today, best price, approved cash!!!"
    for comment, label in labels[:30]:
        made.learn(comment, label)
    assert made.check(Comment(text=text)).probability > 0.9
    assert made.check(Comment(text=text)).label is VerdictLabel.UNSURE
    for comment, label in labels[30:]:
        made.learn(comment, label)
    assert made.check(Comment(text=text)).label is VerdictLabel.SPAM


def test_a_text_judged_spam_is_spam_when_it_comes_again_and_says_so():
    made = SpamFilter()
    text = "A wonderful method that changed how I see my garden, ask me how."
    made.learn(Comment(text=text), "spam")
    verdict = made.check(Comment(text=text.upper() + "  "))
    assert verdict.label is VerdictLabel.SPAM
    assert "memory:exact-spam" in [reason.signal for reason in verdict.reasons]
    assert "exactly this text was judged spam here before" in [reason.text for reason in verdict.reasons]


def test_a_text_judged_ham_is_not_spam_again_whatever_the_rest_says():
    made = SpamFilter()
    text = ADVERTISEMENTS[0]
    assert made.check(Comment(text=text)).label is VerdictLabel.SPAM
    made.learn(Comment(text=text), "ham")
    verdict = made.check(Comment(text=text))
    assert verdict.label in (VerdictLabel.HAM, VerdictLabel.UNSURE)
    assert verdict.probability < 0.5


@pytest.mark.parametrize("text", ADVERTISEMENTS)
@pytest.mark.parametrize("reports", [1, 2])
def test_a_wrong_report_on_one_site_does_not_disarm_decisive_signals_on_another(text, reports):
    made = SpamFilter()
    for number in range(reports):
        made.learn(Comment(text=text, site=f"wrong{number}"), "ham")
    comment = Comment(text=text, site="2")
    verdict = made.check(comment)
    decisive = sum(r.weight for r in verdict.reasons if r.signal.startswith("signal:")) >= Thresholds().spam_score
    assert (verdict.label is VerdictLabel.SPAM) == decisive
    assert (verdict.probability >= Thresholds().spam) == decisive
    assert ("caution:little-learnt" in signals_of(made, comment)) == decisive
    assert math.fsum(r.weight for r in made.explain(comment)) == pytest.approx(verdict.score, abs=1e-4)


def test_after_one_wrong_report_a_gambling_advertisement_is_still_spam_elsewhere():
    made = SpamFilter()
    made.learn(Comment(text=ADVERTISEMENTS[0], site="1"), "ham")
    assert made.check(Comment(text=ADVERTISEMENTS[0], site="2")).label is VerdictLabel.SPAM
    assert made.check(Comment(text=ADVERTISEMENTS[0], site="1")).label is not VerdictLabel.SPAM


def test_when_much_was_learnt_the_learnt_part_may_overrule_a_signal():
    made = SpamFilter()
    text = "Hey everybody check out my channel, I make great covers"
    for number, (comment, label) in enumerate(stream(3)):
        made.learn(comment, label)
        made.learn(Comment(text=f"{text} {number}"), "ham")
    assert made.check(Comment(text=text, site="2")).label is VerdictLabel.HAM


def test_the_latest_label_wins():
    made = SpamFilter()
    text = "A sentence that is long enough to be remembered as it stands."
    for label in ("spam", "ham", "spam", "ham"):
        made.learn(Comment(text=text), label)
        assert (made.check(Comment(text=text)).label is VerdictLabel.SPAM) == (label == "spam")


def signals_of(made: SpamFilter, comment: Comment) -> set[str]:
    return {reason.signal for reason in made.explain(comment)}


def test_a_short_text_is_remembered_as_spam_only_with_its_authors_host():
    made = SpamFilter()
    made.learn(Comment(text="Nice post", url="http://pills.example/1"), "spam")
    assert "memory:exact-spam" in signals_of(made, Comment(text="Nice post", url="https://www.pills.example/2"))
    assert "memory:exact-spam" not in signals_of(made, Comment(text="Nice post"))
    assert "memory:exact-spam" not in signals_of(made, Comment(text="Nice post", url="http://other.example"))


def test_a_text_remembered_as_ham_does_not_vouch_for_another_address():
    made = SpamFilter()
    text = "What a thoughtful article, I learnt a great deal from it."
    made.learn(Comment(text=text, url="http://friend.example"), "ham")
    assert "memory:exact-ham" in signals_of(made, Comment(text=text))
    assert "memory:exact-ham" in signals_of(made, Comment(text=text, url="http://friend.example/about"))
    assert "memory:exact-ham" not in signals_of(made, Comment(text=text, url="http://pills.example"))


def test_one_sites_memory_is_not_anothers():
    made = SpamFilter()
    text = "A sentence that is long enough to be remembered as it stands."
    made.learn(Comment(text=text, site="1"), "spam")
    assert "memory:exact-spam" in signals_of(made, Comment(text=text, site="1"))
    assert "memory:exact-spam" not in signals_of(made, Comment(text=text, site="2"))


COMMENTS = [
    *[Comment(text=text) for text in ADVERTISEMENTS + REMARKS + SPAM],
    Comment(text="Hi &amp; bye", author="Ann", email="a@b.example", url="http://b.example", history=History(5, 5, 0)),
]


@pytest.mark.parametrize("rounds", [0, 3])
def test_all_reasons_add_up_to_the_score(rounds):
    made = SpamFilter()
    for comment, label in stream(rounds):
        made.learn(comment, label)
    for comment in COMMENTS:
        total = math.fsum(reason.weight for reason in made.explain(comment))
        assert total == pytest.approx(made.check(comment).score, abs=1e-4)


def test_a_verdict_has_at_most_eight_reasons_the_heaviest_first():
    made = SpamFilter()
    for comment, label in stream(3):
        made.learn(comment, label)
    for comment in COMMENTS:
        weights = [abs(reason.weight) for reason in made.check(comment).reasons]
        assert 1 <= len(weights) <= 8
        assert weights == sorted(weights, reverse=True)
        everything = [abs(reason.weight) for reason in made.explain(comment)]
        assert weights == pytest.approx(everything[: len(weights)])


def test_reasons_point_at_the_words_they_speak_of():
    made = SpamFilter()
    for comment, label in stream(3):
        made.learn(comment, label)
    text = "<p>Tom &amp; I say: 𝗥𝗲𝗽𝗹𝗶𝗰𝗮 watches, replica quality</p>"
    found = {reason.signal: reason for reason in made.explain(Comment(text=text))}
    assert [text[start:end] for start, end in found["words:replica"].spans] == ["𝗥𝗲𝗽𝗹𝗶𝗰𝗮", "replica"]
    assert [text[start:end] for start, end in found["words:watches"].spans] == ["watches"]
    assert "as in spam here" in found["words:replica"].text


def test_every_reason_is_a_sentence_and_not_a_bare_name():
    made = SpamFilter()
    for comment, label in stream(3):
        made.learn(comment, label)
    for comment in COMMENTS:
        for reason in made.explain(comment):
            assert " " in reason.text
            assert reason.text != reason.signal
            assert "{" not in reason.text


def test_text_alone_has_no_features_of_fields():
    assert not [name for name in signals_of(SpamFilter(), Comment(text="hello")) if name.startswith("no-")]
    made = SpamFilter()
    made.learn(Comment(text="hello there", author="Ann"), "ham")
    assert "no-email" in signals_of(made, Comment(text="hello there", author="Ann"))
    assert not [name for name in signals_of(made, Comment(text="hello there")) if name.startswith("no-")]


def test_signals_are_numbered_for_ever():
    assert [signal.number for signal in SIGNALS] == list(range(len(SIGNALS)))
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)


def test_a_signal_bends_to_a_site_that_shows_it_in_genuine_comments():
    signal = SIGNALS[0]
    assert site_weight(signal, 0, 0) == signal.weight
    assert site_weight(signal, 0, 1) > signal.weight * 0.7  # one report may be wrong
    assert site_weight(signal, 0, 3) < signal.weight / 2
    assert site_weight(signal, 0, 20) < signal.weight / 8
    assert site_weight(signal, 1_000, 0) == signal.weight / 4


def test_what_another_server_says_is_weighed_by_how_often_it_was_right_here():
    spam, ham = (next(one for one in SIGNALS if one.name == name) for name in ("second-spam", "second-ham"))
    assert spam.weight < Thresholds().spam_score, "never enough alone"
    assert site_weight(spam, 0, 3) < spam.weight / 2
    assert site_weight(ham, 0, 0) == ham.weight < 0
    assert ham.weight / 2 < site_weight(ham, 3, 0) < 0
    assert site_weight(ham, 0, 30) < site_weight(ham, 30, 0) / 2, "who was right keeps more of his weight"


def test_the_filter_learns_what_another_server_is_worth():
    says_spam, says_ham = (Comment(TWO_WAYS, history=History(**{f"second_{said}": 1})) for said in ("spam", "ham"))
    right, wrong = SpamFilter(), SpamFilter()
    assert right.check(says_spam).score > right.check(Comment(TWO_WAYS)).score > right.check(says_ham).score
    for number in range(40):
        for label in ("spam", "ham"):
            text = f"Remark number {number} on the {('bridge', 'harbour', 'ferry')[number % 3]}."
            right.learn(Comment(text, history=History(**{f"second_{label}": 1})), label)
            other = "ham" if label == "spam" else "spam"
            wrong.learn(Comment(text, history=History(**{f"second_{other}": 1})), label)
    gap = {made: made.check(says_spam).score - made.check(says_ham).score for made in (right, wrong)}
    assert gap[right] > 3
    assert gap[wrong] < 0, "a server that is always wrong says the opposite"


def test_what_another_server_says_changes_no_other_feature():
    plain, asked = Comment(TWO_WAYS), Comment(TWO_WAYS, history=History(second_spam=1))
    assert field_names(plain, []) == []
    assert field_names(asked, []) == ["second-opinion:spam"]
    known = Comment(TWO_WAYS, ip="203.0.113.9", history=History(same_text=2))
    told = replace(known, history=replace(known.history, second_ham=1))
    assert [*field_names(known, []), "second-opinion:ham"] == field_names(told, [])


@pytest.mark.parametrize("bad", [(0.5, 0.4, 0.9), (0.0, 0.5, 0.9), (0.3, 0.5, 1.1), (float("nan"), 0.5, 0.9)])
def test_thresholds_that_do_not_ascend_are_refused(bad):
    with pytest.raises(ValueError, match="ascend"):
        Thresholds(*bad)


def test_stricter_thresholds_move_labels_not_probabilities():
    comment = Comment(text=ADVERTISEMENTS[4])
    lenient, strict = SpamFilter(), SpamFilter(thresholds=Thresholds(spam=0.99999, discard=0.999999))
    assert lenient.check(comment).probability == strict.check(comment).probability
    assert strict.check(comment).label is VerdictLabel.UNSURE


def test_what_was_never_seen_is_not_said_to_be_as_in_anything():
    made = SpamFilter()
    for number in range(6):
        made.learn(Comment(text=f"Cheap pills {number} at http://pills.example/"), "spam")
    reasons = made.explain(Comment(text="Zebras graze quietly"))
    assert "unseen" in [reason.signal for reason in reasons]
    said = " ".join(reason.text.lower() for reason in reasons)
    assert not any(word in said for word in ("zebras", "graze", "quietly"))
