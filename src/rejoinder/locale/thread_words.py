"""The sentences of the thread, for the catalogues: those that templates and the embed script do not mark themselves.

Nobody reads this at run time. A sentence goes from here when the place where it stands marks it (`_("…")`).
"""

from __future__ import annotations

from rejoinder.locale.speech import N_

__all__ = ["COUNTED", "POLICY", "SENTENCES"]


def _counted(one: str, many: str) -> tuple[str, str]:
    """What is said in one form or another, by number."""
    return one, many


ngettext = _counted  # the name that `scripts/catalogues` looks for

COUNTED = (ngettext("1 comment", "%(num)s comments"),)

SENTENCES = (
    # the thread
    N_("Comments"),
    N_("No comments yet"),
    N_("Anonymous"),
    N_("This comment was removed."),
    N_("in reply to a removed comment"),
    N_("in reply to %(name)s"),
    N_("Reply"),
    N_("Reply to %(name)s"),
    N_("The comment that you wanted to reply to is not there any more."),
    N_("This site keeps spam out with Rejoinder."),
    N_("Learn how your comment data is processed"),
    # the form
    N_("Leave a comment"),
    N_("Cancel the reply"),
    N_("Comment"),
    N_("*italic*, **bold**, [link](https://…), > quotation. At most %(number)s characters."),
    N_("Name"),
    N_("E-mail"),
    N_("Website"),
    N_("optional"),
    N_("optional, never published"),
    N_("Send the comment"),
    N_("Send the reply"),
    # the page after sending
    N_("Your comment"),
    N_("See it under the article"),
    N_("Back to the article"),
    N_("All comments on one page"),
    N_("Keep the address of this page if you want to look again later."),
    # what becomes of a comment (web/thread/words.py)
    N_("Your comment is published."),
    N_("Thank you."),
    N_("Your comment waits for a moderator."),
    N_("It is safely stored; until somebody has read it, nobody else sees it."),
    N_("Your comment was held by the spam filter."),
    N_("It is not lost: filters err, and a moderator can look at it and publish it. Until then nobody else sees it."),
    N_("A moderator decided not to publish your comment."),
    N_("That says nothing about spam; it is the site's decision."),
    # the script (embed/embed.js)
    N_("The comments cannot be reached just now."),
    N_("The server cannot be reached just now. What you wrote is still in the form; try again in a minute."),
    N_("Loading the comments…"),
    N_("Look again later"),
    N_("Try again"),
)

# The words of the tables in `policy`, which knows no languages: why a comment waits, why it was not published, for
# which reasons it is reported. tests/locale/test_catalogues.py holds them against the tables.
POLICY = (
    # policy/waiting.py
    N_("The spam filter was not sure about it, so a moderator reads it first."),
    N_("The spam filter could not look at it just then, so a moderator reads it first."),
    N_("First comments are read by a moderator before they are published."),
    N_("Comments with links are read by a moderator before they are published."),
    N_("All comments here are read by a moderator before they are published."),
    N_("A moderator reads your comments here before they are published."),
    # policy/refusals.py, policy/reports.py
    N_("It is not about the subject of the page."),
    N_("It insults somebody."),
    N_("It has personal details of somebody in it."),
    N_("It may be against the law."),
    N_("It advertises something."),
    N_("The same has been said here already."),
    N_("It does not keep to the guidelines of this site."),
    N_("It is spam or advertising."),
    N_("It is hateful towards a group of people."),
    N_("Something else."),
)
