"""Ask a server of this installation, as somebody from outside would: by its address, over HTTP.

It asks the address that the owner has named as their own and nothing else, so it is no way out of the machine
(`outside` is). It follows no redirect: an address that leads elsewhere is what the owner is to be told.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from rejoinder.errors import Unavailable

__all__ = ["Answer", "ask"]

_PATIENCE_S = 5.0
_LARGEST = 1 << 20  # nothing that is asked for here comes near it
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "rejoinder"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    type: str
    body: bytes


def ask(address: str, form: Mapping[str, str] | None = None) -> Answer:
    """GET an address, or POST a form to it. Raises `Unavailable` when no answer comes."""
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_PATIENCE_S)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        if form is None:
            connection.request("GET", target, headers={"User-Agent": "rejoinder"})
        else:
            connection.request("POST", target, urlencode(form), _FORM)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers.get_content_type(), answer.read(_LARGEST))
    except ssl.SSLCertVerificationError as error:
        raise Unavailable(
            "not_reached",
            f"The certificate of {parts.netloc} is not good: {error.verify_message}.",
            "Renew it, or mend its chain.",
        ) from None
    except (OSError, http.client.HTTPException) as error:
        why = str(getattr(error, "strerror", None) or error) or type(error).__name__
        raise Unavailable(
            "not_reached", f"Nothing answers at {parts.netloc}: {why}.", "Start the server, or correct base_url."
        ) from None
    finally:
        connection.close()
