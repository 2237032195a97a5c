"""The languages that readers are spoken to in: the words of the thread, its plurals, dates, numbers and direction.

    speech = speak("de-AT")                      # -> German; what we do not speak is answered in English
    speech.gettext("Leave a comment")
    speech.ngettext("1 comment", "%(num)s comments", count)

A language is one file, `catalogues/<tag>.po` (docs/translating.md). What is particular to a language and is not words
(plural forms, months, direction) is known to Babel, from the Unicode CLDR. What moderators and owners see is English.
"""

from rejoinder.locale.asked import choose
from rejoinder.locale.speech import ENGLISH, LANGUAGES, N_, Speech, speak

__all__ = ["ENGLISH", "LANGUAGES", "N_", "Speech", "choose", "speak"]
