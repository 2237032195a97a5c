"""The addresses of the thread, each with what answers it; and the files of the embed script.

What waits for a moderator is at no address that somebody could guess: a receipt is signed, and whoever has it wrote the
comment. `/thread…` are pages and pieces of HTML, `/embed/…` the same for the script, as JSON. Scripts send plain forms,
which browsers let pass without asking first (CORS, "simple requests").
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rejoinder.web.thread import files, mine, opinions, own, reading, writing

__all__ = ["ROUTES"]


async def script(request: Request) -> Response:
    """The script with which any page of a site shows its thread."""
    return files.answer(request, files.SCRIPT)


async def more(request: Request) -> Response:
    """What the script fetches when a reader does more than read and send."""
    return files.answer(request, files.MORE)


async def counts(request: Request) -> Response:
    """The script that writes the numbers of comments into pages that list articles."""
    return files.answer(request, files.COUNTS)


async def style(request: Request) -> Response:
    """The style sheet of the thread, embedded or not."""
    return files.answer(request, files.STYLE)


# Those of the script first, which are asked most.
ROUTES: tuple[BaseRoute, ...] = (
    Route("/embed/thread", reading.read, methods=["GET"]),
    Route("/embed/thread", writing.send, methods=["POST"]),
    Route("/thread", reading.show, methods=["GET"]),
    Route("/thread", writing.post, methods=["POST"]),
    Route("/thread/part", reading.part),
    Route("/thread/receipt/{receipt}", own.receipt),
    Route("/thread/edit", own.change, methods=["POST"]),
    Route("/thread/delete", own.delete, methods=["POST"]),
    Route("/thread/report", opinions.ask, methods=["GET"]),
    Route("/thread/report", opinions.report, methods=["POST"]),
    Route("/embed/preview", writing.preview, methods=["POST"]),
    Route("/embed/mine", mine.ask, methods=["POST"]),
    Route("/embed/edit", mine.change, methods=["POST"]),
    Route("/embed/delete", mine.delete, methods=["POST"]),
    Route("/embed/report", opinions.report_form, methods=["GET"]),
    Route("/embed/report", opinions.send_report, methods=["POST"]),
    Route("/embed/vote", opinions.vote, methods=["POST"]),
    Route("/embed.js", script),
    Route("/embed-more.js", more),
    Route("/counts.js", counts),
    Route("/embed.css", style),
)
