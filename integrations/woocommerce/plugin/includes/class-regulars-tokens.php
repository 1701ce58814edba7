<?php
/**
 * Who is shopping, said to Regulars.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Mints short-lived tokens for the page that asks, never into HTML.
 *
 * The login cookie alone counts, without a nonce: a nonce would have to be printed into pages, which
 * page caches keep. So that no other site can read a token with a shopper's cookie, what browsers say
 * of a request's origin must be this site, and the CORS headers that WordPress sends to anybody are
 * taken off these routes.
 */
final class Regulars_Tokens {

	const NAMESPACE = 'wc-regulars/v1';
	const LIFE_S    = 240;

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'rest_api_init', array( __CLASS__, 'routes' ) );
		add_filter( 'rest_pre_serve_request', array( __CLASS__, 'keep_to_this_site' ), 20, 3 );
	}

	/**
	 * The address that answers with the signed-in shopper's token.
	 */
	public static function url(): string {
		return rest_url( self::NAMESPACE . '/token' );
	}

	/**
	 * Registers the routes. Anybody may ask; what is answered follows from the cookie.
	 */
	public static function routes(): void {
		$routes = array(
			'/token'       => 'answer_shopper',
			'/order-token' => 'answer_visitor',
		);
		foreach ( $routes as $route => $answer ) {
			register_rest_route(
				self::NAMESPACE,
				$route,
				array(
					'methods'             => 'GET',
					'callback'            => array( __CLASS__, $answer ),
					'permission_callback' => array( __CLASS__, 'may_ask' ),
				)
			);
		}
	}

	/**
	 * Whether the request comes from a page of this site.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return true|WP_Error
	 */
	public static function may_ask( WP_REST_Request $request ) {
		if ( ! Regulars_Connection::is_connected() ) {
			return new WP_Error( 'regulars_not_connected', __( 'This shop is not connected with Regulars.', 'regulars' ), array( 'status' => 404 ) );
		}
		$origin = (string) $request->get_header( 'origin' );
		$site   = (string) $request->get_header( 'sec_fetch_site' );
		if ( ( '' !== $origin && ! self::is_this_site( $origin ) ) || ( '' !== $site && 'same-origin' !== $site ) ) {
			return new WP_Error( 'regulars_other_site', __( 'Only pages of this shop may ask for this.', 'regulars' ), array( 'status' => 403 ) );
		}
		return true;
	}

	/**
	 * {"token"} for the signed-in shopper, else for what the visitor ordered as a guest, which says so
	 * itself (its sub is 0); 204 for any other visitor.
	 */
	public static function answer_shopper(): WP_REST_Response {
		// WordPress drops a cookie's user from REST requests without a nonce: look at it ourselves.
		$user = get_userdata( (int) wp_validate_auth_cookie( '', 'logged_in' ) );
		return $user ? self::answer( self::for_user( $user ) ) : self::answer_visitor();
	}

	/**
	 * {"token"} for the orders that this visitor placed as a guest; 204 without any.
	 */
	public static function answer_visitor(): WP_REST_Response {
		$orders = Regulars_Visitor_Orders::placed();
		return self::answer( $orders ? self::for_orders( $orders ) : '' );
	}

	/**
	 * A token for an account.
	 *
	 * @param WP_User $user The account.
	 */
	public static function for_user( WP_User $user ): string {
		$claims = array( 'sub' => (string) $user->ID );
		// Log-in plugins make accounts without an address.
		if ( is_email( $user->user_email ) ) {
			$claims['email'] = strtolower( $user->user_email );
		}
		/**
		 * The phone number that the shop has proven to be the account's, as a plugin that signs in by
		 * SMS knows it, in international form ('+886912345678'). Anything else is not told: no number
		 * that somebody only typed, at checkout or in the account, says who they are.
		 *
		 * @param string  $phone None unless a plugin says so.
		 * @param WP_User $user  The account.
		 */
		$phone = apply_filters( 'regulars_verified_phone', '', $user );
		if ( is_string( $phone ) && preg_match( '/^\+[1-9][0-9]{7,14}$/D', $phone ) ) {
			$claims['phone']          = $phone;
			$claims['phone_verified'] = true;
		}
		return self::signed( $claims );
	}

	/**
	 * A token for orders of a visitor.
	 *
	 * @param int[] $orders Their ids.
	 */
	public static function for_orders( array $orders ): string {
		$claims = array(
			'sub'    => '0',
			'orders' => array_map( 'strval', array_values( $orders ) ),
		);
		return self::signed( $claims );
	}

	/**
	 * Takes off what WordPress lets every site read.
	 *
	 * @param bool             $served  Whether the answer was sent.
	 * @param WP_HTTP_Response $answer  The answer.
	 * @param WP_REST_Request  $request The request.
	 */
	public static function keep_to_this_site( $served, $answer, $request ) {
		if ( 0 === strpos( $request->get_route(), '/' . self::NAMESPACE . '/' ) && ! headers_sent() ) {
			header_remove( 'Access-Control-Allow-Origin' );
			header_remove( 'Access-Control-Allow-Credentials' );
		}
		return $served;
	}

	/**
	 * An answer that nobody keeps.
	 *
	 * @param string $token The token; '' for nobody.
	 */
	private static function answer( string $token ): WP_REST_Response {
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedConstantFound -- The name that page caches know.
		}
		$answer = new WP_REST_Response( '' === $token ? null : array( 'token' => $token ), '' === $token ? 204 : 200 );
		$answer->header( 'Cache-Control', 'no-store, private' );
		$answer->header( 'Vary', 'Cookie, Origin' );
		return $answer;
	}

	/**
	 * Whether an origin is this site's.
	 *
	 * @param string $origin Scheme, host and port.
	 */
	private static function is_this_site( string $origin ): bool {
		foreach ( array( home_url(), site_url() ) as $url ) {
			$parts = wp_parse_url( $url );
			$own   = $parts['scheme'] . '://' . $parts['host'] . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
			if ( strtolower( $own ) === strtolower( $origin ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A JSON Web Token (HS256) of the store.
	 *
	 * @param array $claims Who it is.
	 */
	private static function signed( array $claims ): string {
		$now    = time();
		$claims = array( 'iss' => Regulars_Connection::store_id() ) + $claims + array(
			'iat' => $now,
			'exp' => $now + self::LIFE_S,
			'jti' => bin2hex( random_bytes( 12 ) ),
		);
		$header = array(
			'typ' => 'JWT',
			'alg' => 'HS256',
		);
		$input  = self::base64url( (string) wp_json_encode( $header ) ) . '.' . self::base64url( (string) wp_json_encode( $claims ) );
		return $input . '.' . self::base64url( hash_hmac( 'sha256', $input, Regulars_Connection::shopper_secret(), true ) );
	}

	/**
	 * Base64 for addresses and tokens.
	 *
	 * @param string $bytes What to write.
	 */
	private static function base64url( string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- A token's own form.
	}
}
