"""A process that may open no more files: whoever is connected is answered, and when it may again, so is everybody."""

import resource
from pathlib import Path

import httpx

from tests.faults.faces import VERDICTS
from tests.faults.program import asked_program


def test_without_file_descriptors_nobody_is_told_a_falsehood_and_it_passes_by_itself(tmp_path):
    with asked_program(tmp_path) as (running, faces):
        soft, hard = resource.prlimit(running.pid, resource.RLIMIT_NOFILE)
        used = max(int(path.name) for path in Path(f"/proc/{running.pid}/fd").iterdir()) + 1
        resource.prlimit(running.pid, resource.RLIMIT_NOFILE, (used, hard))
        for _ in range(3):
            assert not _lets_in(running.url)
        # This one was connected before.
        assert faces.live() == 200
        assert faces.write("During.").status_code in (201, 503)
        answer = faces.ask()
        assert answer.status_code == 503 or answer.text in VERDICTS
        resource.prlimit(running.pid, resource.RLIMIT_NOFILE, (soft, hard))
        assert running.process.poll() is None
        faces.client.close()
        faces.client = httpx.Client(base_url=running.url, headers={"Origin": running.url}, timeout=60)
        assert faces.all_is_well()


def _lets_in(url):
    try:
        return httpx.get(f"{url}/healthz?live", timeout=1).status_code == 200
    except httpx.TransportError:
        return False
