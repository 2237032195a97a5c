"""From the fields of a request to a comment. What is not known here is not read, let alone stored.

Behind these fields clients send their visitors' headers and form fields by the dozen (`HTTP_*`, `POST_*`). Of these
`behaviour` reads a few, most of them only where an owner wants it; the others stay unread.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from rejoinder.comment import Comment
from rejoinder.text.addresses import read_address
from rejoinder.text.clean import repair
from rejoinder.web.akismet.behaviour import signs
from rejoinder.web.akismet.forms import Form

__all__ = ["address", "client_ref", "comment", "is_again", "is_site_address", "is_test"]

_YES = frozenset({"1", "true", "yes", "on"})  # rakismet sends 1, Python's clients True, akismet-api true

# The clients' own numbers of comments, and UUIDs. Longer ones would not fit an index entry of PostgreSQL.
_LONGEST_REF = 100


def comment(form: Form, *, typing: bool = False) -> Comment:
    """The comment in question, as the client has it: nothing is cut, only what no database could hold is replaced.

    With `typing` it has the signs of typing and mouse, too.
    """
    return Comment(
        text=_field(form, "comment_content"),
        author=_field(form, "comment_author"),
        email=_field(form, "comment_author_email"),
        url=_field(form, "comment_author_url"),
        ip=address(form.text("user_ip")),
        user_agent=_field(form, "user_agent"),
        referrer=_field(form, "referrer"),
        # Discourse says content_type where everybody else says comment_type.
        kind=_field(form, "comment_type") or _field(form, "content_type") or "comment",
        permalink=_field(form, "permalink"),
        context=repair(", ".join(form.parts("comment_context"))),
        lang=_field(form, "blog_lang"),
        behaviour=signs(form, typing=typing),
    )


def client_ref(form: Form) -> str:
    """The client's own number of the comment, or empty."""
    given = _field(form, "comment_ID")
    return given if len(given) <= _LONGEST_REF else ""


def is_test(form: Form) -> bool:
    """Whether the client says that this is a test, which must leave no trace."""
    return form.text("is_test").strip().lower() in _YES


def is_again(form: Form) -> bool:
    """Whether the same words were sent to be judged before; of an edited comment other words were."""
    return form.text("recheck_reason").strip().lower() not in ("", "edit")


def is_site_address(value: str) -> bool:
    """Whether this is an absolute http or https address."""
    try:
        parts = urlsplit(value.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def address(value: str) -> str:
    """The IP address in its usual form, or empty for anything that is not exactly one.

    A list (`X-Forwarded-For` passed on) counts as none, since its first entry is whatever the sender wrote; taking it
    would let anybody ruin the reputation of somebody else's address.
    """
    found = read_address(value.strip().partition("%")[0])
    return str(found) if found else ""


def _field(form: Form, name: str) -> str:
    return repair(form.text(name))
