<?php
/**
 * "This order: +120 points" where the order is.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Above the table of what was bought: on the order-received page, classic or as blocks, and on an
 * order's page in My Account. WooCommerce shows that table only to a visitor who may see the order;
 * the line asks with a token that says the same.
 */
final class Regulars_Order_Line {

	/**
	 * Adds the hook.
	 */
	public static function register(): void {
		add_action( 'woocommerce_order_details_before_order_table', array( __CLASS__, 'show' ) );
	}

	/**
	 * Prints the line of one order.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function show( $order ): void {
		if ( ! Regulars_Look::shows( 'order' ) || ! $order instanceof WC_Order || $order->has_status( array( 'failed', 'checkout-draft' ) ) ) {
			return;
		}
		$attributes = array(
			'order-id' => $order->get_id(),
			'currency' => $order->get_currency(),
		);
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is put together.
		echo Regulars_Element::points( 'order', $attributes );
	}
}
