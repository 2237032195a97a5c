"""Every stored column: what it holds, what for, on what legal basis, who sees it, how long it stays.

The page that readers see (`/data`) is generated from this table and the live settings. A test compares it with the
schema in both directions, so a column without a purpose cannot be added, and nothing is described that does not exist.
The legal bases name articles of the GDPR as this product's makers read them; that is a starting point for owners, not
legal advice.
"""

from __future__ import annotations

from rejoinder.privacy.entries import Basis, Entry, Kept, Subject

__all__ = ["BEHAVIOUR", "DATA_MAP", "FORM"]


# How a comment came to our own form, sign by sign (`web/thread/trap`, `web/thread/admission`).
FORM = {
    "honeypot": "whether a field was filled in that people do not see",
    "haste": "whether it came within three seconds after the form was given out, or within one",
    "unstamped": "whether it came without the stamp that the form carries, which holds the time when it was given out "
    "and nothing about you",
    "forged": "whether that stamp was none of ours",
    "stale": "whether it was more than two days old",
    "crowd": "whether many comments came from the same address within minutes",
}

# How a form of another site was filled in, sign by sign (`web/akismet/behaviour.py`); the first for all, the others
# only on sites whose owner has switched that on.
BEHAVIOUR = {
    "honeypot": "whether a field was filled in that people do not see",
    "script": "and only where the site's owner has switched it on: whether a script ran in the page",
    "seconds": "roughly how many seconds it was written",
    "keys": "roughly how many keys were pressed",
    "rhythm": "whether the pauses between keys were all alike",
    "corrections": "roughly how often something was corrected",
    "modifiers": "roughly how often keys like Shift were held",
    "mouse": "roughly how often the mouse was moved",
    "clicks": "roughly how often it was clicked",
    "touches": "roughly how often the screen was touched",
    "scrolls": "roughly how often the page was scrolled",
}

_WITH_COMMENT = Kept("as long as the comment is there; spam and what was taken down {days} days", "hidden_days")
_WITH_CHECK = Kept(
    "as long as the comment is there, or the filter remembers a label on it (see there); {days} days if it was written "
    "on another site and nobody has labelled it",
    "check_days",
)
_ADDRESS = Kept("{days} days", "address_days")
_LABEL = Kept("{days} days", "label_days")
_AUDIT = Kept("{days} days", "audit_days")
_SESSION = Kept("until signing out, or {days} days after the last use", "session_days")
_OUTBOX = Kept("{days} days", "outbox_days")
_POSTED = Kept("{days} days", "posted_days")
_VOTE = Kept("{days} days", "vote_days")
_REPORT = Kept("{days} days", "report_days")
_KNOWN = Kept("{days} days after the last use", "reader_days")
_SNAPSHOT = Kept("until a label in them is taken back or expires, {days} days at most", "label_days")
_ALWAYS = Kept("as long as the installation runs")

_EVERYBODY = "everybody"
_DESK = "the moderators"
_MACHINE = "nobody; the program only"
_OWNER = "the owner"


def _entries(
    table: str, purpose: str, basis: Basis, seen_by: str, kept: Kept, subject: Subject, /, **columns: str
) -> tuple[Entry, ...]:
    return tuple(Entry(table, column, what, purpose, basis, seen_by, kept, subject) for column, what in columns.items())


_READER, _MODERATOR, _NOBODY = Subject.READER, Subject.MODERATOR, Subject.NOBODY
_JUDGE = "to tell spam from genuine comments, and to let a moderator see why"

