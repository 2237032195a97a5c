"""The filter: comment in, verdict with reasons out. Pure: numpy and the standard library, no clock, no network.

>>> from rejoinder.filter import Comment, SpamFilter
>>> spam_filter = SpamFilter()
>>> spam_filter.check(Comment(text="A fine article, thank you.")).label
<VerdictLabel.UNSURE: 'unsure'>
>>> spam_filter.learn(Comment(text="A fine article, thank you."), "ham")
"""

from rejoinder.comment import Comment, History, Label
from rejoinder.filter.example import Example
from rejoinder.filter.spamfilter import SpamFilter
from rejoinder.filter.thresholds import Thresholds
from rejoinder.filter.verdict import Reason, Verdict, VerdictLabel

__all__ = ["Comment", "Example", "History", "Label", "Reason", "SpamFilter", "Thresholds", "Verdict", "VerdictLabel"]
