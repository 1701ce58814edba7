<?php
/**
 * Where Regulars lays the connection down.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * POST wc-regulars/v1/connection: for a WooCommerce REST key of somebody who runs the shop, and only
 * while somebody who runs the shop waits for that very Regulars to answer.
 */
final class Regulars_Connection_Route {

	const ROUTE = '/connection';

	/**
	 * Adds the hook.
	 */
	public static function register(): void {
		add_action( 'rest_api_init', array( __CLASS__, 'routes' ) );
	}

	/**
	 * Registers the route. Its namespace begins with wc-, so WooCommerce checks its keys for it.
	 */
	public static function routes(): void {
		$text = array(
			'type'     => 'string',
			'required' => true,
		);
		register_rest_route(
			Regulars_Tokens::NAMESPACE,
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( __CLASS__, 'keep' ),
				'permission_callback' => array( __CLASS__, 'may_keep' ),
				'args'                => array(
					'store_id'       => $text + array( 'pattern' => '^woo-[0-9a-f]{12}$' ),
					'api'            => $text,
					'shopper_secret' => $text + array( 'pattern' => '^[0-9a-f]{32,128}$' ),
					'plugin_secret'  => $text + array( 'pattern' => '^[0-9a-f]{32,128}$' ),
					'webhook_secret' => $text + array( 'pattern' => '^[0-9a-f]{32,128}$' ),
				),
			)
		);
	}

	/**
	 * Whether the request came with a REST key that may write, of somebody who runs the shop.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return true|WP_Error
	 */
	public static function may_keep( WP_REST_Request $request ) {
		$key = self::key_of( $request );
		if ( ! $key || get_current_user_id() !== (int) $key->user_id || 'read_write' !== $key->permissions || ! current_user_can( 'manage_woocommerce' ) ) {
			return new WP_Error( 'regulars_key_needed', __( 'Only a WooCommerce REST API key with read and write may do this.', 'regulars' ), array( 'status' => 401 ) );
		}
		return true;
	}

	/**
	 * Keeps the connection.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function keep( WP_REST_Request $request ) {
		$api = untrailingslashit( (string) $request['api'] );
		if ( Regulars_Connection::is_connected() && hash_equals( Regulars_Connection::plugin_secret(), (string) $request['plugin_secret'] ) ) {
			return self::kept(); // Sent again, because the first answer was lost.
		}
		if ( Regulars_Connect::awaited_api() !== $api || '' === $api ) {
			return new WP_Error( 'regulars_not_awaited', __( 'Nobody in this shop asked to be connected. Press Connect in the settings of Regulars first.', 'regulars' ), array( 'status' => 409 ) );
		}
		$connection = array(
			'store_id'       => $request['store_id'],
			'api'            => $api,
			'key_id'         => (int) self::key_of( $request )->key_id,
			'shopper_secret' => $request['shopper_secret'],
			'plugin_secret'  => $request['plugin_secret'],
			'webhook_secret' => $request['webhook_secret'],
		);
		if ( Regulars_Connection::is_connected() && Regulars_Connection::key_id() !== $connection['key_id'] ) {
			Regulars_Connect::revoke_key( Regulars_Connection::key_id() );
			Regulars_Webhooks::delete_all(); // They may have gone to another Regulars.
		}
		Regulars_Connection::save( $connection );
		Regulars_Webhooks::make( true );
		Regulars_Connect::arrived();
		return self::kept();
	}

	/**
	 * The answer.
	 */
	private static function kept(): WP_REST_Response {
		$answer = new WP_REST_Response(
			array(
				'connected' => true,
				'version'   => REGULARS_VERSION,
			)
		);
		$answer->header( 'Cache-Control', 'no-store, private' );
		return $answer;
	}

	/**
	 * The row of the REST key that the request names. WooCommerce has checked its secret or signature
	 * if the current user is the key's.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return object|null key_id, user_id, permissions.
	 */
	private static function key_of( WP_REST_Request $request ) {
		global $wpdb;
		// A login cookie would make somebody the current user whatever the key's secret was.
		if ( wp_validate_auth_cookie( '', 'logged_in' ) ) {
			return null;
		}
		$query = $request->get_query_params();
		$named = $query['oauth_consumer_key'] ?? $query['consumer_key'] ?? '';
		if ( '' === $named && isset( $_SERVER['PHP_AUTH_USER'] ) ) {
			$named = sanitize_text_field( wp_unslash( $_SERVER['PHP_AUTH_USER'] ) );
		}
		if ( ! is_string( $named ) || 0 !== strpos( $named, 'ck_' ) ) {
			return null;
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WooCommerce has no function that looks a key up, and none keeps it.
		return $wpdb->get_row( $wpdb->prepare( "SELECT key_id, user_id, permissions FROM {$wpdb->prefix}woocommerce_api_keys WHERE consumer_key = %s", wc_api_hash( $named ) ) );
	}
}
