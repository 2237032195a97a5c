"""The form parser reads what PHP would read, whatever the bytes."""

from __future__ import annotations

import time
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.errors import TooLarge
from rejoinder.web.akismet.forms import charset_in, codec_of, parse
from rejoinder.web.border.limits import AKISMET

# body, name, the values found
FORMS = [
    (b"a=1", "a", ("1",)),
    (b"a=", "a", ("",)),
    (b"a", "a", ("",)),
    (b"b=1", "a", ()),
    (b"a=1&a=2", "a", ("2",)),
    (b"a=b=c", "a", ("b=c",)),
    (b"a=x+y%2Bz", "a", ("x y+z",)),
    (b"%61=1", "a", ("1",)),
    (b"a+b=1", "a b", ("1",)),
    (b"a[]=1&a[]=2", "a", ("1", "2")),
    (b"a[0]=1&a[1]=2", "a", ("1", "2")),
    (b"a%5B0%5D=1&a%5b1%5d=2", "a", ("1", "2")),
    (b"a[0]=1&a[0]=2", "a", ("2",)),
    (b"a[x]=1&a[y][z]=2", "a", ("1", "2")),
    (b"a[0][]=1&a[0][]=2", "a", ("1", "2")),
    (b"a[]=1&a=2", "a", ("2",)),
    (b"a=1&a[]=2", "a", ("2",)),
    (b"a[=1", "a", ()),
    (b"a[" + b"[" * 10_000 + b"]=1", "a", ("1",)),
    (b"&&a=1&&", "a", ("1",)),
    (b"=&=&=", "a", ()),
    (b"a=1;a=2", "a", ("1;a=2",)),
    (b"a=%", "a", ("%",)),
    (b"a=%zz%4", "a", ("%zz%4",)),
    (b"a=%u0041", "a", ("%u0041",)),
    (b"a=%2500", "a", ("%00",)),
    (b"a=%ff%fe", "a", ("��",)),
    (b"a=\xff\xfe", "a", ("��",)),
    (b"a=%ED%A0%80", "a", ("���",)),
    (b"a=%C3%A9\xc3\xa9", "a", ("éé",)),
    (b"__class__=1", "__class__", ("1",)),
]


@pytest.mark.parametrize(("body", "name", "values"), FORMS, ids=range(len(FORMS)))
def test_a_form_is_read_as_php_reads_it(body, name, values):
    form = parse(body)
    assert form.parts(name) == values
    assert form.has(name) is bool(values)
    assert form.text(name) == "\n".join(values)


def test_parameters_in_the_address_count_and_those_in_the_body_win():
    form = parse(b"a=1&b=", b"a=2&b=3&c=4")
    assert (form.text("a"), form.text("b"), form.text("c")) == ("1", "", "4")
    assert form.places("c", "a") == ("1", "4", "2")


# content type, blog_charset, the bytes of the text, what it says
CHARSETS = [
    ("", "", b"%C3%A9", "é"),
    ("", "ISO-8859-1", b"%E9%80", "é€"),
    ("", "windows-1251", b"%CF%F0%E8%E2%E5%F2", "Привет"),
    ("application/x-www-form-urlencoded; charset=windows-1251", "", b"%CF%F0%E8%E2%E5%F2", "Привет"),
    ('application/x-www-form-urlencoded; boundary=x; Charset="KOI8-R"', "UTF-8", b"%F0%F2%E9", "ПРИ"),
    ("application/x-www-form-urlencoded; charset=utf-8", "ISO-8859-1", b"%C3%A9", "é"),
    ("application/x-www-form-urlencoded; charset=no-such", "GB2312", b"%C4%E3%BA%C3", "你好"),
    ("", "Shift_JIS", b"%82%B1", "こ"),
    ("", "iso-8859-15", b"%A4", "€"),
    ("", "no-such-charset", b"%C3%A9", "é"),
    ("", "UTF-7", b"%2BAOk-", "+AOk-"),
    ("", "rot13", b"abc", "abc"),
    ("", "zlib", b"abc", "abc"),
    ("", "../../etc/passwd", b"abc", "abc"),
    ("", "x" * 100_000, b"abc", "abc"),
]


@pytest.mark.parametrize(("kind", "blog_charset", "data", "text"), CHARSETS, ids=range(len(CHARSETS)))
def test_text_is_decoded_as_the_header_says_or_else_the_site(kind, blog_charset, data, text):
    form = parse(b"blog_charset=" + quote_plus(blog_charset).encode() + b"&comment_content=" + data, b"", kind)
    assert form.text("comment_content") == text


@pytest.mark.parametrize("part", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16])
def test_every_charset_that_is_taken_decodes_every_byte(part):
    codec = codec_of(f"ISO-8859-{part}")
    assert bytes(range(256)).decode(codec, "replace").startswith("\x00\x01")


def test_a_thousand_fields_are_read_and_one_more_is_refused():
    assert parse(b"&".join([b"f=1"] * (AKISMET.fields - 1)), b"a=2").text("a") == "2"
    for count in (AKISMET.fields + 1, 100_000):
        with pytest.raises(TooLarge):
            parse(b"&".join([b"f=1"] * count))
    with pytest.raises(TooLarge):
        parse(b"&".join([b"f=1"] * AKISMET.fields), b"a=2")


def test_a_megabyte_of_escapes_is_read_in_less_than_a_second():
    for piece in (b"%D0", b"%", b"[", b"%5B", b"+"):
        for name in (b"a=", b""):
            began = time.process_time()
            form = parse(name + piece * (2**20 // len(piece)))
            assert len(form.text("a")) <= 2**20
            assert time.process_time() - began < 1


@given(st.lists(st.tuples(st.text("abc", min_size=1), st.text()), max_size=20))
def test_whatever_is_encoded_comes_back(pairs):
    form = parse(urlencode([(name, value.encode("utf-8", "replace")) for name, value in pairs]).encode())
    for name, value in dict(pairs).items():
        assert form.text(name) == value.encode("utf-8", "replace").decode()


@given(st.binary(max_size=300), st.binary(max_size=60), st.text(max_size=40))
def test_no_bytes_break_the_parser(body, query, kind):
    form = parse(body, query, kind)
    for name in ("a", "blog_charset", ""):
        form.text(name).encode("utf-8")
    charset_in(kind)
