"""The rules of sites at the desk: what is said for a site, for sections of it and for pages, each as a form.

A field that is left empty says nothing: there the wider scope holds, at last the default. So a text that the wider
scope has said can only be taken away with the box beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rejoinder.actions.deciding.rules import Said, said, say
from rejoinder.actions.owning.sites import known_sites
from rejoinder.errors import BadInput
from rejoinder.policy.rules import Rules
from rejoinder.web.border.forms import query_of
from rejoinder.web.border.house import house_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.desk.frame import frame
from rejoinder.web.desk.session import Visitor, page, reading, seal, writing

__all__ = ["LABELS", "ROUTES", "FieldView", "field_views"]

LABELS = {
    "hold": "Whose comments wait",
    "newcomer_comments": "Published comments of a known reader",
    "hold_links": "Comments with links wait",
    "name": "Name",
    "email": "E-mail address",
    "website": "Website",
    "votes": "Votes",
    "order": "Order",
    "edit_minutes": "Minutes for changes",
    "close_after_days": "Days until a page is closed",
    "closed": "Comments are closed",
    "notice": "Notice when closed",
    "guidelines": "Guidelines",
    "guidelines_url": "Address of the guidelines",
    "language": "Language",
}
_NOTHING = "none:"  # before the name of a field: this scope says that there is none


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the form. `value` is what this scope says, empty for nothing; `otherwise` what holds then.

    It is a choice where it has `options`, else a number or a line of text. `none` is there where this scope can take
    away what a wider one has said, and says whether it does.
    """

    name: str
    label: str
    help: str
    value: str
    otherwise: str
    options: list[str]
    number: bool
    most: int
    none: bool | None = None


def field_views(rules: dict[str, Any], otherwise: Rules, typed: dict[str, str] | None = None) -> list[FieldView]:
    """The form for a scope that says `rules`; with what somebody has typed in it, where that was refused."""
    return [_field(one.name, one.default, one.metadata, rules, otherwise, typed) for one in fields(Rules)]


def _field(
    name: str, default: Any, told: Any, rules: dict[str, Any], otherwise: Rules, typed: dict[str, str] | None
) -> FieldView:
    wider = _shown(getattr(otherwise, name))
    value = typed.get(name, "") if typed is not None else _shown(rules[name]) if name in rules else ""
    is_text = isinstance(default, str) and not isinstance(default, StrEnum)
    none = (rules.get(name) == "" if typed is None else _NOTHING + name in typed) if is_text and wider else None
    return FieldView(
        name=name,
        label=LABELS[name],
        help=told["help"],
        value=value,
        otherwise=wider or "none",
        options=_options(default),
        number=type(default) is int,
        most=told["most"],
        none=none,
    )


def _options(default: Any) -> list[str]:
    if isinstance(default, StrEnum):
        return [*type(default)]
    return ["yes", "no"] if isinstance(default, bool) else []


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _typed(form: dict[str, str]) -> dict[str, str]:
    """What a form says: the fields that are filled, and the texts that are taken away."""
    given = {name: form.get(name, "").strip() for name in LABELS}
    return {name: value for name, value in given.items() if value or _NOTHING + name in form}


def _all(request: Request, visitor: Visitor) -> Response:
    sites = [known.site for known in known_sites(house_of(request))]
    if len(sites) == 1:
        return seal(RedirectResponse(_place(request, sites[0].id, ""), 303))
    return page(request, "desk_sites.html", {**frame(request, visitor, "rules"), "sites": sites})


def _show(request: Request, visitor: Visitor) -> Response:
    found = _said(request, query_of(request).get("scope", ""))
    return _form(request, visitor, found)


def _keep(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    found = _said(request, form.get("scope", ""))
    try:
        say(house_of(request), visitor.moderator.name, found.site.id, found.scope.name, _typed(form))
    except BadInput as refusal:
        return _form(request, visitor, found, form, refusal)
    return seal(RedirectResponse(_place(request, found.site.id, found.scope.name, "did=rules"), 303))


def _form(
    request: Request,
    visitor: Visitor,
    found: Said,
    typed: dict[str, str] | None = None,
    refusal: BadInput | None = None,
) -> Response:
    shown = field_views(found.rules, found.otherwise, typed)
    values = {**frame(request, visitor, "rules"), "said": found, "fields": shown, "refusal": refusal}
    values["several"] = len(known_sites(house_of(request))) > 1
    return page(request, "desk_rules.html", values, status=refusal.status if refusal else 200)


def _said(request: Request, scope: str) -> Said:
    """The scope that is asked for. One that is none is not found: links lead to none such, and the form says why."""
    return said(house_of(request), number_in(request.path_params["site"], "site"), scope)


def _place(request: Request, site_id: int, scope: str, more: str = "") -> str:
    query = "&".join(part for part in (f"scope={quote(scope, safe='/')}" if scope else "", more) if part)
    return f"{request.app.state.root}/desk/rules/{site_id}" + (f"?{query}" if query else "")


ROUTES: list[Route] = [
    Route("/rules", reading(_all), methods=["GET"]),
    Route("/rules/{site}", reading(_show), methods=["GET"]),
    Route("/rules/{site}", writing(_keep), methods=["POST"]),
]
