"""Moderators and their sessions: who may use the desk, and who is asking."""

from __future__ import annotations

import logging
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, Conflict, NotSignedIn, Unavailable
from rejoinder.store import audit, people
from rejoinder.store.people import Moderator, Session
from rejoinder.text.clean import clean

__all__ = ["IDLE_MS", "LONGEST_MS", "add_moderator", "identify", "moderator_names", "sign_in", "sign_out"]

IDLE_MS = 12 * 3_600_000  # a session unused for this long has ended (OWASP ASVS 5.0, 7.3)
LONGEST_MS = 14 * 86_400_000  # … and so has one this old
_TOUCH_MS = 60_000
_SKEW_MS = 300_000  # as far as the clocks of two machines may be apart
_SHORTEST_PASSWORD = 8

_log = logging.getLogger(__name__)

# OWASP's floor for Argon2id (19 MiB, two passes, one lane): 23 ms here.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# A flood of sign-ins computes two hashes at a time, 38 MiB, and whoever waits longer than this is sent away; without
# it, forty threads would hold 760 MiB and nobody would be left to answer the moderators who are in.
_hashing = threading.BoundedSemaphore(2)
_HASHING_WAIT_S = 1.0
# Compared when the name is unknown, so that an unknown name takes as long as a wrong password: the hash of a random
# string that nobody kept. Made once and for all, because making one takes a noticeable part of every start.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$KnvXkTnDkoOOhOn61xS7pw$qJhuPvNAHO4smoJhV2/Cy/dCeL7Dgfd379Gq7s0CzVk"


def add_moderator(house: Installation, name: str, password: str) -> Moderator:
    """A new moderator. Raises `Conflict` when the name is taken, `BadInput` for a password under eight characters."""
    name = clean("name", name)
    if not name:
        raise BadInput("name_missing", "A moderator needs a name.", "Give one.")
    password = clean("password", password)  # as `sign_in` does, or a blank at its end would lock the owner out
    if len(password) < _SHORTEST_PASSWORD:
        raise BadInput(
            "password_short", f"A password has at least {_SHORTEST_PASSWORD} characters.", "Choose a longer one."
        )
    hashed = _hasher.hash(password)
    now = house.clock()
    with house.store.write() as connection:
        if people.moderator_named(connection, name):
            raise Conflict("name_taken", f"There is a moderator called {name} already.", "Choose another name.")
        moderator = people.add_moderator(connection, name, hashed, now)
        audit.note(connection, now, "command line", "add moderator", f"moderator {moderator.id}")
    return moderator


def moderator_names(house: Installation) -> list[str]:
    """Who may use the desk."""
    with house.store.read() as connection:
        return people.moderator_names(connection)


def sign_in(house: Installation, name: str, password: str) -> str:
    """A session's token for the right password. Raises `NotSignedIn`, in the same words whatever was wrong.

    Raises `Unavailable` when too many sign in at once.
    """
    name, password = clean("name", name), clean("password", password)
    with house.store.read() as connection:
        moderator = people.moderator_named(connection, name)
    right = _matches(moderator.password_hash if moderator else _NOBODY, password)
    if moderator is None or not right:
        raise NotSignedIn("wrong_password", "The name or the password is wrong.", "Try again.")
    token = secrets.token_urlsafe(32)
    now = house.clock()
    with house.store.write() as connection:
        people.start_session(connection, _digest(house, token), moderator.id, now)
        audit.note(connection, now, moderator.name, "sign in", f"moderator {moderator.id}")
    return token


def identify(house: Installation, token: str) -> Moderator:
    """Whose session this is. Raises `NotSignedIn` without a session that is still good."""
    now = house.clock()
    with house.store.read() as connection:
        session = people.session_with(connection, _digest(house, token)) if token else None
    if session is None or not _lasts(session, now):
        raise NotSignedIn("not_signed_in", "You are not signed in, or your session has ended.", "Sign in.")
    if now - session.last_seen_at > _TOUCH_MS:
        _touch(house, token, now)
    return session.moderator


def _lasts(session: Session, now: int) -> bool:
    """Whether a session is good still. One that began in the future would be so for ever."""
    idle, age = now - session.last_seen_at, now - session.created_at
    return -_SKEW_MS <= idle <= IDLE_MS and -_SKEW_MS <= age <= LONGEST_MS


def _touch(house: Installation, token: str, now: int) -> None:
    """Note that a session is used. Whoever only reads need not be sent away because nothing can be written."""
    try:
        with house.store.write() as connection:
            people.touch_session(connection, _digest(house, token), now)
    except Unavailable as error:
        _log.warning("the use of a session could not be noted: %s", error.code)


def sign_out(house: Installation, token: str) -> None:
    """End a session."""
    with house.store.write() as connection:
        people.end_session(connection, _digest(house, token))


def _matches(hashed: str, password: str) -> bool:
    if not _hashing.acquire(timeout=_HASHING_WAIT_S):
        raise Unavailable("sign_ins_busy", "Too many people are signing in just now.", "Try again in a moment.")
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _hashing.release()


def _digest(house: Installation, token: str) -> bytes:
    return house.vault.digest("session", token, 32)
