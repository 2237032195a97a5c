"""Every catalogue has every sentence of the source, whole and harmless; and what is wrong with one is found."""

import re
import shutil
import subprocess
import sys

import pytest
from babel import Locale

from rejoinder.locale.catalogue import REVIEWED, Catalogue, compiled, read, written
from rejoinder.locale.policy_words import POLICY
from rejoinder.locale.speech import LANGUAGES, loaded, spoken
from rejoinder.policy.refusals import REFUSALS
from rejoinder.policy.reports import REASONS
from rejoinder.policy.waiting import WAITING
from tests.house.source import ROOT, SOURCE
from tests.locale.catalogues import faults

FOLDER = SOURCE / "locale" / "catalogues"
FILES = sorted(FOLDER.glob("*.po"))


def script(*arguments):
    call = [sys.executable, ROOT / "scripts" / "catalogues", *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=False)


def test_there_are_the_eight_languages():
    assert {"en", "de", "fr", "es", "tr", "ru", "ar", "fa"} <= set(LANGUAGES)
    assert set(LANGUAGES) == {"en"} | {path.stem for path in FILES}


def test_all_catalogues_are_up_to_date_with_the_source():
    done = script("--check")
    assert done.returncode == 0, done.stdout + done.stderr
    counts = re.findall(r"^(\S+) +(\d+) of +(\d+) translated   (not )?reviewed$", done.stdout, re.MULTILINE)
    assert {tag for tag, *_ in counts} == {path.stem for path in FILES}
    assert all(int(done) == int(whole) > 30 for _, done, whole, _ in counts)


