"""What the WordPress plugin asks beside the checks: before it stores a key, on its settings page, when it goes."""

from __future__ import annotations

from rejoinder.actions.owning.sites import asker
from rejoinder.web.akismet import replies
from rejoinder.web.akismet.asking import Call, asking_blog, unknown_key
from rejoinder.web.akismet.replies import Reply

__all__ = ["compatible_plugins", "connected", "deactivate", "get_subscription", "token", "wordpress_account"]


def get_subscription(call: Call) -> Reply:
    """Without `active` the plugin does not store a key; there is nothing to pay, so no bill follows."""
    found = asking_blog(call)
    if isinstance(found, Reply):
        return found
    return replies.json(
        {
            "account_id": found.site.id,
            "account_type": "self-hosted",
            "account_name": found.site.name,
            "status": "suspended" if found.bar else "active",
            "next_billing_date": False,
            "limit_reached": False,
        }
    )


def token(call: Call) -> Reply:
    """What the plugin hands to a page of statistics on the service's own host. It opens nothing, here or there."""
    found = asker(call.house, call.key, "") if call.key else None
    if found is None:
        return unknown_key(call)
    return Reply(call.house.vault.digest("akismet token", str(found.site.id)).hex())


def deactivate(call: Call) -> Reply:
    """The plugin was switched off. Nothing here depends on it: the key stays good for whoever switches it on again."""
    found = asking_blog(call)
    return found if isinstance(found, Reply) else replies.DEACTIVATED


def connected(_call: Call) -> Reply:
    """Whether we can be reached."""
    return replies.CONNECTED


def compatible_plugins(_call: Call) -> Reply:
    """The plugins that the service recommends; we recommend none."""
    return replies.json([])


def wordpress_account(_call: Call) -> Reply:
    """The account of a Jetpack user at WordPress.com, of whom we know nothing."""
    return replies.json({})
