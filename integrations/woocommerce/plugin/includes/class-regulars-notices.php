<?php
/**
 * What the merchant should be told.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Notices that stay until somebody who runs the shop has closed them.
 */
final class Regulars_Notices {

	const OPTION  = 'regulars_notices';
	const DISMISS = 'regulars_dismiss';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'admin_notices', array( __CLASS__, 'show' ) );
		add_action( 'admin_post_' . self::DISMISS, array( __CLASS__, 'dismiss' ) );
	}

	/**
	 * Notes something; the same thing again takes its place.
	 *
	 * @param string $what   One of the keys of texts().
	 * @param string $detail What the sentence leaves open.
	 */
	public static function note( string $what, string $detail = '' ): void {
		$notices          = self::noted();
		$notices[ $what ] = $detail;
		update_option( self::OPTION, $notices, false );
	}

	/**
	 * Takes a notice back.
	 *
	 * @param string $what One of the keys of texts().
	 */
	public static function clear( string $what ): void {
		$notices = self::noted();
		if ( isset( $notices[ $what ] ) ) {
			unset( $notices[ $what ] );
			$notices ? update_option( self::OPTION, $notices, false ) : delete_option( self::OPTION );
		}
	}

	/**
	 * What is noted, by its key.
	 *
	 * @return array<string, string>
	 */
	public static function noted(): array {
		$notices = get_option( self::OPTION, array() );
		return is_array( $notices ) ? $notices : array();
	}

	/**
	 * Prints the notices for those who run the shop.
	 */
	public static function show(): void {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		foreach ( self::noted() as $what => $detail ) {
			$text = self::text( $what, $detail );
			if ( '' === $text ) {
				continue;
			}
			$close = wp_nonce_url( admin_url( 'admin-post.php?action=' . self::DISMISS . '&what=' . rawurlencode( $what ) ), self::DISMISS );
			printf(
				'<div class="notice notice-warning"><p><strong>Regulars:</strong> %1$s <a href="%2$s">%3$s</a></p></div>',
				esc_html( $text ),
				esc_url( $close ),
				esc_html__( 'Close this notice', 'regulars' )
			);
		}
	}

	/**
	 * Closes a notice.
	 */
	public static function dismiss(): void {
		check_admin_referer( self::DISMISS );
		if ( current_user_can( 'manage_woocommerce' ) ) {
			self::clear( isset( $_GET['what'] ) ? sanitize_key( wp_unslash( $_GET['what'] ) ) : '' );
		}
		wp_safe_redirect( wp_get_referer() ? wp_get_referer() : admin_url() );
		exit;
	}

	/**
	 * The sentence of a notice; '' for one that is not known.
	 *
	 * @param string $what   Its key.
	 * @param string $detail What the sentence leaves open.
	 */
	private static function text( string $what, string $detail ): string {
		switch ( $what ) {
			case 'webhooks_revived':
				/* translators: %s: names of webhook topics */
				return sprintf( __( 'WooCommerce had switched off webhooks (%s), as it does when deliveries fail several times. They are on again, and what was missed meanwhile is fetched within the hour.', 'regulars' ), $detail );
			case 'webhooks_made':
				/* translators: %s: names of webhook topics */
				return sprintf( __( 'Webhooks were missing (%s). They were made again, and what was missed meanwhile is fetched within the hour.', 'regulars' ), $detail );
			case 'key_gone':
				return __( 'The REST API key that Regulars uses was deleted or changed. Connect the shop again, or points stop following orders.', 'regulars' );
		}
		return '';
	}
}
