"""The filter: comment in, verdict with reasons out. Pure: numpy and the standard library, no clock, no network.

>>> from rejoinder.filter import Comment, SpamFilter
>>> spam_filter = SpamFilter()
>>> spam_filter.check(Comment(text="A fine article, thank you.")).label
<VerdictLabel.UNSURE: 'unsure'>
>>> step = spam_filter.learn(Comment(text="A fine article, thank you."), "ham")
>>> spam_filter.take_back(step)
"""

from rejoinder.comment import Comment, History, Label
from rejoinder.filter.example import Example
from rejoinder.filter.spamfilter import Folded, SpamFilter
from rejoinder.filter.starter import Starter
from rejoinder.filter.steps import Step
from rejoinder.filter.thresholds import Thresholds
from rejoinder.filter.verdict import Reason, Verdict, VerdictLabel
from rejoinder.filter.versions import NEWEST

__all__ = [
    "Comment",
    "Example",
    "Folded",
    "History",
    "Label",
    "NEWEST",
    "Reason",
    "SpamFilter",
    "Starter",
    "Step",
    "Thresholds",
    "Verdict",
    "VerdictLabel",
]
