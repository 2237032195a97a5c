"""For which reasons readers report a comment to the moderators; pure.

A report teaches the filter nothing, whatever its reason: only moderators do. The words are in English here, and the
catalogues translate them.
"""

from __future__ import annotations

__all__ = ["REASONS"]

REASONS = {
    "spam": "It is spam or advertising.",
    "insult": "It insults somebody.",
    "hate": "It is hateful towards a group of people.",
    "personal_data": "It contains personal details of somebody.",
    "illegal": "It may be against the law.",
    "off_topic": "It is off topic.",
    "other": "Something else.",
}
