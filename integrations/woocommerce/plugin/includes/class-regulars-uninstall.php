<?php
/**
 * Leaving nothing behind.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Deletes all that the plugin ever kept in this site. Coupons that shoppers were given stay: they
 * are theirs, and end by themselves.
 */
final class Regulars_Uninstall {

	const OPTIONS = array(
		Regulars_Connection::OPTION,
		Regulars_Connection::SECRETS,
		Regulars_Connect::AWAITED,
		Regulars_Look::OPTION,
		Regulars_Notices::OPTION,
	);

	/**
	 * Cleans one site, or each site of a network.
	 */
	public static function run(): void {
		if ( ! is_multisite() ) {
			self::clean();
			return;
		}
		foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site_id ) { // phpcs:ignore WordPress.Arrays.ArrayDeclarationSpacing.AssociativeArrayFound -- Short.
			switch_to_blog( $site_id );
			self::clean();
			restore_current_blog();
		}
	}

	/**
	 * Cleans the current site. WooCommerce may be gone before: then its tables are asked directly.
	 */
	private static function clean(): void {
		if ( class_exists( 'WooCommerce' ) ) {
			Regulars_Connect::undo();
		} elseif ( Regulars_Connection::is_connected() ) {
			self::delete_rows();
		}
		foreach ( self::OPTIONS as $option ) {
			delete_option( $option );
		}
		delete_transient( Regulars_Webhooks::LOOKED );
		delete_metadata( 'user', 0, '_regulars_balance', '', true );
	}

	/**
	 * Deletes the webhooks, the key and the planned checks from tables that WooCommerce left.
	 */
	private static function delete_rows(): void {
		global $wpdb;
		Regulars_Server::ask( 'disconnect', array(), 5 );
		$left = array(
			array( 'wc_webhooks', array( 'delivery_url' => Regulars_Connection::delivery_url() ) ),
			array( 'woocommerce_api_keys', array( 'key_id' => Regulars_Connection::key_id() ) ),
			array( 'actionscheduler_actions', array( 'hook' => Regulars_Webhooks::CHECK ) ),
		);
		foreach ( $left as list( $table, $which ) ) {
			// phpcs:disable WordPress.DB.DirectDatabaseQuery -- Nobody else is left who could.
			if ( $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->prefix . $table ) ) ) ) {
				$wpdb->delete( $wpdb->prefix . $table, $which );
			}
			// phpcs:enable
		}
	}
}