def test_the_words_of_the_policies_are_marked_for_the_catalogues():
    """`policy` cannot mark them itself, and what is not marked stays English without any other test noticing."""
    assert set(POLICY) == {*WAITING.values(), *REFUSALS.values(), *REASONS.values()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_catalogue_has_no_fault(path):
    assert not list(faults(read(path)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_catalogue_says_whether_it_is_reviewed(path):
    assert re.search(rf'^"{REVIEWED}: (yes|no)\\n"$', path.read_text("utf-8"), re.MULTILINE)


SAYS = "Say %(name)s"
BAD = [
    ("de", SAYS, "", "is not translated"),
    ("de", SAYS, "Sage", "has the placeholders [] and not ['name']"),
    ("de", SAYS, "Sage %(nmae)s", "has the placeholders ['nmae']"),
    ("de", SAYS, "Sage %(name)", "has the placeholders []"),
    ("de", SAYS, "%(name)s 100 %", "a % or a brace"),
    ("de", SAYS, "%(name)s <script>", "has a tag"),
    ("de", SAYS, "%(name)s &lt;", "an entity"),
    ("de", SAYS, "{name} %(name)s", "a brace"),
    ("de", "<b>Say</b>", '<b onclick="x">Sag</b>', "has a tag"),
    ("ar", SAYS, "\u202e%(name)s", "the invisible character U+202E"),
    ("ar", SAYS, "\u200f%(name)s", "the invisible character U+200F"),
    ("ar", SAYS, "\u2067%(name)s", "the invisible character U+2067"),
    ("de", SAYS, "%(name)s\x00", "the invisible character U+0000"),
    ("de", SAYS, "%(name)s ", "begins or ends with a space"),
    ("de", ("1 day", "%(num)s days"), ("1 Tag", ""), "is not translated"),
    ("de", ("1 day", "%(num)s days"), ("1 Tag", "Tage"), "has the placeholders [] and not ['num']"),
    (
        "ru",
        ("1 day", "%(num)s days"),
        ("1 день", "%(num)s дня", "%(num)s дней"),
        "has the placeholders [] and not ['num']",
    ),
    ("ru", ("1 day", "%(num)s days"), ("%(num)s день", "%(num)s дней"), "has 2 plural forms and not 3"),
]


@pytest.mark.parametrize(("tag", "english", "words", "told"), BAD)
def test_a_fault_is_found(tag, english, words, told):
    catalogue = Catalogue(tag, fuzzy=False)
    catalogue.add(english, words)
    assert any(told in one for one in faults(catalogue))


def test_a_number_may_be_a_word_where_a_form_is_for_it_alone():
    catalogue = Catalogue("ar", fuzzy=False)
    catalogue.add(("1 day", "%(num)s days"), ("لا أيام", "يوم واحد", "يومان", *["%(num)s يوم"] * 3))
    assert not list(faults(catalogue))


def test_other_plural_forms_than_those_of_the_language_are_found(tmp_path):
    path = tmp_path / "ru.po"
    text = (FOLDER / "ru.po").read_text("utf-8")
    path.write_text(
        re.sub(r'"Plural-Forms.*?;\\n"', r'"Plural-Forms: nplurals=3; plural=0;\\n"', text, flags=re.DOTALL)
    )
    assert [told for told in faults(read(path)) if told.startswith("Plural-Forms is not nplurals=3;")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reading_and_writing_loses_nothing(path, tmp_path):
    (tmp_path / path.name).write_bytes(written(read(path)))
    assert compiled(read(tmp_path / path.name)) == compiled(read(path))
    assert len(read(path)) == len(read(tmp_path / path.name)) > 30


def test_fuzzy_sentences_are_not_shown(tmp_path):
    catalogue = Catalogue("de", fuzzy=False)
    catalogue.add("Reply", "Entwurf", flags=["fuzzy"])
    catalogue.add("Name", "Name!")
    (tmp_path / "de.mo").write_bytes(compiled(catalogue))
    speech = loaded(tmp_path / "de.mo")
    assert (speech.gettext("Reply"), speech.gettext("Name")) == ("Reply", "Name!")


@pytest.fixture
def package(tmp_path):
    """A small package of one template, with the German catalogue."""
    folder = tmp_path / "package"
    for name in ("web/templates", "locale/catalogues"):
        (folder / name).mkdir(parents=True)
    (folder / "words.py").write_text('# NOTE: on a button\nREPLY = N_("Reply")\n')
    (folder / "web/templates/page.html").write_text(
        '{{ _("Name") }}{{ ngettext("1 day", "%(num)s days", 2) }}{{ pgettext("a month", "May") }}'
        "{% trans name=1 %}\n  Dear\n  {{ name }}\n{% endtrans %}"
    )
    shutil.copy(FOLDER / "de.po", folder / "locale/catalogues")
    return folder


def test_a_stale_catalogue_is_told_and_brought_up_to_date(package):
    done = script("--check", "--source", package)
    assert done.returncode == 1
    assert "de.po lacks: 1 day / %(num)s days\n" in done.stdout
    assert "de.po lacks: Dear %(name)s\n" in done.stdout
    assert "de.po has and the source has not: Leave a comment\n" in done.stdout
    assert "Run scripts/catalogues" in done.stderr

    assert script("--source", package).returncode == 0
    assert script("--check", "--source", package).returncode == 0
    text = (package / "locale/catalogues/de.po").read_text("utf-8")
    assert '#. on a button\n#: words.py\nmsgid "Reply"\nmsgstr "Antworten"' in text
    assert 'msgctxt "a month"\nmsgid "May"\nmsgstr ""' in text
    assert '#~ msgid "Leave a comment"\n#~ msgstr "Kommentar schreiben"' in text, "what was translated is kept"
    assert f'"{REVIEWED}: no\\n"' in text


def test_a_language_is_added_by_one_file(package):
    assert script("--source", package, "--new", "pt-BR").returncode == 0
    folder = package / "locale/catalogues"
    path = folder / "pt-BR.po"
    text = path.read_text("utf-8").replace('msgid "Reply"\nmsgstr ""', 'msgid "Reply"\nmsgstr "Responder"')
    path.write_text(text.replace(f"{REVIEWED}: no", f"{REVIEWED}: yes"), "utf-8")
    speech = spoken(folder)["pt-BR"]
    assert (speech.name, speech.reviewed) == (Locale.parse("pt_BR").get_display_name(), True)
    assert speech.gettext("Reply") == "Responder"
    assert speech.gettext("Name") == "Name", "what is not translated is English"
    assert read(path).num_plurals == 3
    assert "already" in script("--source", package, "--new", "pt-BR").stderr


@pytest.mark.parametrize("tag", ["klingon", "../../x", "de_DE", "x" * 200])
def test_what_is_no_language_begins_none(package, tag):
    done = script("--source", package, "--new", tag)
    assert done.returncode == 1
    assert "is no language that Babel knows" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_catalogue_is_told_by_its_name(package):
    (package / "locale/catalogues/fr.po").write_text('msgid "Reply"\nmsgstr Répondre\n', "utf-8")
    done = script("--source", package)
    assert done.returncode == 1
    assert "fr.po: " in done.stderr
    assert "Traceback" not in done.stderr
