"""The words of the tables in `policy`, which knows no languages, once more for the catalogues.

Why a comment waits, why it was not published, for which reasons it is reported. Nobody reads this at run time;
tests/locale/test_catalogues.py holds it against the tables.
"""

from __future__ import annotations

from rejoinder.locale.speech import N_

__all__ = ["POLICY"]

POLICY = (
    # policy/waiting.py
    N_("The spam filter was not sure about it, so a moderator will read it first."),
    N_("The spam filter could not check it just then, so a moderator will read it first."),
    N_("First comments are read by a moderator before they are published."),
    N_("Comments with links are read by a moderator before they are published."),
    N_("All comments here are read by a moderator before they are published."),
    N_("A moderator reads your comments here before they are published."),
    # policy/refusals.py, policy/reports.py
    N_("It is off topic."),
    N_("It insults somebody."),
    N_("It contains personal details of somebody."),
    N_("It may be against the law."),
    N_("It advertises something."),
    N_("The same has been said here already."),
    N_("It does not follow the guidelines of this site."),
    N_("It is spam or advertising."),
    N_("It is hateful towards a group of people."),
    N_("Something else."),
)
