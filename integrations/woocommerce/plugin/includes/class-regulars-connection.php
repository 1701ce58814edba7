<?php
/**
 * What the shop keeps of its connection.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * The stored connection. What pages may know and what nobody may see lie in two options: the second
 * is not loaded with every page, and nothing prints it.
 */
final class Regulars_Connection {

	const OPTION  = 'regulars_connection';
	const SECRETS = 'regulars_secrets';

	/**
	 * Whether the shop is connected.
	 */
	public static function is_connected(): bool {
		return '' !== self::store_id() && '' !== self::api();
	}

	/**
	 * The store's id in Regulars; '' when it is not connected.
	 */
	public static function store_id(): string {
		return self::known( 'store_id' );
	}

	/**
	 * The address of Regulars, without a slash at its end; '' when the shop is not connected.
	 */
	public static function api(): string {
		return self::known( 'api' );
	}

	/**
	 * The prefix of what shoppers' pages ask.
	 */
	public static function storefront_api(): string {
		return self::api() . '/storefront';
	}

	/**
	 * Where WooCommerce's deliveries go.
	 */
	public static function delivery_url(): string {
		return self::api() . '/webhooks/woocommerce/' . self::store_id();
	}

	/**
	 * The id of the REST key that Regulars was given; 0 when it is not known.
	 */
	public static function key_id(): int {
		return (int) self::known( 'key_id' );
	}

	/**
	 * The key that signs shoppers' tokens. Never to be printed.
	 */
	public static function shopper_secret(): string {
		return self::secret( 'shopper' );
	}

	/**
	 * The key that signs what the plugin itself asks of Regulars. Never to be printed.
	 */
	public static function plugin_secret(): string {
		return self::secret( 'plugin' );
	}

	/**
	 * The key that signs WooCommerce's deliveries. Never to be printed.
	 */
	public static function webhook_secret(): string {
		return self::secret( 'webhook' );
	}

	/**
	 * Keeps a connection.
	 *
	 * @param array $connection store_id, api, key_id, shopper_secret, plugin_secret, webhook_secret;
	 *                          all checked.
	 */
	public static function save( array $connection ): void {
		$secrets = array(
			'shopper' => (string) $connection['shopper_secret'],
			'plugin'  => (string) $connection['plugin_secret'],
			'webhook' => (string) $connection['webhook_secret'],
		);
		// First: whoever sees the shop connected finds its secrets.
		update_option( self::SECRETS, $secrets, false );
		$known = array(
			'store_id' => (string) $connection['store_id'],
			'api'      => untrailingslashit( (string) $connection['api'] ),
			'key_id'   => (int) $connection['key_id'],
		);
		update_option( self::OPTION, $known, true );
		add_option( Regulars_Look::OPTION, array() ); // One that is not there costs every page a query.
	}

	/**
	 * Forgets the connection.
	 */
	public static function forget(): void {
		delete_option( self::OPTION );
		delete_option( self::SECRETS );
	}

	/**
	 * One thing that pages may know.
	 *
	 * @param string $name Its name.
	 */
	private static function known( string $name ): string {
		$kept = get_option( self::OPTION, array() );
		return is_array( $kept ) && isset( $kept[ $name ] ) ? (string) $kept[ $name ] : '';
	}

	/**
	 * One secret.
	 *
	 * @param string $name Its name.
	 */
	private static function secret( string $name ): string {
		$kept = get_option( self::SECRETS, array() );
		return is_array( $kept ) && isset( $kept[ $name ] ) ? (string) $kept[ $name ] : '';
	}
}
