"""What each command's exit code means: one table, from which docs/commands.md is made.

2 is the same for all of them. 1 is for commands that look at something or make something that is then looked at: they
have done what they were to do, and what they found is not as it should be.
"""

from __future__ import annotations

__all__ = ["DONE", "EXITS", "REFUSAL", "REFUSED", "WRONG"]

DONE, WRONG, REFUSED = 0, 1, 2

REFUSAL = "the call, its input or the settings were wrong, or a part failed; the sentence on standard error says which"

# By command: what 0 means, and what 1 means where it means anything of its own.
EXITS: dict[str, dict[int, str]] = {
    "demo": {DONE: "it was told to stop"},
    "setup": {
        DONE: "all is there, and works when it is looked at from outside",
        WRONG: "all is there, and does not work when it is looked at from outside",
    },
    "doctor": {
        DONE: "nothing is wrong; with --strict nothing is to be warned of either",
        WRONG: "something is wrong; with --strict also when something is to be warned of",
    },
    "serve": {DONE: "it was told to stop (Ctrl-C, SIGTERM)"},
    "check": {DONE: "every message was judged, whatever the verdicts are"},
    "archive": {DONE: "every message of every file was judged, whatever the verdicts are"},
    "evaluate": {DONE: "it was measured, whatever the figures are"},
    "train": {DONE: "the weights equal those made anew", WRONG: "they did not; they are replaced"},
    "erase": {DONE: "it is erased"},
    "backup": {DONE: "it is saved, whole"},
    "restore": {DONE: "it is put back, whole"},
    "upgrade": {DONE: "the database is of this version, or has no tables yet"},
    "site add": {DONE: "the site is added"},
    "site list": {DONE: "the sites are listed, also when there are none"},
    "site set": {DONE: "the site is set"},
    "site allow": {DONE: "the address is listed"},
    "site move": {DONE: "the site has moved; with --dry-run, it was told what that would do"},
    "site rules": {DONE: "the rules are listed, after those that were named are set"},
    "site new-key": {DONE: "the key is made"},
    "site revoke-key": {DONE: "the key is revoked"},
    "site suspend": {DONE: "the site is suspended"},
    "site resume": {DONE: "the site is resumed"},
    "page show": {DONE: "the page is shown"},
    "page alias": {DONE: "the other address means the page, or, with --remove, does so no more"},
    "page merge": {DONE: "the threads are one; with --dry-run, it was told what that would do"},
    "user add": {DONE: "the moderator is added"},
}