_COMMENTS = (
    *_entries(
        "comments", "to show your comment under the page", Basis.PUBLISH, _EVERYBODY, _WITH_COMMENT, _READER,
        id="its number, by which it can be linked to",
        page_id="the page it was written under",
        parent_id="the comment that it answers",
        author="the name that you give, if any",
        url="the website that you give, if any",
        text="what you write, as you write it",
        title="the title that the page had when you wrote",
        created_at="when you wrote it",
    ),
    *_entries(
        "comments", "so that a moderator can reach you", Basis.PROTECT, _DESK, _WITH_COMMENT, _READER,
        email_sealed="the e-mail address that you give, if any; stored encrypted, never published",
    ),
    *_entries(
        "comments", "to know what may be shown", Basis.PROTECT, _DESK, _WITH_COMMENT, _READER,
        check_id="the check in which it was judged",
        status="whether it is published, waits, or was hidden",
        version="how often its status has changed, so that two moderators do not overrule each other unseen",
        decided_at="when somebody last decided on it",
        edited_at="when you last changed it",
        held_for="why it waits for a moderator, if it does",
        decided_for="why a moderator decided as they did, if they said so",
        moderator_id="which moderator wrote it, if one did",
    ),
    *_entries(
        "comments", "to show what others think of it", Basis.PUBLISH, _EVERYBODY, _WITH_COMMENT, _READER,
        ups="how many readers voted for it",
        downs="how many voted against it",
        featured_at="when a moderator set it apart, if one did",
    ),
    *_entries(
        "comments", "to let known readers comment without waiting", Basis.PROTECT, _DESK, _WITH_COMMENT, _READER,
        reader_id="the reader's own key that it was written with, by its number",
    ),
    *_entries(
        "readers", "to let known readers comment without waiting", Basis.PROTECT, _DESK, _KNOWN, _READER,
        id="a number",
        site_id="the site",
        digest="a digest of the key that your browser made with your first comment, and keeps",
        standing="whether a moderator lets your comments wait, or pass",
        created_at="when it was first used",
        seen_at="when it was last used",
    ),
    *_entries(
        "votes", "so that nobody votes twice", Basis.PROTECT, _MACHINE, _VOTE, _READER,
        comment_id="the comment that you voted on",
        voter="a digest of your browser's key under a secret key, another for each comment",
        value="for it or against it",
        address="a digest of your IP address under a secret key, another for each comment",
        made_at="when",
    ),
    *_entries(
        "reports", "to let readers say what is wrong with a comment", Basis.PROTECT, _DESK, _REPORT, _READER,
        id="a number",
        comment_id="the comment that you reported",
        reason="the reason that you chose",
        text="what you wrote beside it",
        reporter="a digest of your IP address under a secret key, another for each comment",
        made_at="when",
        settled_at="when a moderator has dealt with it",
    ),
)  # fmt: skip

_CHECKS = (
    *_entries(
        "checks", _JUDGE, Basis.PROTECT, _DESK, _WITH_CHECK, _READER,
        id="the number of the check",
        site_id="the site that it was written for",
        source="whether it came through our own form, from another site's software, or from a moderator",
        client_ref="the number that the other software gives the comment",
        text="the text that was judged",
        author="the name given",
        email_sealed="the e-mail address given; stored encrypted",
        url="the website given",
        kind="what it is: a comment, a reply, a contact form",
        permalink="the page it was written under",
        context="the title of that page",
        lang="the language of the site",
        received_at="when it came",
        callback="where the other software wants to be told if a moderator sees it otherwise: an address of its site",
        told="whether the other software was told that it is spam",
    ),
    *_entries(
        "checks", _JUDGE, Basis.PROTECT, _DESK, _ADDRESS, _READER,
        ip="the IP address that it came from",
        user_agent="the browser that it says it is",
        referrer="the page that the browser says it came from",
    ),
    *_entries(
        "checks", "to tell robots from people", Basis.PROTECT, _DESK, _ADDRESS, _READER,
        behaviour=f"of comments written in a thread here: {'; '.join(FORM.values())}. Of comments written on another "
        f"site, if that site's software tells how its form was filled in: {'; '.join(BEHAVIOUR.values())}",
    ),
    *_entries(
        "checks", "to find the same text again", Basis.PROTECT, _MACHINE, _WITH_CHECK, _READER,
        text_digest="a digest of the text under a secret key",
        history="what was known when it was judged: how often this text had come before, and how many comments from "
        "its address, by its author and with its links had been called spam or genuine (each counted to ten); "
        "and what another server called it, if one was asked",
    ),
    *_entries(
        "checks", "to give reasons for every verdict", Basis.PROTECT, _DESK, _WITH_CHECK, _READER,
        verdict="what the filter thought of it",
        waits="whether it waits for a moderator",
        probability="how sure it was",
        score="the same as a number that reasons add up to",
        reasons="the reasons: which words, links, marks of the writing and facts about the writer weighed most, how "
        "much, and where in the text they stand",
    ),
)  # fmt: skip

