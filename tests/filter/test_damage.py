"""Whatever is done to a file of the filter, it is refused as damaged: never believed, and never another error."""

import pickle
import random
import struct
import zlib
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.comment import Label
from rejoinder.errors import Damaged
from rejoinder.filter import Comment, Example, SpamFilter, Starter
from rejoinder.filter.batch import read
from rejoinder.filter.features import MOST_FEATURES
from rejoinder.filter.lessons import taught as taught_starter
from tests.filter.stream import stream
from tests.filter.test_contract import FULL

OUTER, SUM = 44, 16  # bytes before and after the deflated inside of weights and starters
POSITIONS = 1_000


def taught() -> SpamFilter:
    made = SpamFilter()
    for comment, label in stream(1):
        made.learn(comment, label)
    made.learn(FULL, "spam")
    made.learn(Comment(text="Nice post", url="http://pills.example"), "spam")
    return made


def starter() -> Starter:
    return taught_starter([(comment, Label(label)) for comment, label in stream(1)])


class Kind(NamedTuple):
    """A file, and what reads it."""

    data: bytes
    load: Callable[[bytes], object]


TAUGHT = taught()
KINDS = {
    "weights": Kind(TAUGHT.dumps(), SpamFilter.loads),
    "starter": Kind(starter().dumps(), Starter.loads),
    "example": Kind(TAUGHT.example(FULL).to_bytes(), Example.from_bytes),
}


@pytest.fixture(params=KINDS)
def kind(request) -> Kind:
    return KINDS[request.param]


def refused(kind: Kind, data: bytes) -> None:
    with pytest.raises(Damaged):
        kind.load(data)


def test_what_was_written_is_read(kind):
    kind.load(kind.data)


