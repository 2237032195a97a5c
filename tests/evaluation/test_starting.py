"""What a starter is made of is read from a folder, always in the same order."""

import gzip
import json

import pytest

from rejoinder.errors import BadInput
from rejoinder.evaluation import starting
from rejoinder.evaluation.starting import SOURCES, lessons_from, starter_from


@pytest.fixture
def folder(tmp_path):
    for names in SOURCES.values():
        for name in names:
            rows = [{"text": f"{name} {n}", "label": "spam" if n % 2 else "ham"} for n in range(6)]
            with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt") as stream:
                stream.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def test_the_same_files_give_the_same_bytes(folder):
    lessons = lessons_from(folder)
    assert len(lessons) == 6 * 8
    assert lessons == lessons_from(folder)
    assert starter_from(lessons).dumps() == starter_from(lessons_from(folder)).dumps()


def test_a_source_is_left_out_with_all_its_files(folder):
    texts = " ".join(comment.text for comment, _ in lessons_from(folder, without="judol"))
    assert "judol" not in texts
    assert "tgspam" in texts


def test_no_file_drowns_the_others(folder, monkeypatch):
    monkeypatch.setattr(starting, "MOST_OF_ONE", 2)
    assert len(lessons_from(folder)) == 2 * 8


def test_a_missing_file_is_named_with_all_that_are_wanted(folder):
    (folder / "sms.jsonl.gz").unlink()
    with pytest.raises(BadInput, match=r"sms\.jsonl\.gz is missing") as caught:
        lessons_from(folder)
    assert "blog_hendrix.jsonl.gz" in caught.value.remedy