_LEARNING = (
    *_entries(
        "ledger_columns", "to teach the filter what is spam here", Basis.PROTECT, _MACHINE, _LABEL, _READER,
        version="for which version of the filter",
        position="the number of the label",
        example="what the filter learned: features of the comment (words, links, name, addresses, browser, what was "
        "known of earlier ones) as numbers under a secret key; without the key they cannot be read back",
    ),
    *_entries(
        "ledger_marks", "to know what was said of the same text, author, address or linked site before", Basis.PROTECT,
        _MACHINE, _LABEL, _READER,
        digest="the text, author, address or linked site under a secret key; those of addresses are deleted when the "
        "address is",
        position="the number of the label",
        kind="which of the four it is",
        label="spam or genuine",
    ),
    *_entries(
        "snapshots", "to start quickly on another machine", Basis.PROTECT, _MACHINE, _SNAPSHOT, _READER,
        version="for which version of the filter",
        position="how many labels the weights were made from",
        voids="how many had been taken back by then",
        content="the filter's weights, see below",
        made_at="when",
    ),
    *_entries(
        "ledger", "to keep the order of labels, also of those that were taken back", Basis.NONE, _MACHINE, _ALWAYS,
        _NOBODY,
        position="the number of a label",
        site_id="the site that it was given on",
        check_id="the number of the check that it was given to, which may be long deleted",
        label="spam or genuine, as a person said",
        made_at="when the label was given",
        history="what was known when the check was judged, in numbers (see the checks)",
        voided_at="when it was taken back, or expired",
        void_number="the how-manieth voiding that was",
        void_cause="why",
    ),
    *_entries(
        "ledger_head", "to keep the order of labels", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        id="always 1",
        position="how many labels were ever given",
        voids="how many were taken back",
    ),
    *_entries(
        "edits", "to know what a comment said before it was changed", Basis.PROTECT, _DESK, _WITH_COMMENT, _READER,
        check_id="the check of the earlier words",
        comment_id="the comment",
        replaced_at="when they were changed",
    ),
    *_entries(
        "idempotency", "so that a comment that is sent twice appears once", Basis.PUBLISH, _MACHINE, _POSTED, _READER,
        digest="a digest of the key that your browser sent with the comment",
        body_digest="a digest of what was sent",
        comment_id="the comment",
        created_at="when",
    ),
    *_entries(
        "decisions", "so that every decision can be undone", Basis.PROTECT, _DESK, _WITH_CHECK, _READER,
        id="the number of the decision",
        check_id="the check that it is about",
        comment_id="the comment that it is about",
        site_id="the site",
        moderator_id="who decided; empty when another site's software reported it",
        event="what was decided",
        status_before="where the comment stood before",
        label_before="which label stood before",
        made_at="when it was decided",
        undone_at="when it was undone",
    ),
)  # fmt: skip

_PEOPLE = (
    *_entries(
        "moderators", "to let moderators in", Basis.ACCOUNT, _OWNER, _ALWAYS, _MODERATOR,
        id="a number",
        name="the moderator's name",
        password_hash="a hash of the password (Argon2id)",
        created_at="when the account was made",
    ),
    *_entries(
        "sessions", "to keep moderators signed in", Basis.ACCOUNT, _MACHINE, _SESSION, _MODERATOR,
        digest="a digest of the token in the moderator's cookie",
        moderator_id="whose session it is",
        created_at="when it began",
        last_seen_at="when it was last used",
    ),
    *_entries(
        "audit", "to see later who did what", Basis.PROTECT, _OWNER, _AUDIT, _MODERATOR,
        id="a number",
        at="when",
        actor="who did it: a moderator, another site's software, the command line",
        action="what was done",
        subject="to what, by number",
        detail="what changed; no reader's words",
    ),
)  # fmt: skip

