"""Holds a value against a JSON schema: the part of JSON Schema 2020-12 that our OpenAPI document uses.

A word that is not known here is an error, so that a schema cannot promise what nobody checks.
"""

from __future__ import annotations

import re
from typing import Any

KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
SILENT = {"description", "title", "format", "default"}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "$") -> list[str]:
    """What is wrong with `value`, empty when nothing is."""
    found = _type(value, schema["type"], schema, root) if "type" in schema else []
    if found:
        return [f"{where}: {found[0]}"]  # the other words speak of values of the right type only
    for word, wanted in schema.items():
        if word not in SILENT:
            found += [f"{where}: {fault}" for fault in CHECKS[word](value, wanted, schema, root)]
    return found


def _type(value, wanted, _schema, _root):
    if wanted == "integer":
        return [] if isinstance(value, int) and not isinstance(value, bool) else [f"{value!r} is no integer"]
    return [] if isinstance(value, KINDS[wanted]) else [f"{value!r} is no {wanted}"]


def _properties(value, wanted, _schema, root):
    return [f for name, schema in wanted.items() if name in value for f in faults(value[name], schema, root, name)]


def _additional(value, wanted, schema, _root):
    assert wanted is False
    return [f"{name!r} is not expected" for name in value if name not in schema["properties"]]


def _items(value, wanted, _schema, root):
    return [f for number, one in enumerate(value) for f in faults(one, wanted, root, str(number))]


def _prefix(value, wanted, _schema, root):
    return [f for one, schema in zip(value, wanted, strict=False) for f in faults(one, schema, root)]


def _some(value, wanted, _schema, root):
    return [] if any(not faults(value, one, root) for one in wanted) else [f"{value!r} is none of those"]


def _ref(value, wanted, _schema, root):
    schema = root
    for step in wanted.removeprefix("#/").split("/"):
        schema = schema[step]
    return faults(value, schema, root)


CHECKS = {
    "type": _type,
    "properties": _properties,
    "required": lambda value, wanted, _s, _r: [f"{name!r} is missing" for name in wanted if name not in value],
    "additionalProperties": _additional,
    "items": _items,
    "prefixItems": _prefix,
    "minItems": lambda value, wanted, _s, _r: [] if len(value) >= wanted else ["too short"],
    "maxItems": lambda value, wanted, _s, _r: [] if len(value) <= wanted else ["too long"],
    "maxLength": lambda value, wanted, _s, _r: [] if len(value) <= wanted else ["too long"],
    "minimum": lambda value, wanted, _s, _r: [] if value >= wanted else ["too small"],
    "maximum": lambda value, wanted, _s, _r: [] if value <= wanted else ["too large"],
    "pattern": lambda value, wanted, _s, _r: [] if re.search(wanted, value) else [f"{value!r} has another form"],
    "enum": lambda value, wanted, _s, _r: [] if value in wanted else [f"{value!r} is not in {wanted}"],
    "anyOf": _some,
    "oneOf": _some,
    "$ref": _ref,
}
