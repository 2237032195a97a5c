"""How large a request may be, route by route; docs/limits.md lists it, and a test compares the two.

How long a single field may be stands at the door for strings (text/clean.py), because there it is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ADDRESS_FIELDS", "AKISMET", "COMMENT", "COUNTED_FIELDS", "DESK", "Limit", "limit_of", "query_fields"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How many bytes a body may have, and how many fields the form in it. `told` is its name in the docs."""

    told: str
    body: int
    fields: int


# Ten thousand emoji, percent-encoded as a form sends them, are 120,000 bytes; the rest is for the other fields.
COMMENT = Limit("a comment, by form or as JSON; a form about one at the desk", 128 * 1024, 50)
# The longest are the rules of a site, 1,135 characters, and a sign-in, 80 + 1,024, of up to twelve bytes each when they
# are percent-encoded.
DESK = Limit("a form of the desk", 16 * 1024, 50)
# A megabyte is what the protocol asks for at least, and clients send comments of 32,000 characters. A thousand fields
# is what PHP's max_input_vars allows; WordPress's largest checks have about a hundred.
AKISMET = Limit("a call of the Akismet protocol", 1024 * 1024, 1_000)

ADDRESS_FIELDS = 50  # of the query in an address
# A list of articles names each of them: as many as are counted at once, and what else there is to say.
COUNTED_FIELDS = 110
_QUERIES = {"/embed/counts": COUNTED_FIELDS, "/api/v1/counts": COUNTED_FIELDS}

# Every address that takes a body, by the beginning of its path. A test sends each of them a byte too many.
_BY_PATH = {
    "/thread": COMMENT,
    "/embed": COMMENT,
    "/api/v1/comments": COMMENT,
    "/desk/comments": COMMENT,  # moderators reply there
    "/desk": DESK,
    "/1.1": AKISMET,
    "/1.2": AKISMET,
}


def limit_of(path: str) -> Limit:
    """The limit of the route at this path."""
    return next(limit for start, limit in _BY_PATH.items() if path.startswith(start))


def query_fields(path: str) -> int:
    """How many parameters the address of the route at this path may have."""
    return _QUERIES.get(path, ADDRESS_FIELDS)
