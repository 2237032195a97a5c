"""What the id of a reason says, in a sentence for an editor.

A reason is an id, a weight and places; its sentence is a function of the first two, made when somebody reads it. So a
check makes no sentences, none is stored, and those of old verdicts are as good as those of new ones. Therefore an id
carries all that its sentence shows: the word, the host, the bucket. Counts are known by their bucket, and a sentence
says which numbers are in it. An id of another release, or a damaged one, gets a plain sentence too: nothing here fails.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from math import ceil

from rejoinder.comment import History
from rejoinder.filter.signals import SIGNALS

__all__ = ["sentence"]

_FOR_SPAM = " as in spam here"
_FOR_HAM = " as in genuine comments here"
_MOST_SHOWN = 40  # characters of a word or address
_SCRIPTS = {"CJK": "Chinese", "LATIN": "accented or unusual Latin"}

# Ids whose sentence is always the same.
_WHOLE = {
    "prior": "what is usual here before reading the comment",
    "unseen": "parts of it were never seen in a labelled comment here",
    "caution:little-learnt": "too little has been learned here to overrule what the comment plainly does",
    "memory:exact-spam": "exactly this text was judged spam here before",
    "memory:exact-ham": "exactly this text was judged genuine here before",
    "part:worst": "only the worst part of this long text is counted, and less of it, since some part of any text reads "
    "badly",
    "disguise:seen-through": "it was read without its disguise, and is counted as no more than just spam for what it "
    "says",
    "failure:filter": "the filter failed on this comment, so a person has to judge it",
}
_WHOLE |= {f"signal:{signal.name}": f"it {signal.sentence}" for signal in SIGNALS}

# … with the day, where it is known. A text judged spam is dated by the last one nearly like it.
_REMEMBERED = {
    "exact-spam": "exactly this text was judged spam here before, and nearly this text last{}",
    "near-spam": "it is nearly the text of a comment that was judged spam{}",
    "like-spam": "parts of it are as in a comment that was judged spam{}",
}
_MONTHS: tuple[str, ...] = (
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS += ("January", "February")

# Ids without a value, and what stands before a value's place.
_NAMED = {
    "pattern": "the pattern of letters, capitals, digits and signs is",
    "no-author": "no name is given,",
    "no-email": "no e-mail address is given,",
    "no-url": "the writer gives no web address,",
    "no-user-agent": "the browser does not say what it is,",
    "no-referrer": "the browser does not say which page it came from,",
    "has-url": "the writer gives a web address,",
}
_WITH_VALUE = {
    "sign": "the sign “{}” is used",
    "number": "the number “{}” is used",
    "letters": "“{}” is written",
    "link-host": "it links to {},",
    "link-domain": "it links to a page under {},",
    "link-ending": "it links to an address ending in .{},",
    "link-path": "it links to a page with “{}” in its address,",
    "author": "the writer's name is “{}”,",
    "author-word": "the writer's name has “{}” in it,",
    "email-domain": "the e-mail address is at {},",
    "email-ending": "the e-mail address ends in .{},",
    "url-host": "the writer's web address is at {},",
    "url-domain": "the writer's web address is under {},",
    "url-ending": "the writer's web address ends in .{},",
    "agent": "the browser says that it is “{}”,",
    "lang": "the language is given as “{}”,",
    "kind": "it was sent as “{}”,",
}

# The amounts of `style`: a sentence, and what is counted, one and many.
_AMOUNTS = {
    "length": ("it has {}", "character", "characters"),
    "words": ("it has {}", "word or sign", "words and signs"),
    "capital-letters": ("it has {}", "capital letter", "capital letters"),
    "digits": ("it has {}", "digit", "digits"),
    "punctuation": ("it has {}", "sign of punctuation", "signs of punctuation"),
    "emoji": ("it has {}", "emoji", "emoji"),
    "styled-letters": ("it has {}", "styled letter", "styled letters"),
    "line-breaks": ("it has {}", "line break", "line breaks"),
    "exclamation-marks": ("it has {}", "exclamation mark", "exclamation marks"),
    "question-marks": ("it has {}", "question mark", "question marks"),
    "links": ("it has {}", "link", "links"),
    "longest-word": ("its longest word has {}", "letter", "letters"),
    "repeated-characters": ("it draws out {}", "character", "characters"),
}
# … and its shares: in how many parts the whole is cut, and a sentence.
_SHARES = {
    "distinct-words": (10, "{} its words are different ones"),
    "spaces": (20, "{} it is blank space"),
    "words-in-capitals": (10, "{} its words are in capitals"),
    "share-of-capitals": (10, "{} its characters are capitals"),
    "share-of-digits": (10, "{} its characters are digits"),
    "share-of-punctuation": (10, "{} its characters are punctuation"),
}

# Where no sentence is known: what ids that begin so are about.
_FAMILIES = (
    ("link", "a link in it is"),
    ("author", "the writer's name is"),
    ("email", "the e-mail address is"),
    ("url", "the writer's web address is"),
    ("behaviour", "how its form was filled in is"),
    ("second-opinion", "what the other server says of it is"),
    ("history", "what is known of earlier comments is"),
    ("context", "how it goes with its page is"),
    ("style", "the manner of writing is"),
    ("disguise", "the manner of writing is"),
    ("words", "a word in it is used"),
    ("letters", "a word in it is used"),
    ("sign", "something that it does is"),
)
_UNKNOWN = "something that another release of the filter looked at is"


def sentence(signal: str, weight: float) -> str:
    """The sentence for an id and the side that its weight is on. Never fails, whatever the id."""
    whole = _WHOLE.get(signal)
    if whole is not None:
        return whole
    kind, _, value = signal.partition(":")
    if kind == "starter":
        return "it reads like spam elsewhere" if weight > 0 else "it reads like genuine comments elsewhere"
    if kind == "history-site-spam" and _number(value) is not None:
        return _led_to(int(value))
    if kind == "memory":
        return _remembered(value) or f"comments like it were judged {'spam' if weight > 0 else 'genuine'} here before"
    return (_phrase(kind, value) or _plainly(signal)) + (_FOR_SPAM if weight > 0 else _FOR_HAM)


def _remembered(value: str) -> str:
    """What is known of the text, or one like it, with the day of the verdict: a number of days since 1970."""
    what, _, day = value.partition(":")
    phrase = _REMEMBERED.get(what)
    if phrase is None or not (day.isascii() and day.isdigit() and len(day) <= 6):
        return ""
    return phrase.format(f" on {_date(int(day))}" if int(day) else "")


def _date(day: int) -> str:
    """A day since 1 January 1970 in words. Counted by hand: the filter knows no `datetime`, which has a clock.

    Years begin in March here, so that the odd day of a leap year is the last of all (Hinnant, "chrono-compatible
    low-level date algorithms").
    """
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    number, name = of_year - (153 * month + 2) // 5 + 1, _MONTHS[month]
    return f"{number} {name} {400 * era + year + (month >= 10)}"


def _phrase(kind: str, value: str) -> str:
    """The beginning of the sentence; empty if none is known."""
    if not value:
        return _NAMED.get(kind, "")
    if kind in _WITH_VALUE:
        return _WITH_VALUE[kind].format(_shown(value))
    write = _WRITERS.get(kind)
    return "" if write is None else write(value)


def _plainly(signal: str) -> str:
    return next((phrase for beginning, phrase in _FAMILIES if signal.startswith(beginning)), _UNKNOWN)


def _shown(value: str) -> str:
    return value if len(value) <= _MOST_SHOWN else value[: _MOST_SHOWN - 1] + "…"


def _words(value: str) -> str:
    """One word, or two that stand together: a word has no blank in it."""
    if " " in value:
        return f"the words “{value}” stand together"
    return f"the word “{_shown(value)}” is used"


def _author_letters(value: str) -> str:
    """Some letters of the name; ^ and $ stand for its ends (`fields`)."""
    letters = _shown(value.removeprefix("^").removesuffix("$"))
    if value.startswith("^") and value.endswith("$"):
        return f"the writer's name is “{letters}”,"
    where = "begins with" if value.startswith("^") else "ends in" if value.endswith("$") else "has the letters"
    return f"the writer's name {where} “{letters}”,"


def _author_length(value: str) -> str:
    sixth = _number(value)
    if sixth is None:
        return ""
    count = "60 characters or more" if sixth >= 10 else _count(max(6 * sixth, 1), 6 * sixth + 5, "character")
    return f"the writer's name has {count},"


def _email_digits(value: str) -> str:
    digits = _number(value)
    if digits is None:
        return ""
    return f"the e-mail address has {'6 digits or more' if digits >= 6 else _count(digits, digits, 'digit')},"


def _overlap(value: str) -> str:
    if value == "-1":
        return "it has no longer word that could be one of its page,"
    tenths = _number(value)
    return "" if tenths is None else f"{_share(tenths, 10)} its longer words stand on the page,"


def _led_to(count: int) -> str:
    comments = "one comment" if count == 1 else f"{count}{' or more' if count >= History.CAP else ''} comments"
    return f"a site that it leads to was in {comments} judged spam here before"


def _before(of_one: str, of_many: str) -> Callable[[str], str]:
    """Writes of a count of earlier comments, which is known by its number of binary digits up to 10 (`fields`)."""

    def write(value: str) -> str:
        bits = _number(value)
        if bits is None:
            return ""
        low, high = (1 << bits) >> 1, (1 << bits) - 1
        count = "8 or more" if bits >= 4 else _range(low, high) or "no"
        return f"{count} {of_one if count == '1' else of_many} came before,"

    return write


def _style(value: str) -> str:
    name, _, rest = value.partition(":")
    if name in ("block", "has"):
        point = _point(rest)
        return "" if point is None else _block(point) if name == "block" else _sign(point)
    bucket = _number(rest)
    if bucket is None:
        return ""
    if name in _SHARES:
        parts, phrase = _SHARES[name]
        return f"{phrase.format(_share(bucket, parts))},"
    low, high = ceil(2 ** (bucket / 2)) - 1, max(ceil(2 ** ((bucket + 1) / 2)) - 2, 0)
    if name == "average-word":
        return f"its words have {_count(low // 3, high // 3, 'letter')} on average,"
    if name not in _AMOUNTS:
        return ""
    phrase, one, many = _AMOUNTS[name]
    return f"{phrase.format(_count(low, high, one, many))},"


@lru_cache(maxsize=256)
def _block(low: int) -> str:
    """What characters of 128 in a row are: letters of a script, or signs like the first of them."""
    chars = [chr(point) for point in range(low, min(low + 128, 0x110000))]
    scripts = Counter(unicodedata.name(char, "").split(" ")[0] for char in chars if unicodedata.category(char) == "Lo")
    scripts += Counter(unicodedata.name(char, "").split(" ")[0] for char in chars if char.isupper() or char.islower())
    script, count = scripts.most_common(1)[0] if scripts else ("", 0)
    if count > 32:
        return f"it has {_SCRIPTS.get(script, script.capitalize())} letters,"
    seen = next((char for char in chars if char.isprintable() and unicodedata.category(char)[0] in "LNPS"), "")
    return f"it has characters like “{seen}”," if seen else "it has rare characters,"


def _sign(point: int) -> str:
    char = chr(point)
    if char.isprintable():
        return f"there is the sign “{char}”,"
    name = unicodedata.name(char, "").lower()
    return f"there is the invisible character “{name}”," if name else "there is an invisible character,"


def _number(value: str) -> int | None:
    """A small whole number, None if it is anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 2 else None


def _point(value: str) -> int | None:
    digits = value.removeprefix("U+")
    try:
        point = int(digits, 16)
    except ValueError:
        return None
    return point if 0 <= point < 0x110000 else None


def _range(low: int, high: int) -> str:
    """Numbers from `low` to `high`; empty for nought."""
    if high <= low:
        return str(low) if low else ""
    return f"{low} {'or' if high == low + 1 else 'to'} {high}"


def _count(low: int, high: int, one: str, many: str = "") -> str:
    many = many or f"{one}s"
    return f"{_range(low, high) or 'no'} {one if high <= low == 1 else many}"


def _share(part: int, parts: int) -> str:
    """The share of the whole that a bucket of shares stands for, up to the word "of"."""
    if part >= parts:
        return "all of"
    step = 100 // parts
    return f"{step * part} to {step * part + step - 1} % of" if part else f"less than {step} % of"


_WRITERS: dict[str, Callable[[str], str]] = {
    "words": _words,
    "style": _style,
    "author-letters": _author_letters,
    "author-length": _author_length,
    "email-digits": _email_digits,
    "context-overlap": _overlap,
    "history-same-text": _before("comment with this text", "comments with this text"),
    "history-address-spam": _before("spam comment from this address", "spam comments from this address"),
    "history-address-ham": _before("genuine comment from this address", "genuine comments from this address"),
    "history-author-spam": _before("spam comment by this author", "spam comments by this author"),
    "history-author-ham": _before("genuine comment by this author", "genuine comments by this author"),
    "history-host-spam": _before("spam comment with the same site", "spam comments with the same site"),
    "history-host-ham": _before("genuine comment with the same site", "genuine comments with the same site"),
}
