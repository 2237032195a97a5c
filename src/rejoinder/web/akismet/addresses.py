"""Every address of the protocol, the methods it takes, and what answers there. docs/akismet.md lists the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rejoinder.web.akismet import calls, helpers, reporting
from rejoinder.web.akismet.asking import Call
from rejoinder.web.akismet.replies import Reply

__all__ = ["ADDRESSES", "CHECK", "VERSIONS", "Address", "name_of"]

VERSIONS = ("1.1", "1.2")  # what every path of the protocol begins with

CHECK = "1.1/comment-check"


def name_of(path: str) -> str:
    """What is asked at a path, as the table names it. Clients join a base URL and their path with a slash too many."""
    return "/".join(part for part in path.split("/") if part)


@dataclass(frozen=True, slots=True)
class Address:
    """One address. None of them changes anything when it is asked with GET.

    It answers calls one by one (`answer`) or those that arrive together as one (`answer_all`, never of no call).
    """

    answer: Callable[[Call], Reply] | None
    methods: tuple[str, ...] = ("POST",)
    answer_all: Callable[[Sequence[Call]], Sequence[Reply | Exception]] | None = None


_READ = ("GET", "POST")

ADDRESSES: dict[str, Address] = {
    "1.1/verify-key": Address(calls.verify_key),
    CHECK: Address(None, answer_all=calls.comment_check),
    "1.1/submit-spam": Address(calls.submit_spam),
    "1.1/submit-ham": Address(calls.submit_ham),
    "1.1/get-subscription": Address(helpers.get_subscription),
    "1.1/get-stats": Address(reporting.get_stats),
    "1.1/token": Address(helpers.token),
    "1.1/deactivate": Address(helpers.deactivate),
    "1.1/test": Address(helpers.connected, _READ),
    "1.1/verify-wpcom-key": Address(helpers.wordpress_account),
    "1.2/usage-limit": Address(reporting.usage_limit, _READ),
    "1.2/key-sites": Address(reporting.key_sites, _READ),
    "1.2/get-key-stats": Address(reporting.get_stats, _READ),
    "1.2/compatible-plugins": Address(helpers.compatible_plugins, _READ),
}
