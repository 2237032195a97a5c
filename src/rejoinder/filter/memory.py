"""The memory of exact texts: what was judged here before, word for word, is judged the same again.

Only keyed digests are kept, never text. A text is kept apart by site. Three rules keep the memory from being turned
against the site: a short text (`SHORT`) is remembered as spam only together with the host of its author's address,
since "thank you" belongs to everybody; a text remembered as ham vouches only for comments without an author's address
or with the same host; and the latest label wins. The memory grows by one entry of some 150 bytes per distinct labelled
text and is not bounded otherwise: labels expire in the ledger, and with them, at the next rebuild, their entries.
"""

from __future__ import annotations

from typing import NamedTuple

from rejoinder.comment import Comment, Label
from rejoinder.filter.hashing import Hasher
from rejoinder.filter.links import host_of

__all__ = ["HAM", "SPAM", "Found", "Identity", "Memory", "identity_of"]

SHORT = 25  # characters of the normalised text
LONG = 20_000
DIGEST = 12  # bytes; at a million texts the chance of any two meeting is below 10^-16
HOST_DIGEST = 8
NO_HOST = bytes(HOST_DIGEST)

SPAM, HAM = b"\x01", b"\x00"
Found = tuple[tuple[bytes, bytes | None], ...]


class Identity(NamedTuple):
    """What the memory knows a comment by: digests of its text and of the host in its author's address."""

    text: bytes
    host: bytes
    short: bool


def identity_of(comment: Comment, hasher: Hasher) -> Identity:
    """The identity of a comment: its text without case and white space, kept apart by site.

    A text over `LONG` stands as it is: nobody repeats a book with other spaces, and normalising it takes its time.
    """
    plain = comment.text if len(comment.text) > LONG else "".join(comment.text.lower().split())
    text = hasher.digest(
        b"memory-text", f"{len(comment.site)}:{comment.site}{plain}".encode("utf-8", "surrogatepass"), DIGEST
    )
    if not comment.url:
        return Identity(text, NO_HOST, len(plain) < SHORT)
    host = host_of(comment.url[:2_000]).encode("utf-8", "surrogatepass")
    return Identity(text, hasher.digest(b"memory-host", host, HOST_DIGEST), len(plain) < SHORT)


class Memory:
    """Entries by text, and by text with host for short spam: one byte for the label, then the digest of the host."""

    def __init__(self) -> None:
        self.entries: dict[bytes, bytes] = {}

    def recall(self, identity: Identity) -> Label | None:
        """What was last said of exactly this text, if it may be used for this comment."""
        if identity.host != NO_HOST and identity.text + identity.host in self.entries:
            return Label.SPAM
        entry = self.entries.get(identity.text)
        if entry is None:
            return None
        if entry[:1] == SPAM:
            return Label.SPAM
        return Label.HAM if identity.host in (NO_HOST, entry[1:]) else None

    def learn(self, identity: Identity, *, is_spam: bool) -> Found:
        """Remember the label; it wins over what was said before. Returns the entries that it touched, as they were."""
        both = identity.text + identity.host
        found = ((identity.text, self.entries.get(identity.text)), (both, self.entries.get(both)))
        if is_spam and identity.short:
            if self.recall(identity) is Label.HAM:
                del self.entries[identity.text]
            if identity.host != NO_HOST:
                self.entries[both] = SPAM + identity.host
            return found
        self.entries.pop(both, None)
        self.entries[identity.text] = (SPAM if is_spam else HAM) + identity.host
        return found

    def take_back(self, found: Found) -> None:
        """Put entries back as they were; those that were not there go."""
        for key, entry in found:
            if entry is None:
                self.entries.pop(key, None)
            else:
                self.entries[key] = entry

    def copy(self) -> Memory:
        """Another memory with the same entries."""
        made = Memory()
        made.entries = self.entries.copy()
        return made
