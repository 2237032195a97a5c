"""Rejoinder: the comment section of a site, hosted by its owner, and the spam filter that guards it.

The filter can be used alone and needs numpy only: ``from rejoinder.filter import Comment, SpamFilter``.
"""

__version__ = "0.1.0"
