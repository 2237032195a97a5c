"""The first thing that a request meets: whose it is, by what scheme it came, and which of our addresses it means.

What is found is written into the ASGI scope, so that nobody behind has to know of proxies or of the folder that the
installation lives in. A request that does not say for whom it is, or says it twice, goes no further (RFC 9112, 3.2):
caches and proxies might read another host out of it than we do. *Which* host it names does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from rejoinder.errors import BadInput
from rejoinder.web.border.peers import Hint, Proxies, client_of, scheme_of
from rejoinder.web.border.refusals import send_refusal

__all__ = ["Doorway"]

# Names as DNS and as people have them (underscores), and addresses in brackets (RFC 3986, 3.2.2).
_HOST = re.compile(rb"(?:[A-Za-z0-9._~-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?")


class Doorway:
    """Stands in front of all faces."""

    def __init__(self, inside: ASGIApp, proxies: Proxies, base_url: str, routes: Iterable[BaseRoute]) -> None:
        self._inside = inside
        self._proxies = proxies
        self._hint = Hint(proxies)
        self._root = unquote(urlsplit(base_url).path.rstrip("/"))
        # What our addresses begin with; that of the protocol stands in no list of routes.
        self._ours = {"1.1", *(str(getattr(route, "path", "")).split("/")[1] for route in routes)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if not _names_a_host(scope):
            await send_refusal(send, _NO_HOST)
            return
        self._hint.look(scope)
        client = client_of(scope, self._proxies)
        found = {
            "client": None if client is None else (str(client), 0),
            "scheme": scheme_of(scope, self._proxies),
            "path": self._within(scope["path"]),
        }
        await self._inside({**scope, **found}, receive, send)

    def _within(self, path: str) -> str:
        """The path below the folder that the base URL names, whether the proxy in front has taken it off or not.

        It is taken off only where one of our addresses follows, so that a folder called /desk does no harm.
        """
        rest = path.removeprefix(self._root)
        belongs = rest != path and rest.startswith("/") and rest.lstrip("/").partition("/")[0] in self._ours
        return rest if belongs else path


_NO_HOST = BadInput(
    "bad_host", "The request does not name one host, as it should.", "Send one Host header with a name."
)


def _names_a_host(scope: Scope) -> bool:
    named = [value for name, value in scope["headers"] if name == b"host"]
    if not named:
        return bool(scope["http_version"] == "1.0")
    return len(named) == 1 and _HOST.fullmatch(named[0]) is not None
