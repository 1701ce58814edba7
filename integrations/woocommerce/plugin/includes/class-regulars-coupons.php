<?php
/**
 * Coupons that belong to one account.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce binds a coupon to addresses alone, and an account without one has none to compare. Such
 * an account's coupon names it instead, and is held to it here: whether the shop is connected or not,
 * for a coupon outlives that. Cart, checkout, the Store API and orders that are changed by hand all ask
 * by this filter, again with every change of the cart.
 */
final class Regulars_Coupons {

	/**
	 * The coupon's meta with the id of the only account that may use it.
	 */
	const OWNER = '_regulars_customer';

	/**
	 * Adds the hook.
	 */
	public static function register(): void {
		add_filter( 'woocommerce_coupon_is_valid', array( __CLASS__, 'keep_to_its_account' ), 10, 3 );
	}

	/**
	 * Whether the coupon may be used, as far as it belongs to an account.
	 *
	 * @param bool         $valid     What others think.
	 * @param WC_Coupon    $coupon    The coupon.
	 * @param WC_Discounts $discounts What it is tried on.
	 * @return bool
	 * @throws Exception Why not: WooCommerce says the sentence to the shopper.
	 */
	public static function keep_to_its_account( $valid, $coupon, $discounts = null ) {
		$owner = (string) $coupon->get_meta( self::OWNER );
		if ( ! $valid || '' === $owner ) {
			return $valid;
		}
		$user = self::user_of( $discounts );
		if ( (string) $user === $owner ) {
			return $valid;
		}
		$why = 0 === $user
			? __( 'This coupon belongs to one account. Sign in to use it.', 'regulars' )
			: __( 'This coupon belongs to another account.', 'regulars' );
		throw new Exception( esc_html( $why ), WC_Coupon::E_WC_COUPON_INVALID_FILTERED ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- The second is a number.
	}

	/**
	 * Whose purchase it is: of an order its customer, whoever works on it; else who is signed in.
	 *
	 * @param WC_Discounts|null $discounts What the coupon is tried on.
	 * @return int An account's id; 0 for a guest.
	 */
	private static function user_of( $discounts ): int {
		$bought = $discounts instanceof WC_Discounts ? $discounts->get_object() : null;
		return $bought instanceof WC_Order ? (int) $bought->get_customer_id() : get_current_user_id();
	}
}
