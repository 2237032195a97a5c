<?php
/**
 * Plugin Name: Rejoinder for the Akismet plugin
 * Description: The Akismet plugin, and the form plugins that use it, ask your own Rejoinder server instead of the Akismet service. Remove this file to go back. Not affiliated with Automattic.
 * Version: 1.0
 * Requires PHP: 7.2
 * License: MIT
 *
 * Copy this file to wp-content/mu-plugins/ and say in wp-config.php, above "That's all, stop editing!", where the server is:
 *
 *     define( 'REJOINDER_URL', 'https://comments.example.org' );
 *
 * The Akismet plugin has neither a setting nor a filter for the address that it asks. So its requests are caught where
 * WordPress is about to send them, and sent to the server. What is not for the Akismet service passes untouched.
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'pre_http_request', 'rejoinder_send', 10, 3 );
add_action( 'akismet_https_disabled', 'rejoinder_keep_https' );
add_action( 'admin_init', 'rejoinder_keep_frames_here', 100 ); // after WordPress has set its own such header
add_filter( 'akismet_enable_mshots', '__return_false' ); // pictures of the sites that commenters link to, from WordPress.com
add_action( 'admin_notices', 'rejoinder_tell' );
add_filter( 'akismet_comment_form_privacy_notice_markup', 'rejoinder_notice_to_readers' );
add_filter( 'akismet_request_args', 'rejoinder_call_back', 10, 2 );
add_filter( 'rest_request_before_callbacks', 'rejoinder_listen', 10, 3 );

/** The server's address without a slash at its end, or '' where REJOINDER_URL is none that requests can go to. */
function rejoinder_address() {
	$url   = defined( 'REJOINDER_URL' ) ? trim( (string) REJOINDER_URL ) : '';
	$parts = wp_parse_url( $url );
	$sound = $parts && ! empty( $parts['host'] ) && isset( $parts['scheme'] ) && preg_match( '/^https?$/i', $parts['scheme'] )
		&& ! array_diff_key( $parts, array_flip( array( 'scheme', 'host', 'port', 'path' ) ) );
	return $sound && ! rejoinder_is_service( $parts['host'] ) ? rtrim( $url, '/' ) : '';
}

/** Whether a host is the Akismet service; $found[1] is then the label in front of it, in which old plugins send the key. */
function rejoinder_is_service( $host, &$found = null ) {
	return is_string( $host ) && preg_match( '/^(?:([^.:\/]+)\.)?rest\.akismet\.com\.?$/i', $host, $found );
}

/** Sends to the server what is for the service, and lets everything else pass. */
function rejoinder_send( $answer, $args, $url ) {
	$parts = (array) wp_parse_url( $url ) + array( 'host' => '', 'path' => '/' );
	$named = array_change_key_case( is_array( $args['headers'] ) ? $args['headers'] : array() );
	// To see whether it can be reached, the plugin sends the key to addresses in figures, with the name in the header.
	$hosts = array( $parts['host'], isset( $named['host'] ) ? $named['host'] : '' );
	if ( false !== $answer || ! array_filter( $hosts, 'rejoinder_is_service' ) ) {
		return $answer;
	}
	$address = rejoinder_address();
	$target  = $address . $parts['path'] . ( isset( $parts['query'] ) ? "?{$parts['query']}" : '' );
	if ( rejoinder_is_service( $parts['host'], $found ) && ! empty( $found[1] ) ) {
		$target = add_query_arg( 'api_key', rawurlencode( $found[1] ), $target );
	}
	unset( $named['host'] );
	$args['headers']            = is_array( $args['headers'] ) ? $named : $args['headers'];
	$args['redirection']        = 0; // A comment goes to this address and to no other.
	$args['reject_unsafe_urls'] = false; // The server may well stand on this machine, and on any port.
	if ( defined( 'REJOINDER_CA' ) ) {
		$args['sslcertificates'] = REJOINDER_CA;
	}
	// Without an address nobody is asked, not even the service: the comments were not meant for it.
	$answer = '' === $address
		? new WP_Error( 'rejoinder_address', 'REJOINDER_URL is not the http or https address of a Rejoinder server.' )
		: wp_remote_request( $target, $args );
	if ( ! preg_match( '#/comment-check/?$#', $parts['path'] ) ) {
		return $answer;
	}
	$answer = rejoinder_hold( $answer );
	rejoinder_remember( $args['body'], $answer );
	return $answer;
}

/**
 * Makes of an answer to a check one that the plugin can tie to its comment.
 *
 * From 5.5 on (5.0 does not) it does so by the answer's GUID alone: a comment whose check failed without one, as when the
 * server cannot be reached, would be published and not held. The empty body is no verdict, so the plugin asks again later.
 */
