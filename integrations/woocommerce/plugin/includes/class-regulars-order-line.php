<?php
/**
 * "This order: +120 points" where the order is.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * On the order-received page and on an order's page in My Account. WooCommerce calls both hooks
 * only for a visitor who may see the order; the line asks with a token that says the same.
 */
final class Regulars_Order_Line {

	/**
	 * Hooks. Priority 5: above the table of what was bought.
	 */
	public static function register(): void {
		add_action( 'woocommerce_thankyou', array( __CLASS__, 'show' ), 5 );
		add_action( 'woocommerce_view_order', array( __CLASS__, 'show' ), 5 );
	}

	/**
	 * Prints the line of one order.
	 *
	 * @param int $order_id The order.
	 */
	public static function show( $order_id ): void {
		$order = Regulars_Look::shows( 'order' ) ? wc_get_order( $order_id ) : null;
		if ( ! $order instanceof WC_Order || $order->has_status( array( 'failed', 'checkout-draft' ) ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is put together.
		echo Regulars_Element::points(
			'order',
			array(
				'order-id' => $order->get_id(),
				'currency' => $order->get_currency(),
			)
		);
	}
}
