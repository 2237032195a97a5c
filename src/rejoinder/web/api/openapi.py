"""`/api/openapi.json`: what the routes take and give, with shapes and field descriptions from `shapes.py`.

Only what a Struct cannot say stands here: paths, statuses, and the node, which contains itself. A test compares the
paths with the routes of the server, and real answers with these schemas.
"""

from __future__ import annotations

from typing import Any

import msgspec

from rejoinder import __version__
from rejoinder.actions.reading.counts import MOST
from rejoinder.web.api.shapes import Answered, CountsOut, ErrorBody, NewComment, ThreadOut

__all__ = ["DESCRIPTION"]

_REF = "#/components/schemas/{name}"
_NODE = {
    "description": "A piece of text, or an element: its tag, its attributes, and what it contains.",
    "oneOf": [
        {"type": "string"},
        {
            "type": "array",
            "minItems": 3,
            "maxItems": 3,
            "prefixItems": [
                {"enum": ["a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"]},
                {
                    "type": "object",
                    "properties": {"href": {"type": "string"}, "start": {"type": "string"}},
                    "additionalProperties": False,
                },
                {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
            ],
        },
    ],
}
_REFUSALS = {
    "400": "Something in the request is wrong; `sentence` says what.",
    "403": "The page that sent it does not belong to the site.",
    "404": "No such site, or no such comment to reply to.",
    "409": "The comment to reply to is under another page, or the key was sent with other words before.",
    "413": "A field or the whole body is over its limit. Nothing is cut and nothing was stored.",
    "415": "Not `application/json` in UTF-8.",
    "429": "Too many comments came from this address; send it again after `Retry-After` seconds.",
    "503": "A part of the server fails. Nothing was stored; send it again after `Retry-After` seconds.",
}


def _body(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=name)}}}


def _answers(done: str, text: str, name: str, *refusals: str) -> dict[str, Any]:
    told = {status: {"description": _REFUSALS[status], "content": _body("ErrorBody")} for status in refusals}
    return {done: {"description": text, "content": _body(name)}, **told}


def _asked(name: str, description: str, *, required: bool = True, **schema: Any) -> dict[str, Any]:
    shape = {"type": "string", **schema}
    return {"name": name, "in": "query", "required": required, "description": description, "schema": shape}


_ID = {"pattern": "^[1-9][0-9]{0,17}$"}


_READ = {
    "operationId": "readThread",
    "summary": "The thread of a page, in reading order and in parts of fifty comments",
    "parameters": [
        _asked("site", "The address of the site, as it is registered here."),
        _asked("url", "The address of the page. Fragment and tracking parameters do not matter."),
        _asked("order", "Without it, as the owner has set.", required=False, enum=["oldest", "newest", "best"]),
        _asked("after", "The part after this comment: what an earlier part calls `following`.", required=False, **_ID),
        _asked("at", "The part that this comment is in.", required=False, **_ID),
    ],
    "responses": _answers("200", "The thread, empty before anybody wrote.", "ThreadOut", "400", "404", "413", "503"),
}
_COUNTS = {
    "operationId": "countComments",
    "summary": "How many comments many pages have",
    "parameters": [
        _asked("site", "The address of the site, as it is registered here."),
        {
            **_asked("url", f"The addresses of up to {MOST} pages, each as a parameter of this name."),
            "schema": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST},
            "explode": True,
        },
        {**_asked("lang", "The language of the words, as in de."), "required": False},
    ],
    "responses": _answers("200", "The counts, in the order of the pages.", "CountsOut", "400", "404", "413", "503"),
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any new string for a new comment, and the same again when the same comment is sent again.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
_POST = {
    "operationId": "leaveComment",
    "summary": "Leave a comment",
    "description": "A comment that is sent again under the same key within a day, or twice within ten minutes without "
    "one, is stored once and answered with the first.",
    "parameters": [_KEY],
    "requestBody": {"required": True, "content": _body("NewComment")},
    "responses": _answers("201", "It is stored; `status` says where it stands.", "Answered", *_REFUSALS),
}
_PREFLIGHT = {
    "operationId": "preflight",
    "summary": "What browsers ask before they let a page send a comment (CORS)",
    "responses": {
        "204": {"description": "Pages of this origin may."},
        "403": {"description": _REFUSALS["403"], "content": _body("ErrorBody")},
    },
}
_DESCRIBE = {
    "operationId": "describe",
    "summary": "This document",
    "responses": {"200": {"description": "OpenAPI", "content": {"application/json": {"schema": {"type": "object"}}}}},
}


def _description() -> dict[str, Any]:
    _, shapes = msgspec.json.schema_components(
        [ThreadOut, CountsOut, NewComment, Answered, ErrorBody], ref_template=_REF
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rejoinder",
            "version": __version__,
            "description": "Comments of a page. No key is needed; pages of registered origins may ask by script.",
        },
        "paths": {
            "/api/v1/thread": {"get": _READ},
            "/api/v1/counts": {"get": _COUNTS},
            "/api/v1/comments": {"post": _POST, "options": _PREFLIGHT},
            "/api/openapi.json": {"get": _DESCRIBE},
        },
        "components": {"schemas": {**shapes, "Node": _NODE}},
    }


DESCRIPTION = _description()
