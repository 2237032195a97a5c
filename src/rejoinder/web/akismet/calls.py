"""The four addresses that judge and learn: functions from a call to its reply, of checks from many to theirs.

They run in a thread and may wait for the database.
"""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.check import Answer, Asked, check_all
from rejoinder.actions.judging.report import report
from rejoinder.actions.judging.second import MARK
from rejoinder.actions.owning.sites import Asker, asker
from rejoinder.comment import Label
from rejoinder.store.sites import Site
from rejoinder.web.akismet import parameters, replies
from rejoinder.web.akismet.asking import Call, askers_of, asking_blog
from rejoinder.web.akismet.replies import Reply
from rejoinder.web.akismet.triggers import Trigger, trigger_in

__all__ = ["comment_check", "submit_ham", "submit_spam", "verify_key"]


def verify_key(call: Call) -> Reply:
    """Whether the key is one of ours. Nothing is wrong with asking about an unknown one, so that needs no help."""
    if not call.key:
        return replies.invalid('Empty "key" value')
    if not parameters.is_site_address(call.form.text("blog")):
        return replies.invalid('The "blog" value is not an absolute http or https address')
    found = asker(call.house, call.key, call.form.text("blog"))
    if found is None:
        return replies.INVALID
    return replies.barred(found.bar) if found.bar else replies.VALID


def comment_check(calls: Sequence[Call]) -> list[Reply | Exception]:
    """Judge comments; for each call its reply, or why there is none."""
    house = calls[0].house
    found = [_asked(call, asker) for call, asker in zip(calls, askers_of(house, calls), strict=True)]
    made = iter(check_all(house, [one for one in found if isinstance(one, Asked)]))
    return [_told(next(made)) if isinstance(one, Asked) else one for one in found]


def _asked(call: Call, asker: Asker | Reply) -> Asked | Reply:
    """What is asked, or the reply to a call that asks for no judgement.

    A test is judged like any other, and leaves no trace.
    """
    site = _site(call, asker)
    if isinstance(site, Reply):
        return site
    trigger = trigger_in(call.form)
    if trigger is not None:
        return _triggered(call.house, trigger)
    comment, ref = parameters.comment(call.form, typing=site.typing), parameters.client_ref(call.form)
    keep, again = not parameters.is_test(call.form), parameters.is_again(call.form)
    # A test leaves no trace elsewhere either; and two servers that ask each other must not do so for ever.
    further = keep and not call.form.has(MARK)
    return Asked(site, comment, ref, keep, again, call.form.text("callback"), further)


def _told(made: Answer | Exception) -> Reply | Exception:
    if isinstance(made, Exception):
        return made
    return replies.verdict(spam=made.spam, guid=made.guid, discard=made.discard)


def submit_spam(call: Call) -> Reply:
    """A person says that this is spam."""
    return _report(call, Label.SPAM)


def submit_ham(call: Call) -> Reply:
    """A person says that this is genuine."""
    return _report(call, Label.HAM)


def _site(call: Call, found: Asker | Reply) -> Site | Reply:
    """The site that asks, or what is wrong with the call: first the key, then the required fields."""
    if isinstance(found, Reply):
        return found
    if found.bar:
        return replies.barred(found.bar)
    # An empty address is how clients say that they do not record any; only its absence is a mistake.
    return found.site if call.form.has("user_ip") else replies.missing("user_ip")


def _triggered(house: Installation, trigger: Trigger) -> Reply:
    guid = house.vault.guid(house.new_id(house.clock()))
    return replies.verdict(spam=trigger is not Trigger.HAM, guid=guid, discard=trigger is Trigger.DISCARD)


def _report(call: Call, label: Label) -> Reply:
    site = _site(call, asking_blog(call))
    if isinstance(site, Reply):
        return site
    # A client's self-test must not teach the filter; an administrator's comment is a comment like any other.
    if not parameters.is_test(call.form) and trigger_in(call.form) in (None, Trigger.HAM):
        comment, ref = parameters.comment(call.form, typing=site.typing), parameters.client_ref(call.form)
        guid, callback = call.form.text("guid").strip(), call.form.text("callback")
        report(call.house, site, comment, label, guid=guid, client_ref=ref, callback=callback)
    return replies.THANKS
