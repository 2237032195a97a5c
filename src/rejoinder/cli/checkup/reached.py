"""A running server looked at from outside: is it there, is it ours, do the script and the Akismet protocol answer?"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rejoinder.cli.checkup.asking import Answer, ask
from rejoinder.cli.checkup.finding import Finding, fine, problem, warning
from rejoinder.errors import Unavailable

__all__ = ["Detail", "detail_of", "is_ours", "look_at_key", "look_at_script", "look_at_server"]

_NO_KEY = "0123456789ab"  # in the form of a key, and nobody's

Detail = dict[str, str]


def detail_of(base_url: str) -> Detail | Unavailable:
    """What `/healthz?detail` says at this address, or why nothing of ours answers there."""
    try:
        answer = ask(f"{base_url}/healthz?detail")
    except Unavailable as error:
        return error
    return _read(answer) or Unavailable(
        "not_ours",
        f"What answers at {base_url} is not Rejoinder (status {answer.status}).",
        "Start the server, or see what the web server in front passes on.",
    )


def is_ours(base_url: str) -> bool:
    """Whether a Rejoinder answers at this address."""
    return isinstance(detail_of(base_url), dict)


def _read(answer: Answer) -> Detail | None:
    try:
        told = msgspec.json.decode(answer.body, type=Detail)
    except msgspec.DecodeError:
        return None
    return told if told.get("status") in {"ready", "failing"} else None


def look_at_server(base_url: str) -> Iterator[Finding]:
    """Whether it is there and ready, and what it says is wrong beside the requests."""
    detail = detail_of(base_url)
    if isinstance(detail, Unavailable):
        yield problem("server", detail.sentence, detail.remedy)
        return
    if detail["status"] == "ready":
        yield fine("server", f"{base_url} is ready")
    else:
        yield problem("server", f"{base_url} answers, and its database does not", "See its log.")
    if int(detail.get("unreadable", 0)):
        told = f"{detail['unreadable']} lines of the ledger cannot be read"
        yield warning("ledger", told, "Restore a backup, then run `rejoinder train`.")
    if "notice" in detail:
        yield warning("weights", detail["notice"], "Nothing has to be done if it does not come again.")
    for part, sentence in detail.items():
        if part.startswith("trouble: "):
            yield problem(part, sentence, "It is tried again by itself; see the log and docs/operations.md.")


def look_at_script(base_url: str) -> Finding:
    """Whether a page gets the script that puts the thread into it."""
    address = f"{base_url}/embed.js"
    try:
        answer = ask(address)
    except Unavailable as error:
        return problem("script", error.sentence, error.remedy)
    if answer.status == 200 and "javascript" in answer.type:
        return fine("script", f"{address} is there")
    told = f"{address} answers with status {answer.status} and type {answer.type}"
    return problem("script", told, "See what the web server in front passes on.")


def look_at_key(base_url: str, key: str, site: str) -> Finding:
    """Whether an Akismet client's key is good; without one, whether a wrong key is told so."""
    address = f"{base_url}/1.1/verify-key"
    try:
        answer = ask(address, {"key": key or _NO_KEY, "api_key": key or _NO_KEY, "blog": site or base_url})
    except Unavailable as error:
        return problem("Akismet", error.sentence, error.remedy)
    said = answer.body.decode("utf-8", "replace").strip()
    if (answer.status, said) == (200, "valid" if key else "invalid"):
        return fine("Akismet", "the key is good" if key else "the protocol answers (no key was given to try)")
    if said == "invalid":
        return problem("Akismet", "the key is not one of this installation", "See `rejoinder site list`.")
    told = f"{address} answers with status {answer.status}: {said[:80]!r}"
    return problem("Akismet", told, "See what the web server in front passes on.")
