<?php
/**
 * The settings, among WooCommerce's.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Adds the tab and prints the part that connects. WooCommerce makes and saves the rest of it.
 */
final class Regulars_Settings {

	const TAB   = 'regulars';
	const FIELD = 'regulars_connection';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_filter( 'woocommerce_get_settings_pages', array( __CLASS__, 'add_page' ) );
		add_action( 'woocommerce_admin_field_' . self::FIELD, array( __CLASS__, 'print_connection' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( REGULARS_FILE ), array( __CLASS__, 'add_link' ) );
	}

	/**
	 * Adds the page, whose parent class WooCommerce loads just before it asks.
	 *
	 * @param array $pages WooCommerce's pages.
	 */
	public static function add_page( $pages ) {
		$pages[] = new Regulars_Settings_Page();
		return $pages;
	}

	/**
	 * Adds a link in the list of plugins.
	 *
	 * @param array $links The links that are there.
	 */
	public static function add_link( $links ) {
		$link = sprintf( '<a href="%s">%s</a>', esc_url( Regulars_Connect::settings_url() ), esc_html__( 'Settings', 'regulars' ) );
		return array_merge( array( 'settings' => $link ), $links );
	}

	/**
	 * Prints whether the shop is connected, and the button that changes it. WooCommerce's own form is
	 * around it, so the buttons say themselves where they lead.
	 */
	public static function print_connection(): void {
		$connected = Regulars_Connection::is_connected();
		$problem   = self::problem();
		echo '<tr><th scope="row">' . esc_html__( 'Connection', 'regulars' ) . '</th><td>';
		if ( '' !== $problem ) {
			echo '<p role="alert" style="color:#b32d2e">' . esc_html( $problem ) . '</p>';
		}
		if ( $connected ) {
			/* translators: 1: an address, 2: an id */
			echo '<p>' . esc_html( sprintf( __( 'Connected with %1$s as %2$s.', 'regulars' ), Regulars_Connection::api(), Regulars_Connection::store_id() ) ) . '</p>';
			self::print_button( Regulars_Sign_On::ACTION, Regulars_Sign_On::NONCE, __( 'Open the merchant page', 'regulars' ) );
			self::print_button( Regulars_Connect::DISCONNECT, Regulars_Connect::DISCONNECT . '_nonce', __( 'Disconnect', 'regulars' ) );
			echo '<p class="description">' . esc_html__( 'Disconnecting deletes the webhooks and the REST API key here. Points and members stay in Regulars, and are there again when the shop is connected again.', 'regulars' ) . '</p>';
		} else {
			self::print_link_field();
		}
		echo '</td></tr>';
	}

	/**
	 * Prints the field for the connection link.
	 */
	private static function print_link_field(): void {
		printf(
			'<p><label for="regulars_link">%1$s</label><br><input type="url" id="regulars_link" name="regulars_link" class="regular-text" autocomplete="off" placeholder="https://…/connect/…" aria-describedby="regulars_link_help"></p><p class="description" id="regulars_link_help">%2$s</p>',
			esc_html__( 'Connection link', 'regulars' ),
			esc_html__( 'Whoever runs Regulars for you makes it (./regulars store invite). It works once, within an hour. WooCommerce will then ask you to allow the access: to orders, products, customers, coupons and webhooks.', 'regulars' )
		);
		self::print_button( Regulars_Connect::CONNECT, Regulars_Connect::CONNECT . '_nonce', __( 'Connect', 'regulars' ) );
	}

	/**
	 * Prints a button that leads out of WooCommerce's form.
	 *
	 * @param string $action The action behind it.
	 * @param string $nonce  The name of its nonce's field.
	 * @param string $label  What is on it.
	 */
	private static function print_button( string $action, string $nonce, string $label ): void {
		wp_nonce_field( $action, $nonce );
		// In a .submit WooCommerce's script does not ask whether changes shall be lost.
		printf(
			'<span class="submit" style="padding:0;margin-inline-end:8px"><button type="submit" class="button" formaction="%1$s">%2$s</button></span>',
			esc_url( admin_url( 'admin-post.php?action=' . $action ) ),
			esc_html( $label )
		);
	}

	/**
	 * What went wrong, in words; '' for nothing.
	 */
	private static function problem(): string {
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- Says what to print, and changes nothing.
		$told    = isset( $_GET['regulars_problem'] ) ? sanitize_key( wp_unslash( $_GET['regulars_problem'] ) ) : '';
		$refused = isset( $_GET['success'] ) && '0' === $_GET['success'];
		// phpcs:enable
		if ( Regulars_Connection::is_connected() ) {
			return '';
		}
		if ( '' !== Regulars_Connect::obstacle() ) {
			return Regulars_Connect::obstacle();
		}
		if ( '' !== $told ) {
			$link = Regulars_Connect::read_link( '' );
			return 'regulars_http' === $told ? __( 'A connection link begins with https://.', 'regulars' ) : $link->get_error_message();
		}
		if ( $refused ) {
			return __( 'The access was not allowed, so nothing was connected. Press Connect to try again.', 'regulars' );
		}
		return self::what_regulars_says();
	}

	/**
	 * What Regulars says of an attempt that did not end in a connection; '' while there was none.
	 */
	private static function what_regulars_says(): string {
		$link = Regulars_Connect::awaited_link();
		if ( '' === $link ) {
			return '';
		}
		$status = Regulars_Server::status_of( $link );
		if ( is_wp_error( $status ) ) {
			return $status->get_error_message();
		}
		$texts = isset( $status['problem']['text'] ) ? (array) $status['problem']['text'] : array();
		$lang  = 0 === strpos( get_user_locale(), 'zh' ) ? 'zh-Hant' : 'en';
		return isset( $texts[ $lang ] ) ? (string) $texts[ $lang ] : '';
	}
}
