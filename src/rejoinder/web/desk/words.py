"""How the desk says things: times, percentages, verdicts, decisions. Pure, and one table for each kind of word."""

from __future__ import annotations

from datetime import UTC, datetime

from rejoinder.filter import Thresholds
from rejoinder.moderation import Event, Status
from rejoinder.policy.rules import Held

__all__ = [
    "BUTTONS",
    "DID",
    "DONE",
    "GROUPS",
    "HELD",
    "MODES",
    "QUEUES",
    "REST",
    "SETTLE",
    "STANDINGS",
    "SWITCHES",
    "TOLD",
    "VERDICTS",
    "ago",
    "clock_time",
    "excerpt",
    "instead",
    "judgement",
    "leaning",
    "percent",
    "reported",
    "sentence",
    "times",
]

# What each queue is called, in the order of the tabs, and where it lies below /desk/.
QUEUES = {
    Status.PENDING: ("Waiting", ""),
    Status.SPAM: ("Spam", "spam"),
    Status.PUBLISHED: ("Published", "published"),
    Status.REJECTED: ("Rejected", "rejected"),
}

_SURE = Thresholds()
VERDICTS = {
    "ham": "Looks genuine",
    "unsure": "The filter is unsure",
    "spam": "Looks like spam",
    "discard": "Blatant spam",
}

# With few labels the filter leaves to a person what it would decide by itself later.
_CAUTIOUS_SPAM = "Probably spam, but too little is learned yet to hide it"
_CAUTIOUS_HAM = "Probably genuine, but too little is learned yet to publish it"


def judgement(verdict: str, probability: float) -> str:
    """A verdict in words. Doubt that comes from having learned little is told from doubt about the comment."""
    if verdict == "unsure" and probability >= _SURE.spam:
        return _CAUTIOUS_SPAM
    if verdict == "unsure" and probability < _SURE.ham / 2:
        return _CAUTIOUS_HAM
    return VERDICTS[verdict]


# What the groups of reasons are called (`filter/verdict.py` has the list).
GROUPS = {
    "words": "Words",
    "manner": "Manner",
    "links": "Links",
    "sender": "Writer and page",
    "history": "Earlier comments",
    "memory": "The same text before",
    "signals": "Rules",
    "starter": "Learned elsewhere",
    "prior": "Before reading",
}
REST = "Everything else"


def instead(label: str, sentence_of_filter: str) -> str:
    """What would have let a comment through, as a sentence."""
    if label == "ham":
        return "As it is: judged today, it would be let through."
    return sentence(sentence_of_filter)


# Name, key, and what pressing it does.
BUTTONS = {
    Event.APPROVE: ("Approve", "a", "Publish it. The filter learns that it is genuine."),
    Event.SPAM: ("Spam", "s", "Hide it. The filter learns that it is spam."),
    Event.REJECT: ("Reject", "r", "Take it down for another reason. The filter learns nothing from it."),
}

SETTLE = ("Settle", "t", "Leave it as it is: the reports are dealt with. The filter learns nothing.")

# Why a comment waits, as moderators need to know it.
HELD: dict[str, str] = {
    Held.DOUBT: "It waits because the filter was not sure.",
    Held.FAULT: "It waits because the filter could not judge it.",
    Held.NEWCOMER: "It waits because its writer is new here.",
    Held.LINKS: "It waits because there are links in it.",
    Held.EVERYBODY: "It waits because every comment on this page does.",
    Held.WRITER: "It waits because a moderator lets the comments of this writer wait.",
}

# What a moderator has said of a reader: what it is called, what the button says, and what is told of it.
STANDINGS = {
    "": ("Neither", "Their comments are judged as those of everybody."),
    "hold": ("Let wait", "Their comments wait for a moderator, whatever the filter says."),
    "trust": ("Trust", "No rule lets their comments wait; the filter still may."),
}

# What was just done, told on the next page.
DID = {
    "featured": "Featured: it stands above the other comments of its page.",
    "unfeatured": "Not featured any more.",
    "replied": "Your reply is published. This is its page.",
    "standing": "Noted. It holds for comments that are yet to come.",
    "closed": "Comments are closed on this page.",
    "opened": "The page takes comments again.",
    "rules": "The rules are kept.",
}

DONE = {
    Event.APPROVE.value: "Approved",
    Event.SPAM.value: "Marked as spam",
    Event.REJECT.value: "Rejected",
    "settle": "Reports settled",
    "report spam": "Reported as spam",
    "report ham": "Reported as genuine",
}

# What clients of a site are told, and what its owner may have switched on besides.
MODES = {
    "log-only": "clients are told that nothing is spam.",
    "hold": "clients are told that spam and doubtful comments are spam.",
    "enforce": "clients are told what is spam; doubtful comments pass.",
}
SWITCHES = {
    "discard": "They may discard what is blatant.",
    "listed_only": "They are answered for the listed addresses alone.",
    "typing": "Their typing and mouse are looked at.",
    "suspended": "They get no answers at present.",
}

# What became of telling a client of a decision (`clients.told`).
TOLD = {
    "nowhere": "Its site is not told of this: it has not said where.",
    "waiting": "Its site is being told.",
    "failing": "Its site could not be told yet; it is tried again.",
    "told": "Its site has been told.",
    "same": "Its site knows: that is what it was answered.",
    "unlisted": "Its site is not told of this: where it wants to be told is no address of that site.",
    "keyless": "Its site is not told of this: a new key has to be made for it first.",
    "refused": "Its site was told and did not take it: it may have no such comment any more.",
    "given up": "Its site could not be told in two days of trying.",
}

_STEPS = ((60, "second"), (60, "minute"), (24, "hour"), (30, "day"), (12, "month"))


def ago(then: int, now: int) -> str:
    """A time in milliseconds as distance: "3 minutes ago"."""
    number = max(now - then, 0) // 1000
    if number < 10:
        return "just now"
    for size, name in _STEPS:
        if number < size:
            return _many(number, name)
        number //= size
    return _many(number, "year")


def clock_time(then: int) -> str:
    """A time in milliseconds, exactly: "2026-03-01 12:00:05 UTC"."""
    return datetime.fromtimestamp(then / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def percent(probability: float) -> str:
    """A probability for people, never quite certain."""
    if probability >= 0.995:
        return "over 99 %"
    if probability < 0.005:
        return "under 1 %"
    return f"{probability:.0%}".replace("%", " %")


def leaning(weight: float) -> str:
    """Which way a reason speaks."""
    if weight > 0:
        return "speaks for spam"
    return "speaks for genuine" if weight < 0 else "speaks neither way"


def sentence(text: str) -> str:
    """A reason as a sentence of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def excerpt(text: str, length: int = 60) -> str:
    """The first words, on one line."""
    words = " ".join(text[: 4 * length].split())
    if len(words) <= length and len(text) <= 4 * length:
        return words
    return f"{words[:length].rsplit(' ', 1)[0]}…"


def reported(event: str) -> str:
    """A decision in the past tense."""
    return DONE.get(event, event)


def times(number: int) -> str:
    """How often."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _many(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'} ago"
