"""Delete what has been kept long enough. Run by `workers` once an hour, and safe to run at any time."""

from __future__ import annotations

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import learn_now
from rejoinder.privacy.retention import DAY_MS
from rejoinder.store import retention

__all__ = ["sweep"]


def sweep(house: Installation) -> dict[str, int]:
    """Carry out the retention; returns how many rows each rule touched."""
    days = house.retention
    now = house.clock()
    with house.store.write() as connection:
        done = {
            "label_days": retention.expire_labels(connection, now - days.label_days * DAY_MS, now),
            "address_days": retention.forget_addresses(connection, now - days.address_days * DAY_MS),
            "hidden_days": retention.delete_hidden_comments(connection, now - days.hidden_days * DAY_MS),
            "check_days": retention.delete_checks(connection, now - days.check_days * DAY_MS),
            "session_days": retention.delete_sessions(connection, now - days.session_days * DAY_MS),
            "audit_days": retention.delete_audit(connection, now - days.audit_days * DAY_MS),
            "outbox_days": retention.delete_outbox(connection, now - days.outbox_days * DAY_MS),
        }
    if done["label_days"]:
        learn_now(house)
    return done
