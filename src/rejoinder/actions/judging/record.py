"""From a comment to a stored check and back; used by every verb that judges."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.reasons import encode
from rejoinder.comment import Comment, History
from rejoinder.filter import Reason, Verdict, VerdictLabel
from rejoinder.store.checks import StoredCheck, history

__all__ = ["UNJUDGED", "comment_of", "ip_digest", "record", "text_digest", "with_history"]

_LOCAL = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("::/127", "fc00::/7", "fe80::/10"),
    )
)

# What stands in for a verdict when the filter has failed: a person has to look.
UNJUDGED = Verdict(
    label=VerdictLabel.UNSURE,
    probability=0.5,
    score=0.0,
    because=(Reason("failure:filter", 0.0, "the filter failed on this comment, so a person has to judge it", ()),),
)


def text_digest(house: Installation, text: str) -> bytes:
    """The keyed digest by which the same text is found again; blanks and line ends do not count."""
    return house.vault.digest("text", " ".join(text.split()))


def ip_digest(house: Installation, ip: str) -> bytes | None:
    """The keyed digest by which comments from the same address are found, None where the address tells nobody apart.

    An address of this machine or of a local network is that of a proxy, and would make all readers one.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return None
    address = getattr(address, "ipv4_mapped", None) or address
    return None if any(address in network for network in _LOCAL) else house.vault.digest("ip", address.packed)


def with_history(house: Installation, connection: Connection, comment: Comment, client_ref: str = "") -> Comment:
    """The comment with what the store knows that bears on it."""
    digests = text_digest(house, comment.text), ip_digest(house, comment.ip)
    return replace(comment, history=history(connection, int(comment.site), *digests, client_ref))


def record(
    house: Installation, comment: Comment, verdict: Verdict, *, source: str, now: int, client_ref: str = ""
) -> StoredCheck:
    """The row of a judgement, with an id of its own."""
    return StoredCheck(
        id=house.new_id(now),
        site_id=int(comment.site),
        source=source,
        client_ref=client_ref,
        text=comment.text,
        author=comment.author,
        email_sealed=house.vault.seal(comment.email),
        url=comment.url,
        ip=comment.ip,
        ip_digest=ip_digest(house, comment.ip),
        user_agent=comment.user_agent,
        referrer=comment.referrer,
        kind=comment.kind,
        permalink=comment.permalink,
        context=comment.context,
        lang=comment.lang,
        text_digest=text_digest(house, comment.text),
        same_text_before=comment.history.same_text,
        address_spam_before=comment.history.address_spam,
        address_ham_before=comment.history.address_ham,
        verdict=verdict.label.value,
        probability=verdict.probability,
        score=verdict.score,
        reasons=encode(verdict.reasons),
        received_at=now,
    )


def comment_of(house: Installation, check: StoredCheck) -> Comment:
    """The comment that was judged, as the filter saw it."""
    known = History(check.same_text_before, check.address_spam_before, check.address_ham_before)
    shared = ("text", "author", "url", "ip", "user_agent", "referrer", "kind", "permalink", "context", "lang")
    values = {name: getattr(check, name) for name in shared}
    return Comment(**values, email=house.vault.unseal(check.email_sealed), site=str(check.site_id), history=known)
