<?php
/**
 * A hint for the page whether to ask who is shopping.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * A cookie that says "signed in" or "has ordered", and nothing else. Pages are cached and cannot say
 * so themselves; without the hint every visitor's page would cost the shop a request for a token
 * that is not given. It proves nothing: the token is minted by the sign-in itself.
 */
final class Regulars_Signed_In {

	const COOKIE = 'regulars_shopper';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'set_logged_in_cookie', array( __CLASS__, 'enter' ), 10, 2 );
		add_action( 'clear_auth_cookie', array( __CLASS__, 'leave' ) );
		add_action( 'wp', array( __CLASS__, 'catch_up' ) );
		add_action( 'woocommerce_checkout_order_processed', array( __CLASS__, 'order' ) );
		add_action( 'woocommerce_store_api_checkout_order_processed', array( __CLASS__, 'order' ) );
	}

	/**
	 * Somebody signs in.
	 *
	 * @param string $cookie WordPress's own cookie.
	 * @param int    $expire When the browser forgets it, in Unix seconds; 0 at its end.
	 */
	public static function enter( $cookie, $expire = 0 ): void {
		self::set( 'in', (int) $expire );
	}

	/**
	 * Somebody signs out.
	 */
	public static function leave(): void {
		self::set( '', time() - YEAR_IN_SECONDS );
	}

	/**
	 * Somebody was signed in before the plugin was there, or a sign-in ended by itself.
	 */
	public static function catch_up(): void {
		$has = isset( $_COOKIE[ self::COOKIE ] ) && 'in' === $_COOKIE[ self::COOKIE ];
		if ( is_user_logged_in() && ! $has ) {
			self::set( 'in', 0 );
		} elseif ( ! is_user_logged_in() && $has ) {
			self::leave();
		}
	}

	/**
	 * A visitor placed an order, which can be asked for in this session.
	 */
	public static function order(): void {
		if ( ! is_user_logged_in() ) {
			self::set( 'ordered', 0 );
		}
	}

	/**
	 * Sets the cookie, for scripts to read, in a connected shop.
	 *
	 * @param string $value  What it says.
	 * @param int    $expire Unix seconds.
	 */
	private static function set( string $value, int $expire ): void {
		if ( Regulars_Element::ready() ) {
			wc_setcookie( self::COOKIE, $value, $expire, is_ssl() );
		}
	}
}
