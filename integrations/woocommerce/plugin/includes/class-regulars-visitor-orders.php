<?php
/**
 * The orders that a visitor just placed.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Keeps, in the visitor's own WooCommerce session, which orders were placed in it. An order's number
 * or key in an address is no proof of having placed it: both are mailed and passed on.
 */
final class Regulars_Visitor_Orders {

	const KEY     = 'regulars_orders';
	const MOST    = 20;
	const REACH_S = 30 * DAY_IN_SECONDS;

	/**
	 * Adds the hooks, of the classic checkout and of the block's.
	 */
	public static function register(): void {
		add_action( 'woocommerce_checkout_order_processed', array( __CLASS__, 'note' ) );
		add_action( 'woocommerce_store_api_checkout_order_processed', array( __CLASS__, 'note' ) );
	}

	/**
	 * Notes an order that was placed in this session.
	 *
	 * @param int|WC_Order $order The order or its id.
	 */
	public static function note( $order ): void {
		$order = $order instanceof WC_Order ? $order : wc_get_order( $order );
		if ( ! $order || ! Regulars_Connection::is_connected() || ! WC()->session ) {
			return;
		}
		$noted   = array_map( 'intval', (array) WC()->session->get( self::KEY, array() ) );
		$noted   = array_values( array_diff( $noted, array( $order->get_id() ) ) );
		$noted[] = $order->get_id();
		WC()->session->set( self::KEY, array_slice( $noted, -self::MOST ) );
	}

	/**
	 * Ids of the orders that were placed in this session by nobody's account, the newest last.
	 *
	 * @return int[]
	 */
	public static function placed(): array {
		if ( null === WC()->session ) {
			WC()->initialize_session(); // REST requests come without one.
		}
		if ( ! WC()->session || ! WC()->session->has_session() ) {
			return array();
		}
		$found = array();
		foreach ( (array) WC()->session->get( self::KEY, array() ) as $id ) {
			$order = wc_get_order( (int) $id );
			if ( $order instanceof WC_Order && 0 === $order->get_customer_id() && self::is_recent( $order ) ) {
				$found[] = $order->get_id();
			}
		}
		return $found;
	}

	/**
	 * Whether an order was placed lately.
	 *
	 * @param WC_Order $order The order.
	 */
	private static function is_recent( WC_Order $order ): bool {
		$made = $order->get_date_created();
		return $made && $made->getTimestamp() > time() - self::REACH_S;
	}
}
