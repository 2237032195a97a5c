"""A running server looked at from outside: is it there, is it ours, do the script and the Akismet protocol answer?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from rejoinder.cli.checkup.asking import Answer, ask
from rejoinder.cli.checkup.finding import Finding, State, fine, problem, warning
from rejoinder.errors import Unavailable

__all__ = ["is_ours", "look_around"]

_NO_KEY = "0123456789ab"  # in the form of a key, and nobody's

_Detail = dict[str, str]


def _detail_of(base_url: str) -> _Detail | Unavailable:
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
    return isinstance(_detail_of(base_url), dict)


def _read(answer: Answer) -> _Detail | None:
    try:
        told = msgspec.json.decode(answer.body, type=_Detail)
    except msgspec.DecodeError:
        return None
    return told if told.get("status") in {"ready", "failing"} else None


def _look_at_server(base_url: str, detail: _Detail) -> Iterator[Finding]:
    """Whether it is ready, and what it says is wrong beside the requests."""
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


def _look_at_script(base_url: str) -> Finding:
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


def _look_at_key(base_url: str, key: str, site: str) -> Finding:
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


def look_around(base_url: str, key: str, sites: Sequence[str]) -> Iterator[Finding]:
    """All of it; nothing more where nothing of ours answers. Nobody need know to which of the sites the key belongs."""
    detail = _detail_of(base_url)
    if isinstance(detail, Unavailable):
        yield problem("server", detail.sentence, detail.remedy)
        return
    yield from _look_at_server(base_url, detail)
    yield _look_at_script(base_url)
    yield _look_at_any_key(base_url, key, sites)


def _look_at_any_key(base_url: str, key: str, sites: Sequence[str]) -> Finding:
    found = [_look_at_key(base_url, key, site) for site in sites or [base_url]]
    return next((one for one in found if one.state is State.OK), found[0])
