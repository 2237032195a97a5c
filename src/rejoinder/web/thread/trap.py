"""What a comment's form betrays of a robot: a field that people do not see, and a stamp that tells when it was made.

Nobody is asked to solve anything, and nothing here refuses: it finds signs, which the filter weighs as reasons with
names (`filter/signals`). A form has to carry two fields, whoever draws it:

- `HONEYPOT`, empty, out of sight by a class of our style sheet (robots look for inline styles and `hidden`; a strict
  Content-Security-Policy allows no style in the markup either), out of the way of keyboards (`tabindex="-1"`) and
  screen readers (`aria-hidden`), with a label for who sees it after all. It is called as old comment forms call their
  subject line: robots fill that in, and no browser does, since the kinds of fields that browsers know (HTML Standard,
  "Autofill detail tokens") have no such thing.
- `STAMP`, with what `stamp` gives at that moment. A form that is shown again with a mistake in it keeps its stamp, or
  who corrects one letter would seem to be in haste.

A stamp holds a time and nothing else. It is the same for all readers of a page that is kept by a cache, and may be used
any number of times; so it does not prove that a person sent the comment. It costs a robot to have fetched a form of
ours within two days and to wait, which most do not. How often an address may post is another matter (`border/rates`).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from itsdangerous import Signer

from rejoinder.actions.installation import Installation

__all__ = ["HONEYPOT", "STAMP", "signs", "stamp"]

HONEYPOT, STAMP = "subject", "stamp"

# To find the field, write and send takes more than a second, whoever does it; "+1" can be had in two, a sentence of
# twenty letters not in three (good typists have seven letters a second).
_HASTE_MS, _HURRY_MS = 1_000, 3_000
# A page stays in caches for hours, and in a tab overnight. What is older may have been handed around among robots, and
# is worth as much as none.
_STALE_MS = 2 * 24 * 3_600_000
_LONGEST = 100  # characters of a stamp; ours have some forty


def stamp(house: Installation) -> str:
    """The time, signed: for a form that is given out now."""
    return _signed(house, str(house.clock()))


def signs(house: Installation, sent: Mapping[str, str], now: int) -> tuple[str, ...]:
    """The signs of a form with the fields `sent`, at `now` in milliseconds. Takes anything."""
    trapped = ("honeypot",) if sent.get(HONEYPOT, "").strip() else ()
    sign = _of_stamp(house, sent.get(STAMP, ""), now)
    return (*trapped, sign) if sign else trapped


def _of_stamp(house: Installation, token: str, now: int) -> str:
    if not token:
        return "unstamped"
    given_out = _time_in(house, token)
    if given_out is None:
        return "forged"
    age = now - given_out
    if age < 0:  # our clock was set back: the stamp is ours, and says nothing
        return ""
    if age < _HURRY_MS:
        return "haste:1" if age < _HASTE_MS else "haste:3"
    return "stale" if age > _STALE_MS else ""


def _time_in(house: Installation, token: str) -> int | None:
    if len(token) > _LONGEST or not token.isascii():
        return None
    time = token.partition(".")[0]
    # Made anew and compared, since `unsign` takes signatures with other characters strewn in.
    return int(time) if time.isdigit() and hmac.compare_digest(token, _signed(house, time)) else None


def _signed(house: Installation, time: str) -> str:
    return Signer(house.vault.subkey("stamp"), salt="stamp").sign(time).decode("ascii")
