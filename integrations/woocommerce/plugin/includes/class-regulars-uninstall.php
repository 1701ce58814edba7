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
		self::delete_actions();
		delete_transient( Regulars_Webhooks::LOOKED );
		Regulars_Landing::forget();
		delete_metadata( 'user', 0, '_regulars_balance', '', true );
	}

	/**
	 * Deletes the webhooks and the key from tables that WooCommerce left.
	 */
	private static function delete_rows(): void {
		global $wpdb;
		Regulars_Server::ask( 'disconnect', array(), 5 );
		$left = array(
			array( 'wc_webhooks', array( 'delivery_url' => Regulars_Connection::delivery_url() ) ),
			array( 'woocommerce_api_keys', array( 'key_id' => Regulars_Connection::key_id() ) ),
		);
		foreach ( $left as list( $table, $which ) ) {
			if ( self::has( $table ) ) {
				$wpdb->delete( $wpdb->prefix . $table, $which ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- Nobody else is left who could.
			}
		}
	}

	/**
	 * Deletes the checks that were done, which Action Scheduler keeps for a month, their log and their
	 * group, which it keeps for good.
	 */
	private static function delete_actions(): void {
		global $wpdb;
		// phpcs:disable WordPress.DB.DirectDatabaseQuery -- Action Scheduler has no function for it.
		if ( self::has( 'actionscheduler_logs' ) && self::has( 'actionscheduler_actions' ) ) {
			$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->prefix}actionscheduler_logs WHERE action_id IN (SELECT action_id FROM {$wpdb->prefix}actionscheduler_actions WHERE hook = %s)", Regulars_Webhooks::CHECK ) );
			$wpdb->delete( $wpdb->prefix . 'actionscheduler_actions', array( 'hook' => Regulars_Webhooks::CHECK ) );
		}
		if ( self::has( 'actionscheduler_groups' ) ) {
			$wpdb->delete( $wpdb->prefix . 'actionscheduler_groups', array( 'slug' => Regulars_Webhooks::GROUP ) );
		}
		// phpcs:enable
	}

	/**
	 * Whether the site has a table.
	 *
	 * @param string $table Its name without the site's prefix.
	 */
	private static function has( string $table ): bool {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WordPress has no function that asks.
		return (bool) $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->prefix . $table ) ) );
	}
}
