"""In a network of sites (multisite) the one file leads all of them here, each with its own key."""

from __future__ import annotations

import pytest

from rejoinder.actions.deciding.clients import decide_check
from rejoinder.actions.owning.origins import allow
from rejoinder.actions.owning.sites import add_site
from rejoinder.moderation import Event
from rejoinder.workers.outbox import Carrying
from tests.wordpress.arrived import stored
from tests.wordpress.programs import find_webhooks
from tests.wordpress.test_comments import GAMBLING, REMARK
from tests.workers.telling import HERE

pytestmark = pytest.mark.wordpress

# What the page "Network Setup" does, which refuses an address with a port.
BECOME_A_NETWORK = """
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) { $wpdb->$name = $table; }
    install_network();
    populate_network( 1, $argv[1], 'ada@paper.example', 'Papers', '/', false );
    echo 'true';
"""
ADD_A_SITE = """
    $id = wp_insert_site( array( 'domain' => $argv[1], 'path' => '/second/', 'title' => 'Second', 'user_id' => 1 ) );
    // It takes the colon before a port out of the name.
    $wpdb->update( $wpdb->blogs, array( 'domain' => $argv[1] ), array( 'blog_id' => $id ) );
    clean_blog_cache( $id );
    switch_to_blog( $id );
    update_option( 'home', "http://{$argv[1]}/second" );
    update_option( 'active_plugins', array( 'akismet/akismet.php' ) );
    update_option( 'wordpress_api_key', '@key@' );
    update_option( 'comment_previously_approved', '' );
    echo json_encode( $id );
"""


def test_each_site_of_a_network_asks_with_its_own_key(pointed, rejoinder):
    second, key = add_site(rejoinder.house, "https://second.example", "Second")
    allow(rejoinder.house, second.url, pointed.url)
    assert pointed.run(BECOME_A_NETWORK) is True
    pointed.say("network", pointed.url.removeprefix("http://"))
    number = pointed.run(ADD_A_SITE.replace("@key@", key))
    # A web server would take the folder off; PHP's own cannot.
    (pointed.folder / "site/second").symlink_to(".")

    first = pointed.comment(GAMBLING)
    assert pointed.status(first.id) == "spam"
    for text, status in ((REMARK, "1"), (GAMBLING, "spam")):
        form = {"comment": text, "author": "Nell", "email": f"{status}@example.org", "comment_post_ID": "1"}
        with pointed.reader() as reader:
            answer = reader.post("/second/wp-comments-post.php", data=form)
        assert "#comment-" in answer.headers["location"], answer.text
        query = f"SELECT comment_approved FROM wp_{number}_comments ORDER BY comment_ID DESC LIMIT 1"
        assert pointed.database.rows(query) == [(status,)]
    assert [check.site_id for check in stored(rejoinder)] == [second.id, second.id, rejoinder.site.id]
    assert set(pointed.asked()) - {f"{rejoinder.url}/1.1/comment-check"} == set()
    if find_webhooks():
        check = stored(rejoinder)[0]
        assert check.callback == f"{pointed.url}/second/wp-json/akismet/v1/webhook"
        decide_check(rejoinder.house, rejoinder.moderator, rejoinder.house.vault.guid(check.id), Event.APPROVE)
        Carrying(rejoinder.house, HERE)()
        assert pointed.database.rows(query) == [("1",)]
