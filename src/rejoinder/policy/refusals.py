"""Why a moderator took a comment down or did not publish it, as its writer is told; pure.

The codes are kept with comments (`decided_for`), so they stay what they are; the sentences are in English here, and
the catalogues translate them. A moderator need not give any.
"""

from __future__ import annotations

__all__ = ["REFUSALS"]

REFUSALS = {
    "off_topic": "It is off topic.",
    "insult": "It insults somebody.",
    "personal_data": "It contains personal details of somebody.",
    "illegal": "It may be against the law.",
    "advertising": "It advertises something.",
    "duplicate": "The same has been said here already.",
    "other": "It does not follow the guidelines of this site.",
}
