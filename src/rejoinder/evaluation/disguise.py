"""How well the filter sees through disguise: caught spam and genuine comments, rewritten as spammers rewrite theirs.

The rewrites stand here and nowhere else. They are measured inside the online protocol (`replay`): a message is judged,
then each of its rewrites, and only then is its label learnt, so that no rewrite is judged by a filter that has seen the
text which it hides. A rewrite *slips* if the plain spam was called spam and the rewritten is not; it is a *false alarm*
if the plain genuine comment was not called spam and the rewritten is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from rejoinder.comment import Comment, Label
from rejoinder.evaluation.labelled import Message
from rejoinder.filter import SpamFilter, VerdictLabel

__all__ = ["REWRITES", "Tally", "measure"]

Rewrite = Callable[[str, Random, list[str]], str]

_TO_CYRILLIC = str.maketrans("aceiopsxyABCEHIKMOPTXjh", "асеіорѕхуАВСЕНІКМОРТХјһ")
_TO_GREEK = str.maketrans("aikopuvxABEHIKMNOPTXYZ", "αικορυνχΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
_TO_LATIN = str.maketrans("асеіорхуАВСЕНКМОРТХ", "aceiopxyABCEHKMOPTX")
_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_LEET_SIGNS = str.maketrans("aisAISeoEO", "@!$@!$3030")
_EMOJI = "🔥💰🎰⭐❤💎"
_GOOD_WORDS = 150
_HOST = re.compile(r"(?:https?://)?(?:[\w-]{1,40}\.){1,3}[a-z]{2,10}(?![\w.-]*@)", re.IGNORECASE)


def _styled(small: int, capital: int, digit: int = 0) -> Rewrite:
    table = {97 + i: chr(small + i) for i in range(26)} | {65 + i: chr(capital + i) for i in range(26)}
    if digit:
        table |= {48 + i: chr(digit + i) for i in range(10)}
    return lambda text, _dice, _good: text.translate(table)


def _look_alike(text: str, _dice: Random, _good: list[str]) -> str:
    return text.translate(_TO_CYRILLIC | _TO_LATIN)


def _greek(text: str, _dice: Random, _good: list[str]) -> str:
    return text.translate(_TO_GREEK)


def _some_look_alike(text: str, dice: Random, _good: list[str]) -> str:
    table = _TO_CYRILLIC | _TO_LATIN
    return "".join(char.translate(table) if dice.random() < 0.5 else char for char in text)


def _between(marks: str) -> Rewrite:
    def rewrite(text: str, dice: Random, _good: list[str]) -> str:
        after = [char.isalnum() and following.isalnum() for char, following in zip(text, text[1:] + " ", strict=True)]
        return "".join(char + (dice.choice(marks) if put else "") for char, put in zip(text, after, strict=True))

    return rewrite


def _combining(text: str, dice: Random, _good: list[str]) -> str:
    return "".join(char + (dice.choice("\u0301\u0336\u0323\u0308") if char.isalpha() else "") for char in text)


def _spaced(text: str, _dice: Random, _good: list[str]) -> str:
    return " ".join(text)


def _spaced_words(text: str, _dice: Random, _good: list[str]) -> str:
    return "  ".join(" ".join(word) for word in text.split())


def _spaced_evenly(text: str, _dice: Random, _good: list[str]) -> str:
    return " ".join("".join(text.split()))


def _leet(text: str, _dice: Random, _good: list[str]) -> str:
    return text.translate(_LEET)


def _leet_signs(text: str, _dice: Random, _good: list[str]) -> str:
    return text.translate(_LEET_SIGNS)


def _good_words(text: str, dice: Random, good: list[str]) -> str:
    words: list[str] = []
    while good and len(words) < _GOOD_WORDS:
        words += dice.choice(good).split()
    return f"{text} {' '.join(words[:_GOOD_WORDS])}"


def _dots(dot: str) -> Rewrite:
    return lambda text, _dice, _good: _HOST.sub(lambda match: match[0].split("://")[-1].replace(".", dot), text)


def _html(text: str, dice: Random, _good: list[str]) -> str:
    return " ".join(_tagged(word, dice) for word in text.split(" "))


def _tagged(word: str, dice: Random) -> str:
    if "://" in word or not word:
        return word
    at = dice.randrange(len(word)) + 1
    kind = dice.randrange(5)
    pieces = (
        f"{word[:at]}<b></b>{word[at:]}",
        f"<i>{word[:at]}</i>{word[at:]}",
        f'<span style="color:red">{word}</span>',
        f"{word[: at - 1]}&#{ord(word[at - 1])};{word[at:]}",
        f"{word[:at]}<!-- {dice.randrange(1000)} -->{word[at:]}",
    )
    return pieces[kind]


def _bbcode(text: str, dice: Random, _good: list[str]) -> str:
    return " ".join(_bracketed(word, dice) for word in text.split(" "))


def _bracketed(word: str, dice: Random) -> str:
    if "://" in word or not word:
        return word
    at = dice.randrange(len(word)) + 1
    pieces = (
        f"[b]{word}[/b]",
        f"{word[:at]}[i][/i]{word[at:]}",
        f"[color=red]{word}[/color]",
        f"[size=4]{word}[/size]",
    )
    return dice.choice(pieces)


REWRITES: dict[str, Rewrite] = {
    "look-alike letters, all": _look_alike,
    "look-alike letters, half": _some_look_alike,
    "Greek letters": _greek,
    "mathematical bold": _styled(0x1D41A, 0x1D400, 0x1D7CE),
    "circled letters": _styled(0x24D0, 0x24B6),
    "fullwidth letters": _styled(0xFF41, 0xFF21, 0xFF10),
    "zero-width characters": _between("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    "combining marks": _combining,
    "spaced, wider between words": _spaced,
    "spaced, double between words": _spaced_words,
    "spaced evenly": _spaced_evenly,
    "leetspeak, digits": _leet,
    "leetspeak, signs": _leet_signs,
    "emoji between letters": _between(_EMOJI),
    "150 good words": _good_words,
    "dot com": _dots(" dot "),
    "(dot)": _dots("(dot)"),
    "[.]": _dots("[.]"),
    "HTML noise": _html,
    "BBCode noise": _bbcode,
}


@dataclass(slots=True)
class Tally:
    """What became of one rewrite. Only texts that it changed are counted."""

    spam: int = 0
    slipped: int = 0  # called spam plain, and not rewritten
    halved: int = 0  # … and below even odds rewritten: it would not even look like spam
    ham: int = 0
    alarms: int = 0  # not called spam plain, but rewritten
    early: int = 0  # … before `EARLY` labels, when hand-written signals alone decide; not among the alarms

    def share(self) -> float:
        """The share of caught spam that slips through."""
        return self.slipped / self.spam if self.spam else 0.0


def measure(messages: Iterable[Message], spam_filter: SpamFilter, names: Iterable[str] = REWRITES) -> dict[str, Tally]:
    """Replay labelled messages, judging every rewrite of what was caught and of what was let through in its place.

    Good words are taken from genuine comments of the whole collection: a spammer copies from the page.
    """
    labelled = list(messages)
    good = [message.comment.text for message in labelled if message.label is Label.HAM]
    tallies = {name: Tally() for name in names}
    dice = Random(20261126)
    for message in labelled:
        verdict = spam_filter.check(message.comment)
        is_spam = message.label is Label.SPAM
        if is_spam == (verdict.label in _CAUGHT):
            for name, tally in tallies.items():
                rewritten = REWRITES[name](message.comment.text, dice, good)
                _judge(tally, spam_filter, message.comment.text, rewritten, is_spam=is_spam)
        if message.label is not None:
            spam_filter.learn(message.comment, message.label)
    return tallies


EARLY = 100
_CAUGHT = (VerdictLabel.SPAM, VerdictLabel.DISCARD)


def _judge(tally: Tally, spam_filter: SpamFilter, plain: str, text: str, *, is_spam: bool) -> None:
    if text == plain:
        return
    verdict = spam_filter.check(Comment(text=text))
    caught = verdict.label in _CAUGHT
    if is_spam:
        tally.spam += 1
        tally.slipped += not caught
        tally.halved += verdict.probability < 0.5
    else:
        tally.ham += 1
        if spam_filter.learned < EARLY:
            tally.early += caught
        else:
            tally.alarms += caught
