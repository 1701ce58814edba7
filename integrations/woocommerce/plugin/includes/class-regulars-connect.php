<?php
/**
 * Connecting the shop, and parting again.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * The merchant pastes a connection link and presses Connect: Regulars asks WooCommerce for a REST
 * key, the merchant allows it, and Regulars lays the connection down (Regulars_Connection_Route).
 */
final class Regulars_Connect {

	const AWAITED    = 'regulars_awaited';
	const CONNECT    = 'regulars_connect';
	const DISCONNECT = 'regulars_disconnect';
	const WAIT_S     = HOUR_IN_SECONDS;

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'admin_post_' . self::CONNECT, array( __CLASS__, 'leave' ) );
		add_action( 'admin_post_' . self::DISCONNECT, array( __CLASS__, 'part' ) );
	}

	/**
	 * The Regulars that somebody here waits for; '' when nobody does.
	 */
	public static function awaited_api(): string {
		$awaited = self::awaited();
		return isset( $awaited['api'] ) ? (string) $awaited['api'] : '';
	}

	/**
	 * The connection link that somebody here has followed; '' when nobody waits.
	 */
	public static function awaited_link(): string {
		$awaited = self::awaited();
		return isset( $awaited['link'] ) ? (string) $awaited['link'] : '';
	}

	/**
	 * The connection was laid down: nobody waits any more.
	 */
	public static function arrived(): void {
		delete_option( self::AWAITED );
		delete_transient( Regulars_Webhooks::LOOKED ); // The next page of the back end looks whether all is there.
		Regulars_Notices::clear( 'key_gone' );
	}

	/**
	 * Where the merchant comes back to.
	 */
	public static function settings_url(): string {
		return admin_url( 'admin.php?page=wc-settings&tab=regulars' );
	}

	/**
	 * The parts of a connection link.
	 *
	 * @param string $link As it was pasted.
	 * @return array{api: string, link: string}|WP_Error
	 */
	public static function read_link( string $link ) {
		$link = trim( $link );
		if ( ! preg_match( '#^((https?)://[a-z0-9.\-]+(?::[0-9]{1,5})?(?:/[a-z0-9._\-]+)*)/connect/([A-Za-z0-9_\-]{20,100})$#iD', $link, $parts ) ) {
			return new WP_Error( 'regulars_link', __( 'This is not a connection link. It looks like https://…/connect/… and comes from whoever runs Regulars for you.', 'regulars' ) );
		}
		if ( 'https' !== strtolower( $parts[2] ) && ! self::allows_http() ) {
			return new WP_Error( 'regulars_http', __( 'A connection link begins with https://.', 'regulars' ) );
		}
		return array(
			'api'  => $parts[1],
			'link' => $link,
		);
	}

	/**
	 * What of this site stands in the way of a connection, in words; '' for nothing.
	 */
	public static function obstacle(): string {
		if ( '' === (string) get_option( 'permalink_structure' ) ) {
			return __( 'Choose a permalink structure other than “Plain” under Settings → Permalinks first: WooCommerce’s REST API needs it.', 'regulars' );
		}
		if ( 0 !== strpos( home_url(), 'https://' ) && ! self::allows_http() ) {
			return __( 'The shop’s address (Settings → General) must begin with https:// before it can be connected.', 'regulars' );
		}
		return '';
	}

	/**
	 * Leads the merchant to Regulars, which leads back to this site's own question.
	 */
	public static function leave(): void {
		self::check( self::CONNECT );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- check() has verified it.
		$pasted = isset( $_POST['regulars_link'] ) ? sanitize_text_field( wp_unslash( $_POST['regulars_link'] ) ) : '';
		$parts  = self::read_link( $pasted );
		if ( is_wp_error( $parts ) || '' !== self::obstacle() ) {
			$problem = is_wp_error( $parts ) ? $parts->get_error_code() : 'regulars_obstacle';
			wp_safe_redirect( add_query_arg( 'regulars_problem', $problem, self::settings_url() ) );
			exit;
		}
		update_option( self::AWAITED, $parts + array( 'until' => time() + self::WAIT_S ), false );
		$query = array(
			'url'    => home_url(),
			'return' => self::settings_url(),
		);
		// phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect -- To Regulars, where the merchant said it is.
		wp_redirect( $parts['link'] . '?' . http_build_query( $query ) );
		exit;
	}

	/**
	 * Parts with Regulars, on the merchant's word.
	 */
	public static function part(): void {
		self::check( self::DISCONNECT );
		self::undo();
		wp_safe_redirect( add_query_arg( 'regulars_parted', '1', self::settings_url() ) );
		exit;
	}

	/**
	 * Tells Regulars, and takes away what the connection made here: webhooks, REST key, secrets. It
	 * does not depend on Regulars being there: without its key and webhooks it is out.
	 */
	public static function undo(): void {
		if ( Regulars_Connection::is_connected() ) {
			Regulars_Server::ask( 'disconnect', array(), 5 );
			Regulars_Webhooks::delete_all();
			self::revoke_key( Regulars_Connection::key_id() );
		}
		Regulars_Connection::forget();
		delete_option( self::AWAITED );
		delete_option( Regulars_Notices::OPTION );
	}

	/**
	 * Whether http will do: on a developer's machine alone.
	 */
	private static function allows_http(): bool {
		/**
		 * Whether this site and Regulars may be connected over http.
		 *
		 * @param bool $allowed False; for development, return true.
		 */
		return (bool) apply_filters( 'regulars_allow_http', false );
	}

	/**
	 * What is awaited, while it is not over.
	 */
	private static function awaited(): array {
		$awaited = get_option( self::AWAITED, array() );
		return is_array( $awaited ) && isset( $awaited['until'] ) && $awaited['until'] > time() ? $awaited : array();
	}

	/**
	 * Stops a request that no form of somebody who runs the shop has made.
	 *
	 * @param string $action What it asks for.
	 */
	private static function check( string $action ): void {
		check_admin_referer( $action, $action . '_nonce' );
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'regulars' ), '', array( 'response' => 403 ) );
		}
	}

	/**
	 * Deletes the REST key that Regulars was given.
	 *
	 * @param int $key_id Its id.
	 */
	public static function revoke_key( int $key_id ): void {
		global $wpdb;
		if ( $key_id > 0 ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WooCommerce has no function for it.
			$wpdb->delete( $wpdb->prefix . 'woocommerce_api_keys', array( 'key_id' => $key_id ), array( '%d' ) );
		}
	}
}
