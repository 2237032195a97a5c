"""`/metrics`: the figures of the installation as Prometheus reads them, for whoever has the token.

They tell how many people write, and when, so they are not for everybody; and without a token for nobody: the address of
a connection proves nothing where a web server on the same machine stands in front.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator

import anyio.to_thread
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.installation import Installation
from rejoinder.errors import NotFound, NotSignedIn
from rejoinder.metrics.shared import Figures
from rejoinder.web import answers
from rejoinder.web.border.house import house_of
from rejoinder.web.ops.state import house_figures

__all__ = ["show"]

_OFF = NotFound("metrics_off", "The figures of this server are not shown.", "Its owner may set metrics_token.")
_WRONG = NotSignedIn(
    "metrics_token_wrong", "The token is not the one of this server.", "Send it as Authorization: Bearer …"
)


async def show(request: Request) -> Response:
    """All figures. 404 where no token is set, 401 for a wrong one."""
    token: str = request.app.state.metrics_token
    if not token:
        raise _OFF
    if not _matches(request.headers.get("authorization", ""), token):
        refused = await answers.failure(request, _WRONG)
        refused.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 11.6.1
        return refused
    # Threads of its own, as for health: figures are wanted most when all others wait.
    house, figures, threads = house_of(request), request.app.state.figures, request.app.state.monitors
    text = await anyio.to_thread.run_sync(_written, house, figures, limiter=threads)
    return answers.plain(text, CONTENT_TYPE_PLAIN_0_0_4)


def _matches(given: str, token: str) -> bool:
    scheme, _, credentials = given.partition(" ")
    told = credentials.strip().encode("latin-1", "replace")
    return scheme.lower() == "bearer" and hmac.compare_digest(told, token.encode())


def _written(house: Installation, figures: Figures) -> bytes:
    counted = figures.families()
    return generate_latest(_Collected([*house_figures(house, counted), *counted]))


class _Collected(Collector):
    """Figures as the library's writer takes them."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Hand them over."""
        yield from self._families
