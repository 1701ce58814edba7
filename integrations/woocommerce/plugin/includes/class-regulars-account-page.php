<?php
/**
 * "Points" among the pages of My Account.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * The address is registered whether the store is connected or not, so that WordPress's address
 * rules are made once, when the plugin is activated; the menu shows the page of a connected store.
 */
final class Regulars_Account_Page {

	const ENDPOINT = 'points';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_filter( 'woocommerce_get_query_vars', array( __CLASS__, 'address' ) );
		add_filter( 'woocommerce_account_menu_items', array( __CLASS__, 'menu' ) );
		add_filter( 'woocommerce_endpoint_' . self::ENDPOINT . '_title', array( __CLASS__, 'title' ) );
		add_action( 'woocommerce_account_' . self::ENDPOINT . '_endpoint', array( __CLASS__, 'show' ) );
	}

	/**
	 * Has WooCommerce make the address rules anew at its next request: when the plugin comes and goes.
	 */
	public static function renew_addresses(): void {
		update_option( 'woocommerce_queue_flush_rewrite_rules', 'yes' );
	}

	/**
	 * The page's address.
	 *
	 * @param array $vars WooCommerce's addresses, by name.
	 * @return array
	 */
	public static function address( $vars ) {
		$vars[ self::ENDPOINT ] = self::ENDPOINT;
		return $vars;
	}

	/**
	 * The page's place in the menu: below the orders, and never below the way out.
	 *
	 * @param array $items Labels by endpoint.
	 * @return array
	 */
	public static function menu( $items ) {
		if ( ! Regulars_Element::ready() || ! Regulars_Look::shows( 'account' ) ) {
			return $items;
		}
		$names = array_keys( $items );
		$after = array_search( 'orders', $names, true );
		if ( false === $after ) {
			$after = array_search( 'dashboard', $names, true );
		}
		$at = false === $after ? 0 : $after + 1;
		return array_slice( $items, 0, $at, true )
			+ array( self::ENDPOINT => self::title() )
			+ array_slice( $items, $at, null, true );
	}

	/**
	 * The page's heading and its label in the menu.
	 *
	 * @return string
	 */
	public static function title(): string {
		return Regulars_Look::account_label();
	}

	/**
	 * Prints the page.
	 */
	public static function show(): void {
		if ( ! Regulars_Element::ready() ) {
			echo '<p>' . esc_html__( 'Points are not available at the moment.', 'regulars' ) . '</p>';
			return;
		}
		echo Regulars_Element::points( 'account' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is put together.
		// The button is of use with the widget's script alone: assets/store.js shows it.
		echo '<p><button type="button" class="button wp-element-button" data-regulars-open hidden>'
			. esc_html__( 'Open my points', 'regulars' ) . '</button></p>';
	}
}
