"""What kind of body a client sends: a form, unless it says otherwise. `border/bodies` reads it."""

from __future__ import annotations

from rejoinder.errors import WrongType

__all__ = ["expect_form"]

# What says of itself that it is something else than a form. Everything else is read as one: some clients name no type.
_NO_FORMS = ("application/json", "multipart/", "application/xml", "text/xml")


def expect_form(headers: dict[bytes, bytes]) -> None:
    """Refuse a body that is no form. Raises `WrongType`."""
    kind = headers.get(b"content-type", b"").decode("latin-1").strip().lower()
    coding = headers.get(b"content-encoding", b"identity").strip().lower()
    if kind.startswith(_NO_FORMS) or coding != b"identity":
        raise WrongType("no_form", "The body is not a form.", "Send application/x-www-form-urlencoded, uncompressed.")
