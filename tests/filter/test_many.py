"""Many comments judged at once are judged as one by one, bit for bit."""

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.filter import Comment, SpamFilter, Starter
from rejoinder.filter.spamfilter import TOGETHER
from tests.filter.stream import stream

ODD = [
    Comment(text=text)
    for text in (
        "",
        " ",
        "a",
        "ab",
        "a b",
        "🎰🎰🎰",
        "x" * 9_000,
        "<br>",
        "ｓｌｏｔ８８",
        "www.a.example " * 20,
        "\ud800",
        "0 " * 3_000,
    )
]


def taught(**named) -> SpamFilter:
    made = SpamFilter(**named)
    for comment, label in stream():
        made.learn(comment, label)
    return made


def alike(spam_filter, comments):
    many = list(spam_filter.check_many(comments))
    one = [spam_filter.check(comment) for comment in comments]
    assert many == one  # label, probability and score
    assert [verdict.reasons for verdict in many] == [verdict.reasons for verdict in one]


def test_many_get_the_same_verdicts_and_reasons_as_one_by_one():
    comments = [comment for comment, _ in stream()] + ODD
    alike(SpamFilter(), comments)
    alike(taught(key=b"a key"), comments)


def test_so_do_portions_of_any_size():
    spam_filter = taught()
    for size in (0, 1, 2, TOGETHER - 1, TOGETHER, TOGETHER + 1):
        alike(spam_filter, (ODD * 20)[:size])


def test_so_do_comments_with_a_starter():
    alike(SpamFilter(starter=Starter.shipped()), ODD)
    alike(SpamFilter(key=b"another", starter=Starter.shipped()), ODD)


def test_so_do_those_that_are_like_spam_and_those_with_a_part_like_it():
    spam_filter = SpamFilter()
    plea = "Buy cheap pills from the friendly shop of Doctor Miller in Springfield, who sends them within three hours"
    invitation = "our garden opens again on sunday and everybody who likes old roses may come with spade or barrow"
    words = invitation.split()
    for turn in range(12):
        spam_filter.learn(Comment(text=f"{plea} {turn}"), "spam", day=20_000)
        spam_filter.learn(Comment(text=" ".join(words[turn:] + words[:turn])), "ham")
    comments = [Comment(text=f"{plea} {word}") for word in words] + [Comment(text=word) for word in words]
    comments += [Comment(text=" ".join([*words * turns, plea, *words * turns])) for turns in range(1, 8)]
    alike(spam_filter, comments)
    told = {reason.signal.partition(":")[0] for one in comments for reason in spam_filter.explain(one)}
    assert {"memory", "part"} <= told


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_so_do_any_texts(texts):
    alike(TAUGHT, [Comment(text=text) for text in texts])


TAUGHT = taught()


def test_comments_are_taken_as_verdicts_are_asked_for():
    """So that a stream without an end can be judged."""
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield Comment(text="again")

    assert len(list(islice(TAUGHT.check_many(endless()), 5))) == 5
    assert len(taken) <= TOGETHER