def test_cut_short_at_any_length_it_is_refused(kind):
    size = len(kind.data)
    lengths = {*range(min(size, 300)), *range(0, size, max(size // 300, 1)), *range(max(size - 40, 0), size)}
    for length in lengths:
        refused(kind, kind.data[:length])


def test_with_something_added_it_is_refused(kind):
    for more in (b"\0", b"\n", kind.data, b"rubbish" * 100):
        refused(kind, kind.data + more)
        refused(kind, more + kind.data)


def test_with_any_bit_of_a_thousand_places_turned_it_is_refused(kind):
    places = random.Random(1).sample(range(len(kind.data)), min(POSITIONS, len(kind.data)))
    for place in places:
        changed = bytearray(kind.data)
        for bit in range(8):
            changed[place] = kind.data[place] ^ (1 << bit)
            refused(kind, bytes(changed))


def test_with_two_parts_exchanged_it_is_refused(kind):
    half = len(kind.data) // 2
    refused(kind, kind.data[half:] + kind.data[:half])
    refused(kind, kind.data[:half] + bytes(len(kind.data) - half))


class Dangerous:
    """Unpickling it would be noticed."""

    def __reduce__(self):
        return pytest.fail, ("it was unpickled",)


RUBBISH = {
    "nothing": b"",
    "zeros": bytes(5_000),
    "random": random.Random(2).randbytes(5_000),
    "words": b"these are no weights " * 200,
    "a pickle": pickle.dumps({"weights": [1.0, 2.0]}),
    "a pickle that does something": pickle.dumps(Dangerous()),
    "deflated zeros": zlib.compress(bytes(5_000)),
    **{f"the beginning of {name}": kind.data[:8] + bytes(5_000) for name, kind in KINDS.items()},
}


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH)
def test_anything_else_is_refused(kind, rubbish):
    refused(kind, rubbish)


def test_one_kind_of_file_is_no_other():
    for name, kind in KINDS.items():
        for other, stranger in KINDS.items():
            if name != other:
                refused(kind, stranger.data)


@given(data=st.binary(max_size=300))
def test_random_bytes_are_refused(data):
    for kind in KINDS.values():
        refused(kind, data)


# From here on the checksum fits: the file is as somebody wrote it, who was not in his senses or no friend.


def sealed(data: bytes, inner: bytes, *, size: int | None = None, body: bytes | None = None) -> bytes:
    """The file with another inside."""
    body = zlib.compress(inner, 1) if body is None else body
    head = data[: OUTER - 16] + struct.pack("<QQ", len(inner) if size is None else size, len(body))
    return head + body + blake2b(head + body, digest_size=SUM).digest()


def inside(data: bytes) -> bytes:
    return zlib.decompress(data[OUTER:-SUM])


def again(data: bytes) -> bytes:
    """An example with the checksum that its bytes have now."""
    return data[:-8] + blake2b(data[:-8], digest_size=8).digest()


SEALED = ("weights", "starter")
WEIGHTS = inside(KINDS["weights"].data)
HEAD = "<dQQIIQQI"


class Parts:
    """The inside of weights, taken apart, to be put together with something else in it."""

    def __init__(self) -> None:
        inner = WEIGHTS
        self.head = list(struct.unpack_from(HEAD, inner))
        self.numbers = 4  # of each column
        rows, at = self.head[3], struct.calcsize(HEAD)
        self.columns = list(struct.unpack_from(f"<{rows}I", inner, at))
        at += 4 * rows
        self.table = list(struct.unpack_from(f"<{rows * self.numbers}f", inner, at))
        self.rest = bytearray(inner[at + 4 * rows * self.numbers :])

    def whole(self) -> bytes:
        head = struct.pack(HEAD, *self.head)
        columns, table = (struct.pack(f"<{len(self.columns)}I", *self.columns), bytearray())
        for number in self.table:
            table += struct.pack("<I", number) if isinstance(number, int) else struct.pack("<f", number)
        return sealed(KINDS["weights"].data, head + columns + bytes(table) + bytes(self.rest))


def head(place: int, value: float) -> Callable[[Parts], None]:
    return lambda parts: parts.head.__setitem__(place, value)


def number(place: int, value: float) -> Callable[[Parts], None]:
    return lambda parts: parts.table.__setitem__(4 * parts.numbers + place, value)


def column(place: int, value: int) -> Callable[[Parts], None]:
    return lambda parts: parts.columns.__setitem__(place, value)


def twice(parts: Parts) -> None:
    parts.columns[4] = parts.columns[3]


def unordered(parts: Parts) -> None:
    parts.columns[3], parts.columns[4] = parts.columns[4], parts.columns[3]


def no_counts(parts: Parts) -> None:
    parts.table[18:20] = [0.0, 0.0]


def rest(at: int, value: bytes) -> Callable[[Parts], None]:
    return lambda parts: parts.rest.__setitem__(slice(at, at + len(value)), value)


def remembered_twice(parts: Parts) -> None:
    parts.rest[FIRST_TEXT : FIRST_TEXT + 21] = parts.rest[FIRST_TEXT + 21 : FIRST_TEXT + 42]


def texts_without_labels(parts: Parts) -> None:
    parts.head[5] += 100
    parts.rest[FIRST_TEXT:FIRST_TEXT] = b"".join(bytes([i]) * 12 + bytes(9) for i in range(100))


def bands_without_labels(parts: Parts) -> None:
    parts.head[7] += 5_000
    parts.rest += bytes(5_000 * 12)


def slot(place: int, value: int) -> Callable[[Parts], None]:
    """The slots of bands stand before the bands, four bytes against eight, at the end."""
    return lambda parts: parts.rest.__setitem__(_of(parts, place, 4, 12), struct.pack("<I", value))


def band(place: int, value: int) -> Callable[[Parts], None]:
    return lambda parts: parts.rest.__setitem__(_of(parts, place, 8, 8), struct.pack("<Q", value))


def _of(parts: Parts, place: int, size: int, back: int) -> slice:
    start = len(parts.rest) - back * parts.head[7] + size * place
    return slice(start, start + size)


NAN, INFINITE = float("nan"), float("inf")
SIGNALLING = 0x7FA00000  # a NaN at which some operations raise
TAUGHT_BANDS = Parts().head[7]
FIRST_TEXT = 16 * Parts().head[4]  # in the rest, behind the counts of signals
INSANE = {
    **{f"a bias of {value}": head(0, value) for value in (NAN, INFINITE, -INFINITE, 1e30)},
    **{f"a weight of {value}": number(0, value) for value in (NAN, SIGNALLING, INFINITE, -INFINITE, 3e38, -3e38, 1e6)},
    **{f"a second number of {value}": number(1, value) for value in (NAN, SIGNALLING, INFINITE, 3e38)},
    "labels beyond counting": head(1, 1 << 63),
    "more columns than there are": head(3, (1 << 32) - 1),
    "fewer columns than there are": head(3, 3),
    "a column too high": column(-1, 1 << 20),
    "a column twice": twice,
    "columns out of order": unordered,
}
INSANE_WEIGHTS = {
    **{f"squares of {value}": number(1, value) for value in (-1.0, 1e9)},
    **{f"a count of {value}": number(2, value) for value in (NAN, SIGNALLING, INFINITE, -1.0, 0.5, 1e9, 1 << 25)},
    "a column without labels": no_counts,
    "no spam at all": head(1, 0),
    "more signals than there are": head(4, 200),
    "fewer texts than there are": head(5, 1),
    "more texts than there are": head(5, 1 << 60),
    "a text too many": head(6, 1 << 60),
    "a signal seen less than never": rest(0, struct.pack("<q", -1)),
    "a signal seen more often than there were labels": rest(8, struct.pack("<q", 1_000)),
    "a text that is neither spam nor genuine": rest(FIRST_TEXT + 12, b"\x02"),
    "a text remembered twice": remembered_twice,
    "more texts than labels": texts_without_labels,
    "more bands than labels": bands_without_labels,
    "fewer bands than there are": head(7, 3),
    "more bands than there are": head(7, (1 << 32) - 1),
    "a band beyond the table": slot(TAUGHT_BANDS - 1, 1 << 17),
    "bands out of order": slot(0, 1 << 16),
    "a band without labels": band(0, 0xFFFF << 32),
    "a band with more spam than there is": band(0, 200 << 8),
    "a band with more ham than there is": band(0, 200),
    "a band with a day and no spam": band(0, 1 << 16 | 1),
}
CASES = INSANE | INSANE_WEIGHTS


def test_what_is_taken_apart_and_put_together_is_the_same():
    assert KINDS["weights"].load(Parts().whole()).dumps() == KINDS["weights"].data


@pytest.mark.parametrize("change", CASES.values(), ids=CASES)
def test_what_no_labels_give_is_refused_also_with_a_checksum_that_fits(change):
    """A starter has two numbers that can be insane, see `test_starter.py`."""
    parts = Parts()
    change(parts)
    refused(KINDS["weights"], parts.whole())


@pytest.mark.parametrize("name", SEALED)
def test_an_inside_of_another_length_is_refused_also_with_a_checksum_that_fits(name):
    kind = KINDS[name]
    inner = inside(kind.data)
    for length in (*range(120), len(inner) // 2, len(inner) - 1):
        refused(kind, sealed(kind.data, inner[:length]))
    refused(kind, sealed(kind.data, inner + b"\0"))
    for size in (0, len(inner) - 1, len(inner) + 1, 1 << 40, (1 << 64) - 1):
        refused(kind, sealed(kind.data, inner, size=size))
    refused(kind, sealed(kind.data, inner, body=b"not deflated"))
    refused(kind, sealed(kind.data, inner, body=zlib.compress(inner) + b"\0"))
    refused(kind, sealed(kind.data, inner, body=zlib.compress(inner)[:-5]))
    refused(kind, sealed(kind.data, inner[:50], body=zlib.compress(bytes(50_000_000))))


@pytest.mark.parametrize("name", SEALED)
def test_with_any_byte_inside_changed_it_is_refused_or_still_judges(name):
    kind, dice = KINDS[name], random.Random(3)
    inner, comment = inside(kind.data), Comment(text="Replica watches, tomatoes and slugs!!!")
    for place in {*range(60), *dice.sample(range(len(inner)), 100)}:
        changed = bytearray(inner)
        changed[place] ^= dice.randrange(1, 256)
        try:
            made = kind.load(sealed(kind.data, bytes(changed)))
        except Damaged:
            continue
        judge = made if isinstance(made, SpamFilter) else SpamFilter(starter=made)
        assert 0 <= judge.check(comment).probability <= 1


def test_an_example_with_any_byte_changed_is_refused_or_still_learnt():
    data, made = KINDS["example"].data, SpamFilter()
    for place in range(len(data) - 8):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            blob = again(bytes(changed))
            try:
                made.learn_example(Example.from_bytes(blob), "spam")
            except Damaged:
                continue
            assert Example.from_bytes(blob).to_bytes() == blob
    assert 0 <= made.check(FULL).probability <= 1


def pair(first: int, second: int, ones: tuple[int, ...]) -> bytes:
    """An example with two columns, given by their low bits and by the ones of the string of their high bits."""
    example = TAUGHT.example(FULL)
    data = Example(np.array([1, 2]), np.array([0, 0]), (), example.identity, example.fingerprint, 1).to_bytes()
    bits = np.zeros(8 * 17, dtype=np.uint8)
    bits[list(ones)] = 1
    low, high = np.array([first << 3, second << 3], dtype="<u2").tobytes(), np.packbits(bits).tobytes()
    return again(data[: -(8 + 17 + 4)] + low + high + data[-8:])


BAD_PAIRS = [
    pair(5, 4, (0, 1)),
    pair(5, 5, (0, 1)),
    pair(1, 2, (0, 129)),
    pair(1, 2, (0, 135)),
    pair(1, 2, (0,)),
    pair(1, 2, (0, 1, 2)),
    pair(1, 2, ()),
]


def test_columns_are_read_as_they_were_written():
    assert Example.from_bytes(pair(1, 2, (0, 1))).columns.tolist() == [1, 2]
    assert Example.from_bytes(pair(1, 2, (3, 128))).columns.tolist() == [3 * 8192 + 1, (1 << 20) - 8192 + 2]


def test_more_columns_than_a_comment_can_have_are_refused():
    example = TAUGHT.example(FULL)
    for count, sound in ((MOST_FEATURES, True), (MOST_FEATURES + 1, False)):
        columns, groups = np.arange(count), np.zeros(count, dtype=np.int64)
        data = Example(columns, groups, (), example.identity, example.fingerprint, example.version).to_bytes()
        if sound:
            assert len(Example.from_bytes(data).columns) == count
        else:
            refused(KINDS["example"], data)


@pytest.mark.parametrize("signals", [(3, 3), (4, 3), (1, 2, 2)])
def test_signals_that_do_not_ascend_are_refused(signals):
    example = TAUGHT.example(FULL)
    for numbers in (tuple(sorted(set(signals))), signals):
        made = Example(example.columns, example.groups, numbers, example.identity, example.fingerprint, example.version)
        if numbers == signals:
            refused(KINDS["example"], made.to_bytes())
        else:
            assert Example.from_bytes(made.to_bytes()).signals == numbers


@pytest.mark.parametrize("bad", BAD_PAIRS, ids=range(len(BAD_PAIRS)))
def test_columns_that_do_not_ascend_are_refused_alone_and_among_others(bad):
    refused(KINDS["example"], bad)
    good, two = KINDS["example"].data, pair(1, 2, (0, 1))
    for neighbours in ([good, bad], [bad, good], [two, bad, bad[:-1], good, *BAD_PAIRS], [bad, bad]):
        batch, wrong = read(neighbours)
        assert set(wrong) == {place for place, blob in enumerate(neighbours) if blob not in (good, two)}
        sound = [blob for blob in neighbours if blob in (good, two)]
        assert np.array_equal(batch.columns, np.concatenate([[], *(Example.from_bytes(b).columns for b in sound)]))
