<?php
/**
 * What the plugin's tests have in common.
 */

// phpcs:disable
abstract class Regulars_TestCase extends PHPUnit\Framework\TestCase {

	const CONNECTION = array(
		'store_id'       => 'woo-0123456789ab',
		'api'            => 'https://regulars.example',
		'key_id'         => 7,
		'shopper_secret' => 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
		'plugin_secret'  => 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
		'webhook_secret' => 'cccccccccccccccccccccccccccccccccccccccc',
	);

	/** Requests that left for another server, as [url, arguments]. */
	protected $sent = array();

	/** What the next of them are answered; the last answers all that follow. */
	protected $answers = array();

	protected function setUp(): void {
		global $wpdb;
		Regulars_Double::forget();
		foreach ( array( 'users', 'usermeta', 'woocommerce_api_keys', 'wc_webhooks', 'actionscheduler_actions' ) as $table ) {
			$wpdb->query( "DELETE FROM wp_$table WHERE 1 = 1" );
		}
		$wpdb->query( "DELETE FROM wp_options WHERE option_name LIKE '%regulars%'" );
		wp_cache_flush();
		wp_set_current_user( 0 );
		$_COOKIE = $_GET = $_POST = array();
		unset( $_SERVER['PHP_AUTH_USER'], $_SERVER['HTTP_ORIGIN'] );
		$this->sent    = array();
		$this->answers = array( array( 200, array() ) );
		add_filter( 'pre_http_request', array( $this, 'answer' ), 10, 3 );
	}

	protected function tearDown(): void {
		remove_all_filters( 'pre_http_request' );
		foreach ( array( 'regulars_verified_phone', 'regulars_allow_http', 'pre_option_permalink_structure' ) as $name ) {
			remove_all_filters( $name );
		}
	}

	/** Stands where the internet is. */
	public function answer( $before, $arguments, $url ) {
		$this->sent[]       = array( $url, $arguments );
		list( $code, $body ) = count( $this->answers ) > 1 ? array_shift( $this->answers ) : $this->answers[0];
		if ( 0 === $code ) {
			return new WP_Error( 'http_request_failed', 'no route to host' );
		}
		return array( 'headers' => array(), 'body' => wp_json_encode( $body ), 'response' => array( 'code' => $code, 'message' => '' ), 'cookies' => array() );
	}

	protected function connect(): void {
		Regulars_Connection::save( self::CONNECTION );
	}

	/** An account; with its login cookie if it is to be signed in. */
	protected function user( string $role = 'customer', string $email = 'Jia@example.com', bool $signed_in = true ): WP_User {
		$id   = wp_insert_user( array( 'user_login' => $role . wp_rand(), 'user_pass' => 'x', 'user_email' => $email, 'role' => $role ) );
		$user = get_userdata( $id );
		if ( $signed_in ) {
			$_COOKIE[ LOGGED_IN_COOKIE ] = wp_generate_auth_cookie( $id, time() + 3600, 'logged_in' );
		}
		return $user;
	}

	/** A REST key of somebody; its id. */
	protected function rest_key( int $user_id, string $permissions = 'read_write', string $key = 'ck_one' ): int {
		global $wpdb;
		$wpdb->insert( 'wp_woocommerce_api_keys', array( 'user_id' => $user_id, 'permissions' => $permissions, 'consumer_key' => wc_api_hash( $key ) ) );
		return (int) $wpdb->insert_id;
	}

	/** What a route answers, by WordPress's own REST server. */
	protected function rest( string $method, string $route, array $body = array(), array $headers = array() ): WP_REST_Response {
		$request = new WP_REST_Request( $method, '/wc-regulars/v1' . $route );
		$request->set_query_params( $_GET );
		foreach ( $headers as $name => $value ) {
			$request->set_header( $name, $value );
		}
		if ( $body ) {
			$request->set_header( 'content-type', 'application/json' );
			$request->set_body( wp_json_encode( $body ) );
		}
		return rest_get_server()->dispatch( $request );
	}

	/** Everything that is kept in options, users' meta and tables of WooCommerce, as one text. */
	protected function everything(): string {
		global $wpdb;
		$found = array( Regulars_Double::$scheduled, array_keys( Regulars_Double::$webhooks ) );
		foreach ( array( 'options', 'usermeta', 'woocommerce_api_keys', 'wc_webhooks', 'actionscheduler_actions' ) as $table ) {
			$found[] = $wpdb->get_results( "SELECT * FROM wp_$table" );
		}
		return wp_json_encode( $found );
	}
}
