"""The tree of errors: one base, one status each, codes spelt one way."""

import pickle
import re
from pathlib import Path

import pytest

from rejoinder import errors
from rejoinder.errors import RejoinderError

SOURCE = Path(errors.__file__).parent
KINDS = [kind for name in errors.__all__ if (kind := getattr(errors, name)) is not RejoinderError]
RAISED = re.compile(rf"\b(?:{'|'.join(kind.__name__ for kind in KINDS)})\(\s*\"([^\"]*)\"")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_ours_and_stands_in_the_tree_of_the_module(kind):
    assert issubclass(kind, RejoinderError)
    assert kind.__name__ in errors.__doc__


def test_codes_are_words_joined_by_underscores():
    codes = [code for path in SOURCE.rglob("*.py") for code in RAISED.findall(path.read_text("utf-8"))]
    assert len(codes) > 30
    assert [code for code in codes if not re.fullmatch("[a-z0-9]+(_[a-z0-9]+)*", code)] == []


def test_an_error_reads_as_a_sentence_and_what_to_do():
    error = errors.BadInput("code", "Something is wrong.", "Mend it.")
    assert str(error) == "Something is wrong. Mend it."


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_comes_whole_out_of_another_process(kind):
    wait = (7,) if kind is errors.TooMany else ()
    error = kind("code", "Something is wrong.", "Mend it.", *wait)
    came = pickle.loads(pickle.dumps(error))
    assert type(came) is kind
    assert (str(came), vars(came)) == (str(error), vars(error))
