"""Guards, each with a change of the source that switches it off and the tests that must fail then.

`scripts/guards` goes through all of them (`make guards`); an ordinary test takes a handful. A change is made in a copy
of the source, in a temporary folder that goes before the true one for Python, so that nothing else sees it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["GUARDS", "Guard", "Outcome", "passes", "switched_off"]

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rejoinder"
_LONGEST_S = 300  # a guard against waiting for ever leaves, when it is off, a test that waits for ever


@dataclass(frozen=True)
class Guard:
    """What it guards, the change (`old` stands once in `file`) and the tests. `quick` ones are ordinary tests too."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    quick: bool = False


@dataclass(frozen=True)
class Outcome:
    """Whether the tests failed, as they must, and how the run ended."""

    caught: bool
    told: str


def _pytest(tests: Sequence[str], source: Path, longest: float | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": f"{source}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    call = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *tests]
    return subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=longest, check=False)


def passes(tests: Sequence[str]) -> bool:
    """Whether these tests pass with all guards on: else it would show nothing that they fail."""
    return _pytest(tests, SOURCE.parent).returncode == 0


def switched_off(guard: Guard) -> Outcome:
    """Run the tests of a guard without it."""
    with tempfile.TemporaryDirectory(prefix="rejoinder-guards-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(SOURCE.parent, source, ignore=shutil.ignore_patterns("__pycache__"))
        path = source / "rejoinder" / guard.file
        text = path.read_text("utf-8")
        assert text.count(guard.old) == 1, f"{guard.name}: the change does not fit {guard.file}"
        path.write_text(text.replace(guard.old, guard.new), "utf-8")
        try:
            ran = _pytest(guard.tests, source, _LONGEST_S)
        except subprocess.TimeoutExpired:
            return Outcome(caught=True, told="hangs")
    last = ran.stdout.strip().rpartition("\n")[2]
    return Outcome(caught=ran.returncode == 1, told=last if ran.returncode in (0, 1) else f"{ran.stdout}{ran.stderr}")


_SQLITE, _POSTGRES, _ENGINE = (f"tests/store/test_{name}.py" for name in ("sqlite", "postgres", "engine"))
_FOLD, _LEASED = "tests/actions/learning/test_fold.py", "tests/workers/test_leased.py"
_CLOCK, _FILTER, _FOLDER = (f"tests/faults/test_{name}.py" for name in ("clock", "filter", "data_folder"))
_ACCESS, _BEHAVIOUR, _LEARNING = (f"tests/web/akismet/test_{name}.py" for name in ("access", "behaviour", "learning"))
_LOCKED = "tests/faults/test_locked.py"
_METRICS = "tests/web/ops/test_metrics.py"
_LOGS = "tests/cli/test_logs.py"
_RATES = "tests/web/border/test_rates.py"
_TURNS = "tests/web/thread/test_turns.py"
_KEPT = "tests/web/thread/test_kept.py"
_TRAP, _SIGNS = "tests/web/thread/test_trap.py", "tests/filter/test_behaviour.py"
_HTTP, _OUTBOX = "tests/outside/test_http.py", "tests/workers/test_outbox.py"
_SECOND = "tests/workers/test_second.py"
_CONNECTIONS, _ONCE = "tests/web/border/test_connections.py", "tests/actions/reading/test_once.py"
_LISTS = "tests/actions/reading/test_lists.py"
_SETUP, _DOCTOR, _UPGRADE = (f"tests/cli/test_{name}.py" for name in ("setup", "doctor", "upgrade"))
_REPLY = "tests/actions/deciding/test_reply.py"
_SETTLING = "tests/actions/deciding/test_settling.py"
_ARCHIVE = "tests/cluster/test_archive.py"
_EDIT, _RULED, _VOTE, _REPORT, _REMOVE = (
    f"tests/actions/reading/test_{name}.py" for name in ("edit", "rules", "vote", "report", "remove")
)
_MOVING, _TRIAL = (f"tests/actions/owning/test_{name}.py" for name in ("moving", "trial"))
_FEEDS = "tests/web/feeds/test_feeds.py"

GUARDS = (
    Guard(
        "the script builds no tag that is not on its list",
        "embed/embed.js",
        "if (!TAGS.includes(tag)) return inside;",
        "",
        ("tests/web/thread/test_lists.py",),
    ),
    Guard(
        "the script sets no attribute that is not on its list",
        "embed/embed.js",
        "const listed = ATTRIBUTES.includes(name)",
        "const listed = true",
        ("tests/web/thread/test_lists.py",),
    ),
    Guard(
        "the script makes links to web and mail addresses alone",
        "embed/embed.js",
        "{ href: /^(https?:\\/\\/|mailto:|#)/i.test(value), ",
        "{ ",
        ("tests/web/thread/test_lists.py",),
    ),
    # The store
    Guard(
        "a write on SQLite begins with BEGIN IMMEDIATE",
        "store/sqlite.py",
        'connection.exec_driver_sql("BEGIN IMMEDIATE")\n            yield connection\n',
        'connection.exec_driver_sql("BEGIN")\n            yield connection\n',
        (f"{_SQLITE}::test_a_write_holds_the_database_from_its_beginning",),
        quick=True,
    ),
    Guard(
        "SQLite syncs what is acknowledged",
        "store/sqlite.py",
        '"synchronous=FULL"',
        '"synchronous=NORMAL"',
        (f"{_SQLITE}::test_what_is_acknowledged_is_synced",),
        quick=True,
    ),
    Guard(
        "SQLite heeds references",
        "store/sqlite.py",
        '"synchronous=FULL", "foreign_keys=ON"',
        '"synchronous=FULL", "foreign_keys=OFF"',
        (f"{_SQLITE}::test_what_is_acknowledged_is_synced",),
    ),
    Guard(
        "a migration on SQLite looks through the references",
        "store/sqlite.py",
        'if connection.exec_driver_sql("PRAGMA foreign_key_check").first():',
        "if False:",
        (f"{_SQLITE}::test_a_migration_that_breaks_a_reference_is_not_committed",),
    ),
    Guard(
        "who has waited for threads waits less for processes",
        "store/sqlite.py",
        "busy_timeout={left}",
        "busy_timeout={_BUSY_MS}",
        (f"{_LOCKED}::test_who_has_waited_for_other_threads_has_less_to_wait_for_other_processes",),
    ),
    Guard(
        "nothing is read from another database in the place of ours",
        "store/sqlite.py",
        "        if found is not None:\n            self._refuse_another(found)\n",
        "",
        ("tests/faults/test_data_folder.py::test_a_database_that_was_exchanged_under_a_running_server_is_not_written",),
    ),
    Guard(
        "nothing is committed to a file that was moved",
        "store/sqlite.py",
        "            self.in_place()\n            commit(connection)\n",
        "            commit(connection)\n",
        (f"{_FOLDER}::test_what_is_written_into_a_folder_that_was_moved_is_not_acknowledged",),
        quick=True,
    ),
    Guard(
        "a connection to an exchanged file is not taken",
        "store/sqlite.py",
        "            self.in_place()\n        except",
        "        except",
        (f"{_FOLDER}::test_a_database_that_was_exchanged_under_a_running_server_is_not_written",),
    ),
    Guard(
        "an error of SQLite repeats no row",
        "store/sqlite.py",
        "hide_parameters=True",
        "hide_parameters=False",
        (f"{_ENGINE}::test_a_broken_constraint_stays_what_it_is_and_does_not_repeat_what_was_to_be_stored[sqlite]",),
    ),
    Guard(
        "a write on PostgreSQL is alone",
        "store/postgres.py",
        "        with self._begun(_WRITE) as connection:\n            connection.exec_driver_sql(_LOCK)\n",
        "        with self._begun(_WRITE) as connection:\n",
        (f"{_ENGINE}::test_a_write_sees_what_the_one_before_it_has_left_also_when_it_had_to_wait[postgresql]",),
    ),
    Guard(
        "a read on PostgreSQL sees one state",
        "store/postgres.py",
        "REPEATABLE READ, READ ONLY",
        "READ COMMITTED, READ ONLY",
        (f"{_ENGINE}::test_a_read_sees_one_state_whatever_is_written_beside_it[postgresql]",),
    ),
    Guard(
        "a read on PostgreSQL cannot write",
        "store/postgres.py",
        "REPEATABLE READ, READ ONLY",
        "REPEATABLE READ",
        (f"{_POSTGRES}::test_a_read_cannot_write",),
    ),
    Guard(
        "a lock of PostgreSQL is waited for so long and no longer",
        "store/postgres.py",
        '"lock_timeout": "5s"',
        '"lock_timeout": "0"',
        (f"{_POSTGRES}::test_the_options_of_the_url_win",),
    ),
    Guard(
        "PostgreSQL answers after its disk",
        "store/postgres.py",
        "    dbapi_connection.execute(_DURABLE)\n",
        "    pass\n",
        (f"{_POSTGRES}::test_what_is_acknowledged_is_on_disk_also_where_the_server_is_set_otherwise",),
    ),
    Guard(
        "a dead connection is exchanged before anything was asked",
        "store/postgres.py",
        "                connection.rollback()\n                _begin(connection, begin)\n",
        "                raise\n",
        (f"{_POSTGRES}::test_a_restart_that_nobody_asked_anything_in_costs_nobody_anything",),
    ),
    Guard(
        "a connection that owes an answer is not used again",
        "store/postgres.py",
        "                self.pgconn.finish()",
        "                pass",
        (f"{_POSTGRES}::test_an_answer_that_does_not_come_within_a_transaction_is_not_waited_for",),
    ),
    Guard(
        "an error of PostgreSQL repeats no row",
        "store/postgres.py",
        'error.args = (str(error).partition("\\n")[0],)',
        "pass",
        (
            f"{_ENGINE}::test_a_broken_constraint_stays_what_it_is_and_does_not_repeat_what_was_to_be_stored[postgresql]",
        ),
    ),
    Guard(
        "a commit whose answer was lost is called uncertain",
        "store/failures.py",
        "        if not error.connection_invalidated:\n            raise\n",
        "        raise\n",
        (f"{_POSTGRES}::test_a_commit_whose_answer_is_lost_is_called_uncertain",),
    ),
    Guard(
        "a database of a newer version is refused",
        "store/upgrade.py",
        "if found is not None and found not in known:",
        "if False:",
        ("tests/store/test_migrations.py::test_a_database_of_a_newer_version_is_refused_with_a_sentence",),
    ),
    Guard(
        "a migration looks again when it is alone",
        "store/upgrade.py",
        "            if _revision(connection) == found:\n",
        "            if True:\n",
        ("tests/store/test_migrations.py::test_of_several_that_start_at_once_one_migrates_and_none_fails",),
    ),
    Guard(
        "one bad row of a batch fails alone",
        "store/together.py",
        "if len(batch) > 1 and is_about_a_row(error):",
        "if False:",
        ("tests/store/test_together.py::test_a_row_that_breaks_a_constraint_fails_alone",),
    ),
    Guard(
        "a guessed GUID is nobody's",
        "store/vault.py",
        "return number if hmac.compare_digest(guid[16:], self._mac(number)) else None",
        "return number",
        ("tests/store/test_ids_and_vault.py::test_a_guessed_guid_is_nobodys",),
        quick=True,
    ),
    Guard(
        "only its owner may read the secret",
        "store/vault.py",
        "0o600",
        "0o644",
        ("tests/store/test_ids_and_vault.py::test_the_secret_is_made_once_and_only_its_owner_may_read_it",),
    ),
    Guard(
        "ids only grow",
        "store/ids.py",
        "self._last = max(tick, self._last + 1)",
        "self._last = tick",
        ("tests/store/test_ids_and_vault.py::test_ids_only_grow_also_when_the_clock_goes_back",),
    ),
    # The ledger and the weights
    Guard(
        "a voided line loses its columns",
        "store/ledger.py",
        "for table in (ledger_columns, ledger_marks):",
        "for table in (ledger_marks,):",
        (f"{_FOLD}::test_a_voided_line_loses_its_columns",),
    ),
    Guard(
        "a voided line loses its marks",
        "store/ledger.py",
        "for table in (ledger_columns, ledger_marks):",
        "for table in (ledger_columns,):",
        (f"{_FOLD}::test_a_voided_line_loses_its_columns",),
    ),
    Guard(
        "a voiding deletes the weights in the database that have learned the line",
        "store/ledger.py",
        "    connection.execute(delete(snapshots).where(snapshots.c.position >= first))\n",
        "",
        ("tests/actions/rights/test_erase.py::test_no_snapshot_of_before_is_used_or_kept_in_the_database",),
    ),
    Guard(
        "the same label again is no line",
        "actions/learning/labels.py",
        "    if before == label:\n        return before\n",
        "",
        ("tests/actions/judging/test_report.py::test_the_same_report_again_changes_nothing",),
    ),
    Guard(
        "a position comes from the head's row",
        "store/ledger.py",
        "values({column: column + 1})",
        "values({column: column + 2})",
        (f"{_FOLD}::test_positions_have_no_gaps_also_when_many_report_at_once",),
    ),
    Guard(
        "a snapshot that holds a voided line is not used",
        "actions/learning/snapshot.py",
        "stale = ledger.first_void(connection, head) is not None",
        "stale = False",
        (f"{_FOLD}::test_a_snapshot_from_before_a_void_is_not_used",),
    ),
    Guard(
        "a snapshot has a checksum",
        "actions/learning/snapshot.py",
        "    if header.blake2b != _bound(header.lineage.encode() + dump, head):\n        raise _damaged(what)\n",
        "",
        (f"{_FOLD}::test_a_snapshot_that_says_it_has_read_further_than_it_has_is_never_trusted",),
    ),
    Guard(
        "a snapshot from before a restore is not used",
        "actions/learning/snapshot.py",
        "    if lineage not in {None, header.lineage}:\n",
        "    if False:\n",
        ("tests/cli/test_backup.py",),
    ),
    Guard(
        "weights have a checksum of their own",
        "filter/sealed.py",
        "if _checksum(memoryview(data)[:-_SUM]) != data[-_SUM:]:",
        "if False:",
        ("tests/filter/test_contract.py::test_every_truncation_and_every_flipped_byte_of_a_dump_is_refused",),
    ),
    Guard(
        "weights of another key are refused",
        "filter/weights.py",
        "if sealed.fingerprint != fingerprint:",
        "if False:",
        ("tests/faults/test_weights.py::test_a_snapshot_that_cannot_be_used_is_made_anew_and_named",),
    ),
    Guard(
        "weights of which half a step was learned are made anew",
        "actions/learning/fold.py",
        "    if weights.spoilt:\n        return True\n",
        "",
        (f"{_FILTER}::test_a_label_that_the_filter_fails_to_learn_is_taken_and_those_before_it_are_learned_once",),
    ),
    Guard(
        "no snapshot is made of them",
        "actions/learning/weights.py",
        "        if self.spoilt:\n            raise Damaged",
        "        if False:\n            raise Damaged",
        (f"{_FILTER}::test_a_label_that_the_filter_fails_to_learn_is_taken_and_those_before_it_are_learned_once",),
    ),
    Guard(
        "a label that cannot be learned stops no start",
        "actions/learning/fold.py",
        "    except Exception as error:  # noqa: BLE001 - without the filter comments",
        "    except KeyError as error:  # noqa: BLE001 - without the filter comments",
        (f"{_FILTER}::test_a_label_that_cannot_be_learned_stops_no_start",),
    ),
    # Leases and the sweep
    Guard(
        "a lease is moved from the beat that was seen",
        "store/leases.py",
        "leases.c.holder == lease.holder, leases.c.beat == lease.beat)",
        "True)",
        (_LEASED,),
    ),
    Guard(
        "a lease is taken over after patience",
        "workers/leased.py",
        "return time.monotonic() - self._since >= self._patience",
        "return True",
        (_LEASED,),
    ),
    Guard(
        "a holder that has lost its lease stops",
        "workers/leased.py",
        "        if moved is None:\n            raise Unavailable",
        "        if False:\n            raise Unavailable",
        (_LEASED,),
    ),
    Guard(
        "the sweep shows in each transaction that it lives",
        "actions/rights/sweep.py",
        "            hold(connection)\n",
        "",
        (
            "tests/actions/rights/test_sweep.py::test_a_sweep_goes_in_pieces_and_stops_when_somebody_else_has_taken_it_over",
        ),
    ),
    Guard(
        "nothing is deleted by a clock that is in doubt",
        "workers/once.py",
        "        if not doubt:\n",
        "        if True:\n",
        (f"{_CLOCK}::test_a_sweep_by_a_clock_that_has_jumped_deletes_nothing_and_says_so",),
        quick=True,
    ),
    Guard(
        "a clock is in doubt anew whenever another process has swept",
        "actions/rights/doubt.py",
        "self._seen[0] != last or ",
        "",
        (f"{_CLOCK}::test_of_two_machines_on_one_database_the_one_with_the_wrong_clock_never_sweeps",),
    ),
    Guard(
        "a clock that runs unevenly is in doubt",
        "actions/rights/doubt.py",
        " or abs(offset - self._seen[1]) > _EVENLY_MS",
        "",
        (f"{_CLOCK}::test_a_clock_that_runs_unevenly_is_not_trusted_with_deleting",),
    ),
    Guard(
        "a jump of the clock is believed when it has lasted",
        "actions/clock.py",
        "return passed - self._jump[1] >= _LASTING_MS",
        "return True",
        (f"{_CLOCK}::test_a_clock_that_is_wrong_for_a_minute_changes_nothing",),
    ),
    Guard(
        "1970 is never believed",
        "actions/clock.py",
        "        if passed + offset < MADE:\n            return False\n",
        "",
        (f"{_CLOCK}::test_a_clock_before_the_program_was_made_is_never_believed",),
    ),
    Guard(
        "nobody begins in 1970",
        "cli/common.py",
        "    if clock() < MADE:\n",
        "    if False:\n",
        (f"{_CLOCK}::test_nobody_begins_on_a_machine_whose_clock_says_1970",),
    ),
    Guard(
        "a session from the future is not good",
        "actions/owning/people.py",
        "return -_SKEW_MS <= idle <= IDLE_MS and -_SKEW_MS <= age <= LONGEST_MS",
        "return idle <= IDLE_MS and age <= LONGEST_MS",
        (f"{_CLOCK}::test_a_session_from_the_future_is_not_good_until_then",),
    ),
    # What fails
    Guard(
        "whatever the filter raises, a person judges",
        "actions/judging/judge.py",
        "        except BadInput:\n            raise\n        except Exception as error:\n",
        "        except BadInput:\n            raise\n        except KeyError as error:\n",
        (f"{_FILTER}::test_a_comment_that_the_filter_fails_on_waits_for_a_person",),
    ),
    Guard(
        "reasons are made where a fault of theirs is the filter's",
        "actions/judging/judge.py",
        "                verdict = weights.filter.check(comment)\n                _ = verdict.reasons\n",
        "                verdict = weights.filter.check(comment)\n",
        (f"{_FILTER}::test_a_fault_in_making_reasons_is_one_of_the_filter",),
    ),
    Guard(
        "a comment that the filter fails on spoils no other of its list",
        "actions/judging/judge.py",
        "        return [self._check_or_error(comment) for comment in comments]\n",
        "        return [self.check(comment) for comment in comments]\n",
        ("tests/web/test_gathering.py::test_a_comment_that_the_filter_fails_on_spoils_no_other_of_its_list",),
    ),
    Guard(
        "a weight that is no number costs no comment",
        "actions/judging/reasons.py",
        " if math.isfinite(reason.weight) else 0",
        "",
        ("tests/actions/judging/test_reasons.py::test_a_weight_that_is_no_number_costs_no_comment",),
    ),
    Guard(
        "a filter that cannot say what would have let a comment through costs no page",
        "actions/deciding/what_if.py",
        "    except Exception as error:  # noqa: BLE001 - a question beside",
        "    except KeyError as error:  # noqa: BLE001 - a question beside",
        ("tests/web/desk/test_queue.py::test_a_filter_that_cannot_say_what_if_costs_no_page",),
    ),
    Guard(
        "a fault in looking for links costs no comment",
        "actions/judging/record.py",
        "    except Exception as error:  # noqa: BLE001 - a fault of the filter must not cost",
        "    except KeyError as error:  # noqa: BLE001 - a fault of the filter must not cost",
        (f"{_FILTER}::test_a_fault_in_looking_for_links_costs_no_comment",),
    ),
    Guard(
        "a moderator reads on where nothing can be written",
        "actions/owning/people.py",
        '    except Unavailable as error:\n        _log.warning("the use',
        '    except KeyError as error:\n        _log.warning("the use',
        (f"{_LOCKED}::test_while_another_process_holds_the_database_reads_go_on_and_writes_are_refused",),
    ),
    Guard(
        "a start with another secret is refused",
        "actions/owning/joining.py",
        "elif found != digest:",
        "elif False:",
        (f"{_FOLDER}::test_a_start_without_the_secret_of_the_database_is_refused",),
    ),
    Guard(
        "the log repeats no words of a fault",
        "web/app.py",
        "with suppress(Exception):",
        "with suppress():",
        ("tests/faults/test_own_fault.py",),
    ),
    Guard(
        "a refusal says when to try again",
        "web/answers.py",
        'return {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany | Unavailable) else {}',
        "return {}",
        (f"{_LOCKED}::test_while_another_process_holds_the_database_reads_go_on_and_writes_are_refused",),
    ),
    Guard(
        "a failure is no verdict",
        "web/akismet/replies.py",
        '"Rejoinder cannot judge just now.", "Try again in a moment", 503,',
        '"false", "Try again in a moment", 503,',
        (f"{_FILTER}::test_a_fault_in_making_reasons_is_one_of_the_filter",),
    ),
    Guard(
        "WordPress finds the comment that an answer without a verdict is for",
        "web/akismet/app.py",
        "            reply = replies.with_guid(reply)\n",
        "            pass\n",
        (f"{_ACCESS}::test_a_suspended_site_is_told_so_until_it_is_resumed",),
    ),
    Guard(
        "a suspended site gets no verdicts",
        "actions/owning/sites.py",
        "    if site.suspended:\n",
        "    if False:\n",
        (f"{_ACCESS}::test_a_suspended_site_is_told_so_until_it_is_resumed",),
    ),
    Guard(
        "a key may be kept to the listed addresses",
        "actions/owning/sites.py",
        "listed = not site.listed_only or",
        "listed = True or",
        (
            f"{_ACCESS}::test_a_key_may_be_kept_to_the_listed_addresses",
            f"{_ACCESS}::test_an_address_that_only_looks_listed_is_not",
        ),
    ),
    Guard(
        "a revoked key opens nothing",
        "store/sites.py",
        'site_keys.c.digest == bindparam("digest"), site_keys.c.revoked_at.is_(None)',
        'site_keys.c.digest == bindparam("digest")',
        (f"{_ACCESS}::test_a_revoked_key_is_an_unknown_one_and_its_successor_works",),
    ),
    Guard(
        "nobody overrules another unseen on a client's comment",
        "actions/deciding/clients.py",
        "        if version is not None and version != (decisions.newest_of_check(connection, check.id) or 0):\n",
        "        if False:\n",
        ("tests/web/desk/test_clients.py::test_who_was_slower_is_told_so",),
    ),
    Guard(
        "the check of a comment in a thread is no client's",
        "actions/deciding/clients.py",
        ' or check.source != "akismet":',
        ":",
        ("tests/web/desk/test_clients.py::test_the_check_of_a_comment_in_our_own_thread_is_none_of_a_client",),
    ),
    Guard(
        "typing and mouse are read only where the owner wants it",
        "web/akismet/behaviour.py",
        "    if typing:\n",
        "    if True:\n",
        ("tests/web/akismet/test_behaviour.py::test_typing_and_mouse_are_read_and_kept_only_where_the_owner_wants_it",),
    ),
    Guard(
        "blatant spam is called so only where the owner allows it",
        "actions/judging/check.py",
        "discards(one.site.mode, verdict.label) and one.site.discard",
        "discards(one.site.mode, verdict.label)",
        (f"{_LEARNING}::test_the_tip_to_discard_is_given_for_discard_alone_and_only_if_the_owner_allows_it",),
    ),
    Guard(
        "who asks whether we live waits for nobody",
        "web/ops/routes.py",
        '    if "live" in asked:\n',
        "    if False:\n",
        ("tests/web/ops/test_health.py",),
    ),
    # The border
    Guard(
        "a body has a limit while it comes",
        "web/border/bodies.py",
        "        if size > limit.body:\n            raise _too_large(limit)\n",
        "",
        ("tests/web/border/test_bodies.py", "tests/web/akismet/test_hostile.py"),
    ),
    Guard(
        "only so many large bodies come in at a time",
        "web/border/bodies.py",
        "if len(_on_their_way) >= LARGE_AT_ONCE:",
        "if False:",
        ("tests/web/border/test_bodies.py",),
    ),
    Guard(
        "a field of JSON that is not known is refused",
        "web/api/shapes.py",
        "class NewComment(msgspec.Struct, forbid_unknown_fields=True):",
        "class NewComment(msgspec.Struct):",
        ("tests/web/api/test_bad_input.py",),
    ),
    Guard(
        "the desk takes no write from another site",
        "web/border/origins.py",
        '    if fetched not in ("same-origin", "none") or (',
        "    if False and (",
        ("tests/web/desk/test_guards.py::test_a_decision_from_another_site_is_refused",),
    ),
    Guard(
        "a form of the desk belongs to its session",
        "web/desk/session.py",
        "if not hmac.compare_digest(",
        "if False and not hmac.compare_digest(",
        ("tests/web/desk/test_guards.py::test_a_form_without_the_token_of_this_session_is_refused",),
    ),
    Guard(
        "the way back leads nowhere else",
        "web/desk/session.py",
        'return wanted if _NEXT.fullmatch(wanted) else "/desk/"',
        "return wanted",
        ("tests/web/desk/test_sign_in.py::test_the_way_back_never_leads_elsewhere",),
    ),
    Guard(
        "comments are taken from the pages of their site only",
        "actions/reading/posts.py",
        "    if draft.origin is not None:\n",
        "    if False:\n",
        ("tests/web/thread/test_writing.py::test_a_comment_is_taken_from_our_own_pages_and_those_of_the_site",),
    ),
    Guard(
        "a receipt is signed",
        "actions/reading/receipt.py",
        "signed = _signer(house).loads(receipt)",
        "signed = _signer(house).loads_unsafe(receipt)[1]",
        ("tests/actions/reading/test_submit.py::test_a_receipt_with_another_signature_shows_nothing",),
    ),
    Guard(
        "browsers are told to stay with https",
        "web/answers.py",
        'return {"Strict-Transport-Security": "max-age=31536000"} if secure else {}',
        "return {}",
        ("tests/web/test_app.py::test_browsers_are_told_to_stay_with_https_where_readers_come_by_it",),
    ),
    Guard(
        "nobody is believed about addresses unless the owner says so",
        "web/border/peers.py",
        "    if not proxies.trust(peer):\n        return peer\n",
        "",
        ("tests/web/border/test_peers.py",),
        quick=True,
    ),
    Guard(
        "a request names one host",
        "web/border/doorway.py",
        "if not _names_a_host(scope):",
        "if False:",
        ("tests/web/border/test_places.py::test_a_request_names_one_host_or_is_refused",),
    ),
    Guard(
        "one address may not take all connections",
        "web/border/crowd.py",
        "if key and self._of[key] >= self.patience.per_address:",
        "if False:",
        (f"{_CONNECTIONS}::test_one_address_may_not_take_all_connections",),
    ),
    Guard(
        "a head that is too large is refused",
        "web/border/connection.py",
        "if size > patience.head_size or len(self.headers) > patience.headers:",
        "if False:",
        (f"{_CONNECTIONS}::test_a_head_that_is_too_large_is_refused",),
    ),
    Guard(
        "a head that comes in pieces is counted",
        "web/border/connection.py",
        "        if self._came > most:\n",
        "        if False:\n",
        (f"{_CONNECTIONS}::test_a_head_that_comes_in_pieces_is_counted_as_one",),
    ),
    Guard(
        "only a few requests may be sent ahead",
        "web/border/connection.py",
        "if self._owed > patience.ahead:",
        "if False:",
        (f"{_CONNECTIONS}::test_too_many_requests_ahead_end_the_connection_after_the_first_ones",),
    ),
    Guard(
        "a body that trickles has its time",
        "web/border/connection.py",
        "return self._since + min(patience.body, patience.body_grace + self._came / patience.body_rate)",
        "return inf",
        (f"{_CONNECTIONS}::test_a_body_that_trickles_is_too_slow",),
    ),
    Guard(
        "a reader who takes nothing is cut off",
        "web/border/connection.py",
        "return now - self._stuck_since >= self._patience.answer",
        "return False",
        (f"{_CONNECTIONS}::test_20_slow_readers_are_cut_off_while_others_are_answered",),
    ),
    Guard(
        "no answer is begun before the one in front of it was taken",
        "web/border/connection.py",
        "        if self.flow.write_paused:\n            await self.flow.drain()",
        "        if False:\n            await self.flow.drain()",
        (f"{_CONNECTIONS}::test_no_answer_is_begun_before_the_one_in_front_of_it_was_taken",),
    ),
    Guard(
        "what waits for an answer to be taken ends with the connection",
        "web/border/connection.py",
        "if self.transport.is_closing():  # and",
        "if False:  # and",
        (f"{_CONNECTIONS}::test_what_waits_for_an_answer_to_be_taken_ends_with_the_connection",),
    ),
    Guard(
        "the system keeps little of an answer",
        "web/border/connection.py",
        'transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._patience.in_kernel)',
        "pass",
        (f"{_CONNECTIONS}::test_the_system_keeps_little_of_an_answer",),
    ),
    Guard(
        "long threads are drawn one at a time",
        "web/thread/turns.py",
        "anyio.CapacityLimiter(DRAWERS)",
        "anyio.CapacityLimiter(40)",
        (f"{_TURNS}::test_long_threads_are_drawn_one_at_a_time_and_ordinary_ones_wait_for_nobody",),
    ),
    Guard(
        "nobody gets an older thread than there was when they asked",
        "web/thread/turns.py",
        "self._begun[key] = self._coming.pop(key)",
        "self._begun[key] = self._coming[key]",
        (f"{_TURNS}::test_all_who_ask_before_it_begins_share_one_reading_and_nobody_gets_an_older_one",),
    ),
    Guard(
        "what many may be sent carries no key",
        "web/thread/pages.py",
        '    key: str = ""',
        '    key: str = "0123456789"',
        (f"{_KEPT}::test_nothing_that_is_kept_carries_a_key_or_a_secret",),
    ),
    Guard(
        "an answer that has changed has another tag",
        "web/thread/kept.py",
        "thread.page_url, thread.version, thread.rules",
        "thread.page_url, thread.rules",
        (f"{_KEPT}::test_the_tag_is_another_one_when_anything_that_is_shown_is_another",),
    ),
    Guard(
        "what depends on the browser's language is not for the caches of others",
        "web/thread/kept.py",
        "    if not one_language:",
        "    if False:",
        (f"{_KEPT}::test_only_what_is_the_same_for_everybody_is_for_the_caches_of_others",),
    ),
    Guard(
        "nodes have no attribute that is not on the list",
        "web/thread/nodes.py",
        "if name in ATTRIBUTES or name.startswith(_PREFIXES)}",
        "}",
        ("tests/web/thread/test_nodes.py::test_html_becomes_nodes",),
    ),
    Guard(
        "nodes have no tag that is not on the list",
        "web/thread/nodes.py",
        "        if tag in TAGS:\n            self._open[-1][1].append([tag, _kept(attrs), children])",
        "        if True:\n            self._open[-1][1].append([tag, _kept(attrs), children])",
        ("tests/web/thread/test_nodes.py::test_html_becomes_nodes",),
    ),
    Guard(
        "only the page of the receipt may send its forms without an origin",
        "web/thread/origins.py",
        'if private and sender_origin(request) == "null":',
        'if sender_origin(request) == "null":',
        ("tests/web/thread/test_scripts.py::test_a_page_without_an_origin_of_its_own_writes_nothing",),
    ),
    Guard(
        "what waits is shown to its writer alone",
        "actions/reading/read.py",
        "or comment.status is not Status.PUBLISHED:",
        "or False:",
        ("tests/web/thread/test_scripts.py::test_what_is_not_published_is_at_no_address_that_can_be_guessed",),
    ),
    Guard(
        "deleting takes a second step",
        "web/thread/own.py",
        'if not sent.get("sure"):',
        "if False:",
        ("tests/web/thread/test_own.py::test_deleting_takes_two_steps",),
    ),
    Guard(
        "comments of one address are limited",
        "web/border/rates.py",
        '        if wait:\n            raise TooMany(\n                "too_many_posts"',
        '        if False:\n            raise TooMany(\n                "too_many_posts"',
        (f"{_RATES}::test_so_many_comments_of_one_address_and_then_one_now_and_then",),
    ),
    Guard(
        "votes are limited",
        "web/border/rates.py",
        '        if wait:\n            raise TooMany("votes_too_fast"',
        '        if False:\n            raise TooMany("votes_too_fast"',
        (f"{_RATES}::test_a_browser_has_so_many_votes_and_a_robot_takes_none_from_who_votes_beside_it",),
    ),
    Guard(
        "a new key for every vote leads no further than the address",
        "web/border/rates.py",
        'wait = self._take(b"vote from", self._person(address), number * _HOUSEHOLD_TIMES)',
        "pass",
        (f"{_RATES}::test_a_robot_with_a_new_key_for_every_vote_is_stopped_by_its_address",),
    ),
    Guard(
        "reports from one address are limited",
        "web/border/rates.py",
        '        if wait:\n            raise TooMany(\n                "too_many_reports"',
        '        if False:\n            raise TooMany(\n                "too_many_reports"',
        (f"{_RATES}::test_reports_of_one_address_are_limited_and_count_as_no_comments",),
    ),
    Guard(
        "many comments of one address within minutes are a crowd",
        "web/border/rates.py",
        "return bool(who) and self._is_crowd(",
        "return False and self._is_crowd(",
        (f"{_RATES}::test_more_than_a_few_comments_within_minutes_are_taken_and_called_a_crowd",),
    ),
    Guard(
        "a robot takes nothing from who writes beside it",
        "web/border/rates.py",
        'b"odd post" if odd else b"post"',
        'b"post"',
        (f"{_RATES}::test_a_robot_without_the_form_neither_silences_nor_marks_who_writes_beside_it",),
    ),
    Guard(
        "a filled trap is seen",
        "web/thread/trap.py",
        '("honeypot",) if sent.get(HONEYPOT, "").strip() else ()',
        "()",
        (f"{_TRAP}::test_a_robot_that_fills_in_everything_is_held_by_the_filter",),
    ),
    Guard(
        "haste is seen",
        "web/thread/trap.py",
        "    if age < _HURRY_MS:\n",
        "    if False:\n",
        (f"{_TRAP}::test_a_stamp_tells_how_long_ago_the_form_was_given_out",),
    ),
    Guard(
        "a clock that was set back makes nobody hasty",
        "web/thread/trap.py",
        "    if age < 0:",
        "    if False:",
        (f"{_TRAP}::test_a_stamp_tells_how_long_ago_the_form_was_given_out",),
    ),
    Guard(
        "an old stamp is seen",
        "web/thread/trap.py",
        'return "stale" if age > _STALE_MS else ""',
        'return ""',
        (f"{_TRAP}::test_a_stamp_tells_how_long_ago_the_form_was_given_out",),
    ),
    Guard(
        "a missing stamp is seen",
        "web/thread/trap.py",
        '        return "unstamped"\n',
        '        return ""\n',
        (f"{_TRAP}::test_each_sign_is_stored_and_a_reason_of_the_verdict",),
    ),
    Guard(
        "a stamp that we did not make is seen",
        "web/thread/trap.py",
        "hmac.compare_digest(token, _signed(house, time))",
        "token",
        (f"{_TRAP}::test_a_stamp_that_is_not_ours_is_called_so",),
    ),
    Guard(
        "who corrects a mistake is not in haste",
        "web/thread/pages.py",
        "form.typed.get(STAMP) or stamp(",
        "stamp(",
        (f"{_TRAP}::test_a_form_that_comes_back_with_a_mistake_keeps_its_stamp",),
    ),
    Guard(
        "the signs reach the filter",
        "actions/reading/posts.py",
        "        behaviour=draft.behaviour,\n",
        "",
        (f"{_TRAP}::test_each_sign_is_stored_and_a_reason_of_the_verdict",),
    ),
    Guard(
        "an edit washes no signs off",
        "actions/reading/edit.py",
        "dict.fromkeys(came.behaviour + behaviour)",
        "dict.fromkeys(behaviour)",
        ("tests/actions/reading/test_edit.py::test_a_robot_does_not_wash_its_signs_off_by_an_edit",),
    ),
    Guard(
        "what a robot's neighbours share with it is not learned",
        "filter/fields.py",
        ' if sign.partition(":")[0] not in _UNLEARNED',
        "",
        (f"{_SIGNS}::test_how_much_the_new_signs_weigh_has_a_bound_whatever_is_learnt",),
    ),
    Guard(
        "wrong passwords are limited",
        "web/border/rates.py",
        '        if wait:\n            raise TooMany("too_many_sign_ins"',
        '        if False:\n            raise TooMany("too_many_sign_ins"',
        (f"{_RATES}::test_wrong_passwords_from_one_address_are_limited_and_right_ones_are_not_counted",),
    ),
    Guard(
        "calls of a key are limited",
        "web/border/rates.py",
        '        if wait:\n            raise TooMany("too_many_calls"',
        '        if False:\n            raise TooMany("too_many_calls"',
        (f"{_RATES}::test_calls_of_a_key_are_limited_and_the_answer_is_no_verdict",),
    ),
    Guard(
        "other words under the same key are refused",
        "actions/reading/once.py",
        "if first.body != made.body:",
        "if False:",
        (_ONCE,),
    ),
    Guard(
        "a post is noted under its key",
        "actions/reading/once.py",
        "for made, number in became if made is not None}",
        "for made, number in became if False}",
        (_ONCE,),
    ),
    Guard(
        "a form sent twice is one comment within a list, too",
        "actions/reading/storing.py",
        "became = self._twins[same] = self._add(one, page)",
        "became = self._add(one, page)",
        (f"{_LISTS}::test_the_same_key_and_the_same_form_settle_in_a_list_as_they_do_one_after_the_other",),
    ),
    Guard(
        "a key counts within a list, too",
        "actions/reading/storing.py",
        "            self._around.firsts[post.made.key] = First(post.made.body, became)\n",
        "            pass\n",
        (f"{_LISTS}::test_the_same_key_and_the_same_form_settle_in_a_list_as_they_do_one_after_the_other",),
    ),
    Guard(
        "a comment that cannot be stored spoils no other of its list",
        "actions/reading/submit.py",
        "if len(drafts) == 1 or not is_about_a_row(error):",
        "if True:",
        (f"{_LISTS}::test_a_row_that_the_database_refuses_spoils_no_other_of_its_list",),
    ),
    Guard(
        "a database that fails is not asked again for each comment of a list",
        "actions/reading/submit.py",
        "if len(drafts) == 1 or not is_about_a_row(error):",
        "if len(drafts) == 1:",
        (f"{_LISTS}::test_a_database_that_fails_is_asked_once_and_all_are_told",),
    ),
    Guard(
        "what is replied to is looked at again when the reply is stored",
        "actions/reading/storing.py",
        "        self._around.check_parent(post)\n",
        "",
        (f"{_LISTS}::test_what_is_taken_down_while_a_reply_is_judged_gets_no_reply",),
    ),
    Guard(
        "another site's check is never found",
        "actions/judging/report.py",
        "named.site_id == site_id and ",
        "",
        ("tests/actions/judging/test_report.py::test_another_sites_check_is_never_found",),
    ),
    Guard(
        "a text of genuine writers does not become spam by one report",
        "filter/campaigns.py",
        "            elif ham:\n                return None\n",
        "",
        ("tests/filter/test_campaigns.py",),
    ),
    Guard(
        "campaigns that no labels give are not loaded",
        "filter/weights.py",
        "if not are_entries(slots, entries, spam, ham):",
        "if False:",
        ("tests/filter/test_damage.py",),
    ),
    Guard(
        "what is freed goes back to the system",
        "cli/memory.py",
        "return bool(ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE))",
        "return True",
        ("tests/cli/test_memory.py",),
    ),
    Guard(
        "a link to nowhere is no link",
        "text/markup.py",
        'value if name != "href" or _WHOLE.match(value) else None',
        "value",
        ("tests/text/test_markup.py",),
    ),
    Guard(
        "no attribute passes but those that are named",
        "text/markup.py",
        ', "*": set()}',
        "}",
        ("tests/text/test_markup.py",),
    ),
    Guard(
        "nothing but public addresses is connected to",
        "outside/addresses.py",
        "return port in _PORTS and _is_public(address)",
        "return True",
        (_HTTP,),
        quick=True,
    ),
    Guard(
        "only ports of the web are connected to",
        "outside/addresses.py",
        "return port in _PORTS and _is_public(address)",
        "return _is_public(address)",
        (_HTTP,),
    ),
    Guard(
        "an IPv4 address in the clothes of IPv6 is looked at as what it is",
        "outside/addresses.py",
        "return IPv4Address(address.packed[-4:])",
        'return IPv4Address("93.184.216.34")',
        (_HTTP,),
    ),
    Guard(
        "an exchange with another server has one time limit",
        "outside/deadline.py",
        "self._sock.settimeout(left(self._until))\n        return self._sock.recv_into(buffer)",
        "return self._sock.recv_into(buffer)",
        (_HTTP,),
    ),
    Guard(
        "a name server is not waited for longer than there is time",
        "outside/http.py",
        "thread.join(left(until))",
        "thread.join()",
        (_HTTP,),
    ),
    Guard(
        "an answer from outside has a largest size",
        "outside/http.py",
        "read = response.read(largest + 1)\n    if len(read) > largest:",
        "read = response.read()\n    if False:",
        (_HTTP,),
    ),
    Guard(
        "only hosts of the site are called back",
        "actions/telling/callbacks.py",
        'return address if place in map(_place, sites.origins(connection, site.id)) else ""',
        "return address",
        (_OUTBOX,),
    ),
    Guard(
        "of several processes one tells the clients",
        "workers/outbox.py",
        "if hold is not None:\n                    self._carry_all(hold)",
        "self._carry_all(hold or (lambda _: None))",
        (_OUTBOX,),
    ),
    Guard(
        "a host that is silent is left alone",
        "workers/outbox.py",
        "self._resting[_host(correction)] = time.monotonic() + REST_MS / 1000",
        "pass",
        (_OUTBOX,),
    ),
    Guard(
        "what may have arrived is not taken for unsaid",
        "actions/telling/corrections.py",
        "if not tries and _known",
        "if _known",
        (_OUTBOX,),
    ),
    Guard(
        "a server that fails is not asked for a second opinion",
        "workers/second.py",
        "if now < circuit.until:",
        "if False:",
        (_SECOND,),
    ),
    Guard(
        "no more than a few ask for a second opinion at once",
        "workers/second.py",
        "ThreadPoolExecutor(AT_ONCE, ",
        "ThreadPoolExecutor(99, ",
        (_SECOND,),
    ),
    Guard(
        "two servers do not ask each other for ever",
        "web/akismet/calls.py",
        "keep and not call.form.has(MARK)",
        "keep",
        (_SECOND,),
    ),
    Guard(
        "what another server says is made anew with the weights",
        "actions/judging/second.py",
        "pairs = zip(comments, verdicts, strict=True)",
        "pairs = zip([comment for _, comment in asked], verdicts, strict=True)",
        (_SECOND,),
    ),
    Guard(
        "TLS is verified",
        "outside/http.py",
        "return self._given_tls or ssl.create_default_context()",
        "return ssl._create_unverified_context()",
        (_HTTP,),
    ),
    Guard(
        "without a token nobody reads the figures",
        "web/ops/metrics.py",
        "    if not token:\n        raise _OFF\n",
        "",
        (f"{_METRICS}::test_without_a_token_nobody_may_read_them_from_wherever_they_ask",),
    ),
    Guard(
        "with a wrong token nobody reads the figures",
        "web/ops/metrics.py",
        'return scheme.lower() == "bearer" and hmac.compare_digest(told, token.encode())',
        "return True",
        (f"{_METRICS}::test_with_a_wrong_token_nobody_may_read_them",),
        quick=True,
    ),
    Guard(
        "a stranger's path is no figure of its own",
        "web/ops/watch.py",
        'return _OF_PART.get(path.lstrip("/").partition("/")[0], "other")',
        'return path.lstrip("/").partition("/")[0]',
        (f"{_METRICS}::test_nothing_that_strangers_send_makes_a_new_series",),
    ),
    Guard(
        "the sum of figures never becomes less",
        "metrics/shared.py",
        "        self._try_to_write()\n        families =",
        "        families =",
        ("tests/metrics/test_shared.py",),
    ),
    Guard(
        "a crew goes on from the figures of one that died",
        "metrics/shared.py",
        "figure.value += before.value if before else 0.0",
        "pass",
        ("tests/metrics/test_shared.py::test_who_takes_the_place_of_one_that_died_goes_on_from_its_figures",),
    ),
    Guard(
        "nobody forges a line of the log",
        "cli/logs.py",
        '    shown = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)\n',
        "    shown = text\n",
        (f"{_LOGS}::test_in_text_nothing_but_a_record_begins_at_the_margin",),
    ),
    Guard(
        "an exception is not logged in its own words",
        "cli/logs.py",
        "return f\"{kind.__name__ if kind else 'no error'} at\\n{''.join(traceback.format_tb(trace))}\"",
        "return super().formatException(ei)",
        (f"{_LOGS}::test_an_exception_is_told_by_kind_and_place_and_never_in_its_own_words",),
    ),
    Guard(
        "a path does not come into the log",
        "web/border/route.py",
        "    return f\"{scope.get('root_path', '')}{below}\"",
        '    return str(scope["path"])',
        (f"{_LOGS}::test_nothing_that_anybody_wrote_comes_into_the_log_whatever_door_they_knock_at",),
    ),
    Guard(
        "on a full disk the reserve is given up",
        "cli/reserve.py",
        "        (folder / RESERVE).unlink()\n    _log",
        "        pass\n    _log",
        (
            "tests/faults/test_full_disk.py::test_a_start_on_a_full_disk_serves_what_is_there_and_goes_on_when_there_is_room",
        ),
    ),
    # Running it
    Guard(
        "no command but `upgrade` migrates what is filled",
        "cli/common.py",
        "spare_older=True",
        "spare_older=False",
        (f"{_UPGRADE}::test_no_other_command_migrates_what_is_filled",),
    ),
    Guard(
        "an upgrade is refused while somebody uses the database",
        "actions/owning/upgrade.py",
        "    copier.refuse_if_used()\n    backups.mkdir",
        "    backups.mkdir",
        (f"{_UPGRADE}::test_it_is_refused_while_somebody_uses_the_database",),
    ),
    Guard(
        "an upgrade saves first",
        "actions/owning/upgrade.py",
        "    backup(folder, url, file, told)\n",
        "",
        (f"{_UPGRADE}::test_it_is_saved_then_migrated_and_a_second_run_does_nothing",),
    ),
    Guard(
        "setup keeps the settings that somebody has written",
        "cli/founding/settled.py",
        "[name for name in changed if _says_otherwise(folder, name, stands, wanted)]",
        "[]",
        (
            f"{_SETUP}::test_settings_that_somebody_has_written_are_kept_until_the_owner_agrees",
            f"{_SETUP}::test_a_database_is_not_put_in_the_place_of_one_that_is_filled",
        ),
    ),
    Guard(
        "settings are written only where nothing else changes by it",
        "cli/founding/settings_file.py",
        "    if not kept:",
        "    if False:",
        (f"{_SETUP}::test_a_file_that_only_a_person_can_change_is_left_alone",),
    ),
    Guard(
        "root writes nothing into a folder of somebody else",
        "cli/ownership.py",
        "if owner is not None and os.geteuid() == 0:",
        "if False:",
        (
            f"{_SETUP}::test_root_writes_nothing_into_a_folder_of_somebody_else",
            f"{_SETUP}::test_root_is_told_whose_folder_it_is",
        ),
    ),
    Guard(
        "the doctor makes and migrates nothing",
        "cli/checkup/stored.py",
        "        if closed:",
        "        if False:",
        (
            f"{_DOCTOR}::test_a_folder_without_tables_is_not_given_any",
            f"{_DOCTOR}::test_an_older_version_is_told_and_not_migrated",
        ),
    ),
    # The desk's side of the thread
    Guard(
        "what moderators write teaches nothing and is no spam",
        "actions/deciding/decide.py",
        "    if comment.moderator_id is None:\n",
        "    if True:\n",
        (
            f"{_REPLY}::test_decisions_on_it_teach_nothing_and_can_be_undone",
            f"{_REPLY}::test_it_is_never_called_spam",
        ),
    ),
    Guard(
        "nobody is judged by what moderators write",
        "actions/deciding/reply.py",
        'verdict=NOT_JUDGED, text_digest=b"")',
        "verdict=NOT_JUDGED)",
        (f"{_REPLY}::test_what_readers_write_is_not_judged_by_what_moderators_wrote",),
    ),
    Guard(
        "a reply stands under what readers see",
        "actions/deciding/reply.py",
        "if parent.status is not Status.PUBLISHED:",
        "if False:",
        (f"{_REPLY}::test_there_is_no_reply_to_what_readers_do_not_see",),
    ),
    Guard(
        "a reply that is sent twice is one",
        "actions/deciding/reply.py",
        "        if first is not None:\n",
        "        if False:\n",
        (f"{_REPLY}::test_the_same_form_sent_twice_is_one_reply",),
    ),
    Guard(
        "what readers do not see is not featured",
        "actions/deciding/feature.py",
        "if chosen and comment.status is not Status.PUBLISHED:",
        "if False:",
        ("tests/actions/deciding/test_feature.py::test_what_readers_do_not_see_is_not_featured",),
    ),
    Guard(
        "reports are settled by who has seen the comment as it stands",
        "actions/deciding/settle.py",
        "if version is not None and version != comment.version:",
        "if False:",
        (f"{_SETTLING}::test_nothing_is_settled_twice_or_unseen",),
    ),
    Guard(
        "an undone settling takes no label away",
        "actions/deciding/undo.py",
        "        if decision.event != SETTLE:\n            _restore_status(connection, decision, check, now)\n",
        "        if True:\n",
        (f"{_SETTLING}::test_settling_keeps_the_label_that_stands_and_so_does_its_undo",),
    ),
    Guard(
        "a reason to reject is one of the list",
        "actions/deciding/decide.py",
        "if code and code not in REFUSALS:",
        "if False:",
        ("tests/actions/deciding/test_refusing.py::test_an_unknown_reason_is_refused_and_changes_nothing",),
    ),
    Guard(
        "a reason to reject is told while the comment is rejected",
        "actions/reading/receipt.py",
        'decided_for=comment.decided_for if comment.status is Status.REJECTED else "",',
        "decided_for=comment.decided_for,",
        ("tests/actions/deciding/test_refusing.py::test_its_writer_is_told_the_reason_only_while_it_is_rejected",),
    ),
    Guard(
        "rules of a page are said at its own site",
        "actions/deciding/rules.py",
        "    if page.site_id != site.id:",
        "    if False:",
        ("tests/actions/deciding/test_rules.py::test_a_page_of_another_site_is_not_found",),
    ),
    # Archives
    Guard(
        "another release judges nothing of an archive",
        "cluster/scoring.py",
        "if judging.version != __version__:",
        "if False:",
        (f"{_ARCHIVE}::test_a_machine_with_another_release_judges_nothing",),
    ),
    Guard(
        "answers have their name when they are whole",
        "cluster/scoring.py",
        "        Path(beside).unlink(missing_ok=True)\n        raise",
        "        Path(beside).replace(path)\n        raise",
        (f"{_ARCHIVE}::test_a_file_that_is_cut_short_has_no_answers_and_does_not_stop_the_others",),
    ),
    Guard(
        "a folder has the answers of one filter",
        "cluster/manifest.py",
        "elif found != wanted:",
        "elif False:",
        (f"{_ARCHIVE}::test_answers_of_another_filter_or_another_kind_are_not_mixed_in",),
    ),
    Guard(
        "answers are not written among what is judged",
        "cluster/shards.py",
        "if within.is_relative_to(around) or around.is_relative_to(within):",
        "if False:",
        (f"{_ARCHIVE}::test_what_cannot_be_an_archive_is_refused_before_anything_is_judged",),
    ),
    # Languages
    Guard(
        "what is put into a translated sentence is escaped",
        "web/answers.py",
        "    newstyle=True,\n",
        "    newstyle=False,\n",
        ("tests/web/test_languages.py::test_what_is_put_into_a_sentence_is_escaped",),
    ),
    Guard(
        "a tag that is too long is no language",
        "locale/speech.py",
        " if len(tag) <= _LONGEST else []",
        "",
        ("tests/locale/test_speech.py::test_hostile_tags_get_english",),
        quick=True,
    ),
    Guard(
        "the head of a catalogue is no sentence",
        "locale/speech.py",
        'self._words.gettext(msgid) if msgid else ""',
        "self._words.gettext(msgid)",
        ("tests/locale/test_speech.py::test_nothing_is_translated_as_nothing",),
    ),
    Guard(
        "a catalogue with a quotation mark too few is broken",
        "locale/catalogue.py",
        "if not _LINE.fullmatch(line):",
        "if False:",
        ("tests/locale/test_speech.py::test_a_broken_catalogue_is_named",),
    ),
    # What readers do
    Guard(
        "an edit is judged again",
        "actions/reading/edit.py",
        "anew = replace(came, text=text, ip=ip",
        "anew = replace(came, ip=ip",
        (f"{_EDIT}::test_an_innocent_comment_that_is_edited_into_spam_is_hidden",),
    ),
    Guard(
        "the rules hold for an edit",
        "actions/reading/edit.py",
        "rule = _rule(connection, rules, found, text)",
        "rule = None",
        (f"{_EDIT}::test_an_edit_that_the_filter_finds_genuine_waits_again_where_the_rules_want_it",),
    ),
    Guard(
        "an approval does not spare an edit pre-moderation",
        "policy/waiting.py",
        "SPARED = frozenset({Held.NEWCOMER})",
        "SPARED = frozenset(Held)",
        (f"{_EDIT}::test_an_edit_that_the_filter_finds_genuine_waits_again_where_the_rules_want_it",),
    ),
    Guard(
        "writers have some minutes and no more",
        "actions/reading/window.py",
        "    if _ends(rules, comment) > now:\n",
        "    if True:\n",
        (
            f"{_EDIT}::test_a_comment_can_be_edited_for_as_long_as_the_rules_say",
            f"{_REMOVE}::test_only_who_holds_the_receipt_and_only_in_time",
        ),
    ),
    Guard(
        "known is who holds the key",
        "actions/reading/reader.py",
        'house.vault.digest("reader", f"{site_id} {key}")',
        'house.vault.digest("reader", f"{site_id}")',
        (f"{_RULED}::test_known_is_who_holds_the_key_never_a_name_or_an_address",),
    ),
    Guard(
        "what is no key is as none",
        "actions/reading/reader.py",
        "return _KEY.fullmatch(key) is not None",
        "return bool(key)",
        (f"{_RULED}::test_what_is_no_key_is_as_none", f"{_VOTE}::test_without_a_key_nobody_votes"),
    ),
    Guard(
        "who must wait does",
        "policy/waiting.py",
        "return Stand(Status.PENDING, rule) if rule else Stand(status)",
        "return Stand(status)",
        (
            "tests/policy/test_waiting.py::test_the_table",
            f"{_RULED}::test_a_newcomer_waits_until_one_of_theirs_is_published",
        ),
    ),
    Guard(
        "a rule publishes nothing",
        "policy/waiting.py",
        "    if status is not Status.PENDING:\n",
        "    if rule:\n        return Stand(Status.PENDING, rule)\n    if status is not Status.PENDING:\n",
        (f"{_RULED}::test_a_rule_publishes_nothing_and_hides_nothing",),
    ),
    Guard(
        "what the form does not ask for is not kept",
        "actions/reading/posts.py",
        '"" if ask is Ask.NO else value',
        "value",
        (f"{_RULED}::test_what_the_rules_require_must_be_there_and_what_they_do_not_ask_is_not_kept",),
    ),
    Guard(
        "a reader votes once",
        "store/votes.py",
        "    if before == vote.value:\n        return False\n",
        "    before = 0 if vote.value == before else before\n"
        "    connection.execute(delete(votes).where(votes.c.voter == vote.voter)) if not before else None\n",
        (f"{_VOTE}::test_a_vote_counts_once_can_be_turned_round_and_taken_back",),
    ),
    Guard(
        "few vote from one address",
        "actions/reading/vote.py",
        "votes.voters_from(connection, new) >= VOTERS",
        "False",
        (f"{_VOTE}::test_few_readers_of_one_address_vote_for_one_comment",),
    ),
    Guard(
        "nobody votes for a comment of their own",
        "actions/reading/vote.py",
        "if comment.reader_id == reader.id:",
        "if False:",
        (f"{_VOTE}::test_nobody_votes_for_a_comment_of_their_own",),
    ),
    Guard(
        "nobody asks again and again about the same words",
        "store/reports.py",
        "reports.c.settled_at < edited_at",
        "reports.c.settled_at.is_not(None)",
        (f"{_REPORT}::test_what_was_settled_is_asked_about_again_only_when_its_words_are_others",),
    ),
    # Addresses, counts and feeds
    Guard(
        "nobody becomes known on an address to develop on",
        "store/readers.py",
        "Status.PUBLISHED, live())",
        "Status.PUBLISHED)",
        (f"{_TRIAL}::test_nobody_becomes_known_on_a_trial_address",),
    ),
    Guard(
        "nothing is learned from what is said on an address to develop on",
        "actions/deciding/decide.py",
        "if label and not trial else None",
        "if label else None",
        (f"{_TRIAL}::test_a_decision_on_a_trial_comment_is_done_and_nothing_is_learned_from_it",),
        quick=True,
    ),
    Guard(
        "threads of an address to develop on are merged with none of the site",
        "actions/owning/pages.py",
        "if one.trial != other.trial:",
        "if False:",
        (f"{_TRIAL}::test_trial_threads_never_come_into_those_of_the_site",),
    ),
    Guard(
        "readers' threads do not end on an address to develop on",
        "actions/owning/origins.py",
        "if wanted.trial and not before.trial:",
        "if False:",
        (f"{_TRIAL}::test_where_readers_have_written_nothing_becomes_a_trial_address",),
    ),
    Guard(
        "an alias leads not past the rules of a section",
        "actions/reading/rules.py",
        "key = page_key(page.url) if page else key",
        "key = key",
        (f"{_MOVING}::test_an_alias_leads_no_way_past_the_rules_of_a_section",),
    ),
    Guard(
        "a page has its new key before its site moves",
        "actions/owning/moving.py",
        "            merged += sum(_prepare(house, connection, page, way) for page in piece)\n",
        "            pass\n",
        (f"{_MOVING}::test_a_move_that_was_interrupted_loses_nothing_and_goes_on",),
    ),
    Guard(
        "pages that were begun in the middle of a move come along with it",
        "actions/owning/moving.py",
        "            merged += _prepare(house, connection, page, way)\n        flip(connection)\n",
        "            pass\n        flip(connection)\n",
        (f"{_MOVING}::test_comments_that_come_in_the_middle_of_a_move_are_found_at_each_moment",),
    ),
    Guard(
        "a feed holds what is published alone",
        "store/feeds.py",
        "comments.c.status == Status.PUBLISHED, ",
        "",
        (f"{_FEEDS}::test_what_readers_do_not_see_is_in_no_feed",),
        quick=True,
    ),
    Guard(
        "a feed holds nothing of an address to develop on",
        "store/feeds.py",
        ", live())",
        ")",
        (f"{_FEEDS}::test_what_readers_do_not_see_is_in_no_feed",),
    ),
    Guard(
        "a feed holds what XML can hold alone",
        "text/plain.py",
        'return _NOT_XML.sub("\\ufffd", text)',
        "return text",
        (f"{_FEEDS}::test_hostile_words_in_every_field_make_a_well_formed_feed_in_which_nothing_runs",),
    ),
    Guard(
        "a name in a feed changes no direction around it",
        "text/plain.py",
        '_DIRECTIONS.sub("", text)',
        "text",
        (f"{_FEEDS}::test_a_name_changes_no_direction_around_it",),
    ),
    Guard(
        "what is published is counted alone",
        "store/pages.py",
        ", comments.c.status == Status.PUBLISHED)\n    count = ",
        ",)\n    count = ",
        ("tests/web/api/test_counts.py::test_many_pages_are_counted_in_the_order_in_which_they_were_asked_for",),
    ),
)
