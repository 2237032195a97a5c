"""The style sheets and scripts of our own pages, as files; nothing a reader has sent is ever served from here."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

__all__ = ["FILES"]


class _Files(StaticFiles):
    """Files that browsers ask about anew after five minutes, by their ETag."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=300"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


FILES = _Files(directory=Path(__file__).parent / "static")