function rejoinder_hold( $answer ) {
	if ( is_wp_error( $answer ) ) {
		$told   = array( 'code' => 503, 'message' => $answer->get_error_message() );
		$answer = array( 'headers' => array(), 'body' => '', 'response' => $told, 'cookies' => array() );
	}
	if ( empty( $answer['headers']['x-akismet-guid'] ) ) {
		$answer['headers']['x-akismet-guid'] = str_replace( '-', '', wp_generate_uuid4() );
	}
	return $answer;
}

/**
 * Says with a check that is made again where decisions of the server's desk go, as the plugin does with a first one only.
 * Older plugins than 5.5 take none.
 */
function rejoinder_call_back( $sent, $call = '' ) {
	$again = 'comment-check' === $call && is_array( $sent ) && isset( $sent['recheck_reason'] );
	if ( $again && method_exists( 'Akismet_REST_API', 'receive_webhook' ) ) {
		$sent += array( 'callback' => get_rest_url( null, 'akismet/v1/webhook' ) );
	}
	return $sent;
}

/**
 * Notes the GUID under which the server knows a comment that was checked again. A decision names its comment by that, and
 * the plugin keeps only the GUID of the first check, which is nobody's where the server could not be reached.
 */
function rejoinder_remember( $body, $answer ) {
	$sent = array();
	wp_parse_str( is_string( $body ) ? $body : '', $sent );
	$id   = isset( $sent['comment_ID'] ) && is_string( $sent['comment_ID'] ) ? (int) $sent['comment_ID'] : 0;
	$guid = $answer['headers']['x-akismet-guid'];
	// The plugin's own note that it is checking this comment: what a form plugin sends may hold whatever a reader typed.
	$known = get_comment_meta( $id, 'akismet_rechecking' ) && in_array( $answer['body'], array( 'true', 'false' ), true );
	if ( $known && ! in_array( $guid, get_comment_meta( $id, 'akismet_guid' ), true ) ) {
		add_comment_meta( $id, 'akismet_guid', $guid );
	}
}

/** Before the plugin takes a decision of the server's desk. */
function rejoinder_listen( $answer, $handler, $request ) {
	if ( '/akismet/v1/webhook' === $request->get_route() ) {
		add_action( 'unspammed_comment', 'rejoinder_publish' );
	}
	return $answer;
}

/**
 * WordPress makes a comment pending that is taken out of the folder Spam, unless it was published before. One that was found
 * genuine is published instead if WordPress's own rules allow, as the plugin does with pending ones that are.
 */
function rejoinder_publish( $id ) {
	$comment = get_comment( $id );
	if ( $comment && '0' === $comment->comment_approved && check_comment( $comment->comment_author, $comment->comment_author_email, $comment->comment_author_url, $comment->comment_content, $comment->comment_author_IP, $comment->comment_agent, $comment->comment_type ) ) {
		wp_set_comment_status( $id, 'approve' );
	}
}

/**
 * After two failures the plugin asks without TLS for a day. Our scheme is the one in REJOINDER_URL, and whoever removes
 * this file in that day shall not send comments to the service in the clear.
 */
function rejoinder_keep_https() {
	delete_option( 'akismet_ssl_disabled' );
}

/** The plugin's pages show a frame of the service's, in whose address it sends the site's name and, up to 5.0, the key. */
function rejoinder_keep_frames_here() {
	if ( isset( $_GET['page'] ) && is_string( $_GET['page'] ) && 0 === strpos( $_GET['page'], 'akismet-' ) ) {
		header( "Content-Security-Policy: frame-src 'self'", false );
		add_action( 'admin_head', 'rejoinder_hide_frames' );
	}
}

/** What the browser may not load it would show as broken. */
function rejoinder_hide_frames() {
	echo '<style>iframe[src^="https://tools.akismet.com/"] { display: none; }</style>';
}

/** Tells whoever can change it where the plugin asks. */
function rejoinder_tell() {
	$address = rejoinder_address();
	$screen  = get_current_screen();
	if ( ! current_user_can( 'manage_options' ) || ( $address && ! ( $screen && strpos( $screen->id, 'akismet' ) ) ) ) {
		return;
	}
	$told = $address
		? "The Akismet plugin asks your Rejoinder server at $address, not the Akismet service. The figures below are Rejoinder's; the service's chart is left out."
		: 'REJOINDER_URL in wp-config.php is not the http or https address of a Rejoinder server. Until it is, the Akismet plugin can ask nobody, and new comments wait for you.';
	printf( '<div class="notice notice-%s"><p>%s</p></div>', $address ? 'info' : 'error', esc_html( $told ) );
}

/** "This site uses Akismet" would be untrue; where readers can reach the server, REJOINDER_DATA_PAGE is its page /data. */
function rejoinder_notice_to_readers() {
	$link = '<a href="%s" target="_blank" rel="nofollow noopener">Learn how your comment data is processed.</a>';
	return '<p class="akismet_comment_form_privacy_notice">This site uses Rejoinder to reduce spam. '
		. ( defined( 'REJOINDER_DATA_PAGE' ) ? sprintf( $link, esc_url( REJOINDER_DATA_PAGE ) ) : '' ) . '</p>';
}
