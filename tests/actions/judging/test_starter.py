"""The starter that ships judges beside the weights of a server, whatever they come from."""

from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.learning.fold import rebuild
from rejoinder.comment import Comment

COMMENT = Comment(text="Please subscribe to my channel and check out my new video")


def has_starter(spam_filter) -> bool:
    return "starter" in [reason.signal for reason in spam_filter.explain(COMMENT)]


def test_a_judge_has_the_starter_from_its_first_moment():
    assert has_starter(Judge(b"key").weights.filter)


def test_weights_made_anew_have_it_too(house):
    assert has_starter(rebuild(house.store, house.judge).filter)
