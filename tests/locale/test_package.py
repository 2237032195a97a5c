"""The package has the catalogues compiled, whether it is built from a checkout or from a source archive."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

from rejoinder.locale import LANGUAGES
from tests.house.source import ROOT, SOURCE

ASK = """
from rejoinder.locale import LANGUAGES
for code, speech in sorted(LANGUAGES.items()):
    counts = [speech.ngettext("1 comment", "%(num)s comments", number) for number in (0, 1, 2, 5, 11)]
    print(code, speech.name, speech.reviewed, ascii(speech.gettext("Reply")), ascii(counts))
"""
TAGS = {code for code in LANGUAGES if code != "en"}


def asked(source):
    """What the package in a folder says."""
    environment = os.environ | {"PYTHONPATH": str(source), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, check=True).stdout


def build(target, source, folder):
    """The wheel or the archive of a folder."""
    call = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", folder]
    subprocess.run(call, cwd=source, capture_output=True, check=True)
    (made,) = folder.iterdir()
    return made


def unpacked(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """What a source archive unpacks to."""
    folder = tmp_path_factory.mktemp("archive")
    with tarfile.open(build("sdist", ROOT, folder / "dist")) as packed:
        packed.extractall(folder, filter="data")
    (source,) = folder.glob("rejoinder-*")
    return source


def names(folder):
    return {path.name for path in (folder / "rejoinder/locale/catalogues").iterdir()}


def test_a_wheel_of_the_checkout_has_them_compiled_and_says_the_same(tmp_path):
    package = unpacked(build("wheel", ROOT, tmp_path / "dist"), tmp_path / "package")
    assert names(package) == {f"{tag}.mo" for tag in TAGS}
    assert asked(package) == asked(SOURCE.parent)
    assert not list(SOURCE.rglob("*.mo")), "nothing is left in the checkout that could go stale"


def test_so_has_a_wheel_of_the_archive(archive, tmp_path):
    assert names(archive / "src") == {f"{tag}.po" for tag in TAGS}
    package = unpacked(build("wheel", archive, tmp_path / "dist"), tmp_path / "package")
    assert names(package) == {f"{tag}.mo" for tag in TAGS}
    assert asked(package) == asked(SOURCE.parent)


def test_an_editable_installation_reads_the_sources(archive, tmp_path):
    program = f"from hatchling.build import build_editable; build_editable({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", program], cwd=archive, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        assert not [name for name in packed.namelist() if name.endswith((".mo", ".po"))]


def test_a_broken_catalogue_stops_the_build(archive, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(archive, source)
    (source / "src/rejoinder/locale/catalogues/de.po").write_text('msgid "Reply"\nmsgstr Antworten\n')
    with pytest.raises(subprocess.CalledProcessError):
        build("wheel", source, tmp_path / "dist")
