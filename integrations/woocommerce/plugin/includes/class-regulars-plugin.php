<?php
/**
 * The plugin's start.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Says what the plugin is compatible with, and starts its parts once WooCommerce is there.
 */
final class Regulars_Plugin {

	/**
	 * The parts, each with a static register() that adds its hooks. Those of the storefront do
	 * nothing while the shop is not connected.
	 */
	const PARTS = array(
		'Regulars_Settings',
		'Regulars_Connect',
		'Regulars_Connection_Route',
		'Regulars_Webhooks',
		'Regulars_Visitor_Orders',
		'Regulars_Tokens',
		'Regulars_Sign_On',
		'Regulars_Privacy',
		'Regulars_Notices',
		'Regulars_Signed_In',
		'Regulars_Widget',
		'Regulars_Product_Line',
		'Regulars_Account_Page',
		'Regulars_Cart',
		'Regulars_Coupons',
		'Regulars_Order_Line',
		'Regulars_Inserts',
	);

	/**
	 * Adds the first hooks; everything else waits for WooCommerce.
	 */
	public static function start(): void {
		add_action( 'before_woocommerce_init', array( __CLASS__, 'declare_compatibility' ) );
		add_action( 'init', array( __CLASS__, 'load_words' ), 1 );
		add_action( 'plugins_loaded', array( __CLASS__, 'register_parts' ) );
		register_activation_hook( REGULARS_FILE, array( 'Regulars_Account_Page', 'renew_addresses' ) );
		register_deactivation_hook( REGULARS_FILE, array( 'Regulars_Account_Page', 'renew_addresses' ) );
		register_deactivation_hook( REGULARS_FILE, array( 'Regulars_Webhooks', 'stop' ) );
	}

	/**
	 * Orders are touched by WooCommerce's own functions only, and cart and checkout are served as
	 * blocks too.
	 */
	public static function declare_compatibility(): void {
		$features = '\Automattic\WooCommerce\Utilities\FeaturesUtil';
		if ( class_exists( $features ) ) {
			foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
				$features::declare_compatibility( $feature, REGULARS_FILE, true );
			}
		}
	}

	/**
	 * Loads the plugin's own translations, which come with it and not from wordpress.org.
	 */
	public static function load_words(): void {
		load_plugin_textdomain( 'regulars', false, dirname( plugin_basename( REGULARS_FILE ) ) . '/languages' );
	}

	/**
	 * Starts the parts. Without WooCommerce there is nothing to do, and nothing breaks.
	 */
	public static function register_parts(): void {
		if ( ! class_exists( 'WooCommerce' ) ) {
			return;
		}
		foreach ( self::PARTS as $part ) {
			call_user_func( array( $part, 'register' ) );
		}
	}
}
