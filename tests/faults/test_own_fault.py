"""A fault of our own: a page without details, a log without readers' words, and no verdict."""

import pytest

from tests.faults.faces import PLAIN, is_no_verdict


@pytest.fixture
def broken(monkeypatch):
    def fail(*_arguments, **_named):
        raise RuntimeError(PLAIN)

    for verb in (
        "web.thread.posting.submit_all",
        "web.akismet.calls.check_all",
        "web.rights.routes.describe",
    ):
        monkeypatch.setattr(f"rejoinder.{verb}", fail)


def test_a_fault_of_ours_shows_nothing_of_itself_and_repeats_nobody(server, faces, broken, caplog):
    for answer in (faces.write(PLAIN), faces.form(PLAIN), faces.client.get("/data")):
        assert answer.status_code == 500
        assert "on our side" in answer.text
        assert "RuntimeError" not in answer.text
        assert PLAIN not in answer.text
    assert is_no_verdict(faces.ask(PLAIN))
    assert "RuntimeError" in caplog.text
    assert PLAIN not in caplog.text
    assert (faces.read(), faces.sign_in(), faces.queue(), faces.live(), faces.ready()) == (200, 303, 200, 200, 200)
