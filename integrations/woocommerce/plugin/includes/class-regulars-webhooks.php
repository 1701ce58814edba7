<?php
/**
 * Keeping the webhooks alive.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce disables a webhook after a handful of failed deliveries, and says so to nobody. This
 * looks once a day, and when somebody who runs the shop is in its back end, at most once an hour.
 */
final class Regulars_Webhooks {

	const CHECK  = 'regulars_check_webhooks';
	const LOOKED = 'regulars_looked';
	const GROUP  = 'regulars';

	/**
	 * What Regulars needs to be told of.
	 */
	const TOPICS = array(
		'order.created',
		'order.updated',
		'order.deleted',
		'order.restored',
		'product.created',
		'product.updated',
		'product.restored',
		'customer.created',
		'customer.updated',
		'customer.deleted',
	);

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( self::CHECK, array( __CLASS__, 'check' ) );
		add_action( 'admin_init', array( __CLASS__, 'look' ) );
	}

	/**
	 * In the back end: makes sure that the daily check is planned, and checks when that was not done
	 * within the hour.
	 */
	public static function look(): void {
		if ( ! Regulars_Connection::is_connected() || ! current_user_can( 'manage_woocommerce' ) || get_transient( self::LOOKED ) ) {
			return;
		}
		set_transient( self::LOOKED, '1', HOUR_IN_SECONDS );
		if ( ! as_has_scheduled_action( self::CHECK, array(), self::GROUP ) ) {
			as_schedule_recurring_action( time() + DAY_IN_SECONDS, DAY_IN_SECONDS, self::CHECK, array(), self::GROUP );
		}
		self::check();
	}

	/**
	 * Switches disabled webhooks on again, makes missing ones, and tells the merchant. A webhook that
	 * the merchant paused stays paused.
	 */
	public static function check(): void {
		if ( ! Regulars_Connection::is_connected() ) {
			return;
		}
		$revived = array();
		foreach ( self::own() as $webhook ) {
			if ( 'disabled' === $webhook->get_status() ) {
				self::switch_on( $webhook );
				$revived[] = $webhook->get_topic();
			}
		}
		if ( $revived ) {
			Regulars_Notices::note( 'webhooks_revived', implode( ', ', $revived ) );
		}
		$made = self::make( false );
		if ( $made ) {
			Regulars_Notices::note( 'webhooks_made', implode( ', ', $made ) );
		}
		if ( ! self::has_key() ) {
			Regulars_Notices::note( 'key_gone' );
		}
	}

	/**
	 * Makes the webhooks that are missing, and deletes what is there twice.
	 *
	 * @param bool $anew Whether those that are there are also to be switched on, under this
	 *                   connection's secret.
	 * @return string[] Topics of those that were made.
	 */
	public static function make( bool $anew ): array {
		$found = array();
		foreach ( self::own() as $webhook ) {
			$topic = $webhook->get_topic();
			if ( isset( $found[ $topic ] ) || ! in_array( $topic, self::TOPICS, true ) ) {
				$webhook->delete( true );
				continue;
			}
			$found[ $topic ] = true;
			if ( $anew ) {
				$webhook->set_secret( Regulars_Connection::webhook_secret() );
				self::switch_on( $webhook );
			}
		}
		$missing = array_values( array_diff( self::TOPICS, array_keys( $found ) ) );
		foreach ( $missing as $topic ) {
			$webhook = new WC_Webhook();
			$webhook->set_name( 'Regulars: ' . $topic );
			$webhook->set_user_id( self::owner() );
			$webhook->set_topic( $topic );
			$webhook->set_delivery_url( Regulars_Connection::delivery_url() );
			$webhook->set_secret( Regulars_Connection::webhook_secret() );
			$webhook->set_api_version( 'wp_api_v3' );
			self::switch_on( $webhook );
		}
		return $missing;
	}

	/**
	 * Deletes the webhooks that go to Regulars.
	 */
	public static function delete_all(): void {
		foreach ( self::own() as $webhook ) {
			$webhook->delete( true );
		}
		self::stop();
	}

	/**
	 * Takes the daily check out of the plan.
	 */
	public static function stop(): void {
		if ( function_exists( 'as_unschedule_all_actions' ) ) {
			as_unschedule_all_actions( self::CHECK );
		}
		delete_transient( self::LOOKED );
	}

	/**
	 * The webhooks of this shop that go to Regulars.
	 *
	 * @return WC_Webhook[]
	 */
	private static function own(): array {
		$ids   = WC_Data_Store::load( 'webhook' )->search_webhooks( array( 'limit' => -1 ) );
		$found = array();
		foreach ( $ids as $id ) {
			$webhook = wc_get_webhook( $id );
			if ( $webhook && Regulars_Connection::delivery_url() === $webhook->get_delivery_url() ) {
				$found[] = $webhook;
			}
		}
		return $found;
	}

	/**
	 * Lets a webhook deliver, with a clean record.
	 *
	 * @param WC_Webhook $webhook The webhook.
	 */
	private static function switch_on( WC_Webhook $webhook ): void {
		$webhook->set_failure_count( 0 );
		$webhook->set_status( 'active' );
		$webhook->save();
	}

	/**
	 * In whose name deliveries are built: who allowed the access, for the clock has no user. Orders
	 * are not shown to somebody who may not see them.
	 */
	private static function owner(): int {
		$key = self::key();
		return $key ? (int) $key->user_id : get_current_user_id();
	}

	/**
	 * Whether the REST key that Regulars was given is still there and may write.
	 */
	private static function has_key(): bool {
		$key = self::key();
		return $key && 'read_write' === $key->permissions;
	}

	/**
	 * The row of the REST key that Regulars was given.
	 *
	 * @return object|null user_id, permissions.
	 */
	private static function key() {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WooCommerce has no function that looks a key up.
		return $wpdb->get_row( $wpdb->prepare( "SELECT user_id, permissions FROM {$wpdb->prefix}woocommerce_api_keys WHERE key_id = %d", Regulars_Connection::key_id() ) );
	}
}
