"""Forms as PHP reads them, because Akismet's clients were written against a PHP service.

Of repeated fields the last counts; `name[]`, `name[0]` and the same with percent-encoded brackets make arrays.
Parameters in the address count too, those in the body win. Nothing is refused for broken bytes: clients pass on what
bots sent to them, and a comment that is not judged is one more for a person.

A WordPress check has 30 to 100 fields of which we want 20, so values stay encoded until somebody asks: in the trials
that was 23 µs a body, decoding all fields 56, `urllib.parse.parse_qsl` 83 (measured 2026-11, Python 3.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from rejoinder.errors import TooLarge
from rejoinder.web.akismet.body import Pairs, pairs_in
from rejoinder.web.border.limits import AKISMET

__all__ = ["Fields", "Form", "charset_in", "codec_of", "parse"]

# Raw values by raw name: of a plain field its value, of an array its values by what stands in the brackets.
Fields = dict[bytes, bytes | dict[bytes, bytes]]

# What a charset may be called, and Python's codec for it. Only encodings of web pages: Python knows codecs that are no
# text encodings at all, some of them slow on purpose-made input. As in the Encoding Standard (https://encoding.spec.
# whatwg.org, "Names and labels") Latin 1 and ASCII mean windows-1252, and GB 2312 its superset.
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("iso-8859-9", "windows-1254"), "cp1254"),
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{page}": f"cp{page}" for page in (1250, 1251, 1253, 1255, 1256, 1257, 1258)},
    **dict.fromkeys(("windows-874", "tis-620", "iso-8859-11"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    **{name: name for name in ("big5", "euc-jp", "koi8-r", "koi8-u")},
}


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one request. A field sent as an array has several parts, any other at most one."""

    body: Fields
    query: Fields
    codec: str = "utf-8"

    def has(self, name: str) -> bool:
        """Whether the field was sent, be it empty."""
        raw = name.encode()
        return raw in self.body or raw in self.query

    def text(self, name: str) -> str:
        """The field's value; of an array its parts on lines of their own; empty when it was not sent."""
        raw = name.encode()
        value = self.body.get(raw)
        if value is None:
            value = self.query.get(raw, b"")
        return _text(value, self.codec) if isinstance(value, bytes) else "\n".join(_decoded(value, self.codec))

    def parts(self, name: str) -> tuple[str, ...]:
        """All values of the field, in order."""
        raw = name.encode()
        return _decoded(self.body[raw] if raw in self.body else self.query.get(raw), self.codec)

    def places(self, *names: str) -> tuple[str, ...]:
        """The values of the fields that were sent: first those in the body, then those in the address."""
        found = [fields.get(name.encode()) for fields in (self.body, self.query) for name in names]
        return tuple("\n".join(_decoded(value, self.codec)) for value in found if value is not None)


def parse(body: bytes, query: bytes = b"", content_type: str = "") -> Form:
    """A form from a body and the encoded parameters in the address.

    Raises `TooLarge` for more fields than `border/limits` allows, `BadInput` for a body that is not what it says.
    """
    pairs = pairs_in(body, content_type)
    sent = len(pairs) if pairs is not None else body.count(b"&") + bool(body)
    if sent + query.count(b"&") + bool(query) > AKISMET.fields:
        raise TooLarge("too_many_fields", f"The form has more than {AKISMET.fields:,} fields.", "Send fewer.")
    form = Form(_split(body) if pairs is None else _gathered(pairs), _split(query))
    if content_type.lower().startswith("application/json"):
        return form  # JSON is UTF-8 (RFC 8259, section 8.1), whatever its blog's pages are
    codec = codec_of(charset_in(content_type)) or codec_of(form.text("blog_charset")) or "utf-8"
    return Form(form.body, form.query, codec)


def charset_in(content_type: str) -> str:
    """The charset that a Content-Type header names, or empty."""
    _, _, parameters = content_type.lower().partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            return value.strip().strip("\"'")
    return ""


def codec_of(charset: str) -> str:
    """Python's codec for a charset by one of its names, empty for one that we do not take."""
    return _CODECS.get(charset.strip().lower(), "")


def _split(data: bytes) -> Fields:
    fields: Fields = {}
    for pair in data.split(b"&"):
        name, _, value = pair.partition(b"=")
        if b"%" in name or b"+" in name:
            name = unquote_to_bytes(name.replace(b"+", b" "))
        if b"[" in name:
            _add_to_array(fields, name, value)
        else:
            fields[name] = value
    return fields


def _gathered(pairs: Pairs) -> Fields:
    fields: Fields = {}
    for name, value in pairs:
        if b"[" in name:
            _add_to_array(fields, name, value)
        else:
            fields[name] = value
    return fields


def _add_to_array(fields: Fields, name: bytes, value: bytes) -> None:
    base, _, place = name.partition(b"[")
    if b"]" not in place:
        fields[name] = value
        return
    array = fields.get(base)
    if not isinstance(array, dict):
        array = fields[base] = {}
    # Empty brackets ask for the next free place; places deeper down need no order of their own.
    array[b"%d]" % len(array) if place == b"]" else place.replace(b"[]", b"[%d]" % len(array))] = value


def _decoded(value: bytes | dict[bytes, bytes] | None, codec: str) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value.values() if isinstance(value, dict) else (value,)
    return tuple([_text(one, codec) for one in values])


def _text(value: bytes, codec: str) -> str:
    if b"+" in value:
        value = value.replace(b"+", b" ")
    return (unquote_to_bytes(value) if b"%" in value else value).decode(codec, "replace")