_HOUSE = (
    *_entries(
        "sites", "to know which sites are served", Basis.NONE, _OWNER, _ALWAYS, _NOBODY,
        id="a number",
        url="the site's address",
        name="the site's name",
        mode="what verdicts lead to",
        created_at="when it was added",
        discard="whether its software is told what is so blatant that it need not be kept",
        listed_only="whether its software is answered for its listed addresses alone",
        typing="whether typing and mouse are looked at, where its software tells of them",
        second_url="another server that its comments are shown to, if there is one",
        second_key="our key for that server; stored encrypted",
        second_share="which comments are shown to it",
        suspended_at="since when its software is not answered, if it is not",
    ),
    *_entries(
        "site_origins", "to know whose pages may carry a thread", Basis.NONE, _OWNER, _ALWAYS, _NOBODY,
        site_id="the site",
        origin="an origin of its pages",
        stands_for="the origin whose pages these are as well, if another",
        trial="whether it is one to develop on, with threads of its own",
    ),
    *_entries(
        "policies", "to know what readers may do where", Basis.NONE, _OWNER, _ALWAYS, _NOBODY,
        site_id="the site",
        scope="the pages that it is for",
        rules="what the owner has chosen for them",
        changed_at="when",
    ),
    *_entries(
        "site_keys", "to let a site's software in", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        id="a number",
        site_id="the site",
        digest="a digest of the key, by which it is known",
        sealed="the key itself, encrypted, to be sent along when the site's software is told of a changed verdict; "
        "keys that were made by an earlier version are not stored",
        hint="its last four digits",
        created_at="when it was made",
        revoked_at="when it was revoked",
    ),
    *_entries(
        "tallies", "to tell owners how well the filter does on their site", Basis.NONE, _OWNER, _ALWAYS, _NOBODY,
        site_id="the site",
        day="the day",
        lane="one of eight rows of that day, by the process that counted",
        spam="how many comments were called spam",
        ham="how many were not",
        missed_spam="how many of those a person called spam",
        false_positives="how many that were called spam a person called genuine",
    ),
    *_entries(
        "page_addresses", "to keep one thread for one page", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        site_id="the site",
        key="an address that leads to the page, without what does not matter",
        page_id="the page",
    ),
    *_entries(
        "pages", "to keep one thread for one page", Basis.NONE, _EVERYBODY, _ALWAYS, _NOBODY,
        version="how often what readers see of it has changed",
        id="a number",
        site_id="the site",
        url="the page's address",
        title="the page's title, as the first published comment was sent with it",
        created_at="when somebody first commented on it",
    ),
    *_entries(
        "outbox", "to tell a site's software of a changed verdict", Basis.PROTECT, _DESK, _OUTBOX, _READER,
        id="a number",
        kind="what happened",
        payload="to which comment or check, by number",
        created_at="when",
        check_id="the number of the check",
        due_at="when the software is to be told, if it is",
        tries="how often that has failed",
        ended_at="when it was told, or need not be any more",
        outcome="what became of it",
    ),
    *_entries(
        "leases", "so that work that is to be done once is done once", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        name="which work",
        holder="which process does it",
        beat="a counter by which it shows that it lives",
    ),
    *_entries(
        "sweeps", "to know how far the deletion of old data has come", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        rule="which rule",
        upto="the number of the check up to which it was carried out",
    ),
    *_entries(
        "processes", "to give out numbers that are unlike", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        number="the number of a process",
        started_at="when it started",
    ),
    *_entries(
        "installation", "to refuse a secret that belongs to another database", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        id="always 1",
        secret_digest="a digest of the installation's secret",
        lineage="a random value, another one after each restore",
    ),
    *_entries(
        "alembic_version", "to know the form of the database", Basis.NONE, _MACHINE, _ALWAYS, _NOBODY,
        version_num="the version of its tables",
    ),
)  # fmt: skip

DATA_MAP: tuple[Entry, ...] = (*_COMMENTS, *_CHECKS, *_LEARNING, *_PEOPLE, *_HOUSE)
