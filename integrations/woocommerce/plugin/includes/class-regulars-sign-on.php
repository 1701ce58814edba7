<?php
/**
 * From the shop's back end into the merchant page.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Leads who runs the shop to the merchant page, by a link that Regulars makes for this one time.
 */
final class Regulars_Sign_On {

	const ACTION = 'regulars_sign_on';
	const NONCE  = 'regulars_sign_on_nonce'; // WooCommerce's settings form has a _wpnonce of its own.

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'admin_post_' . self::ACTION, array( __CLASS__, 'go' ) );
		add_action( 'admin_menu', array( __CLASS__, 'menu' ), 60 );
	}

	/**
	 * An entry in WooCommerce's menu.
	 */
	public static function menu(): void {
		if ( Regulars_Connection::is_connected() ) {
			add_submenu_page( 'woocommerce', 'Regulars', 'Regulars', 'manage_woocommerce', 'regulars', array( __CLASS__, 'page' ) );
		}
	}

	/**
	 * The menu's page: one button, because a link is made when it is pressed and not before.
	 */
	public static function page(): void {
		echo '<div class="wrap"><h1>Regulars</h1><p>' . esc_html__( 'Members, program, numbers: all of it is on the merchant page.', 'regulars' ) . '</p>';
		self::button();
		echo '</div>';
	}

	/**
	 * A form with the button.
	 */
	public static function button(): void {
		printf(
			'<form method="post" action="%1$s" target="_blank"><input type="hidden" name="action" value="%2$s">%3$s<p><button class="button button-primary">%4$s</button></p></form>',
			esc_url( admin_url( 'admin-post.php' ) ),
			esc_attr( self::ACTION ),
			wp_nonce_field( self::ACTION, self::NONCE, true, false ), // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- WordPress's own field.
			esc_html__( 'Open the merchant page', 'regulars' )
		);
	}

	/**
	 * Asks for a link and follows it.
	 */
	public static function go(): void {
		check_admin_referer( self::ACTION, self::NONCE );
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'regulars' ), '', array( 'response' => 403 ) );
		}
		$user   = wp_get_current_user();
		$answer = Regulars_Server::ask(
			'sign-on',
			array(
				'user' => array(
					'id'   => $user->ID,
					'name' => $user->display_name,
					'can'  => current_user_can( 'manage_options' ) ? 'manage_options' : 'manage_woocommerce',
				),
			)
		);
		$url    = is_array( $answer ) && isset( $answer['url'] ) ? (string) $answer['url'] : '';
		if ( 0 !== strpos( $url, 'https://' ) && 0 !== strpos( $url, Regulars_Connection::api() . '/' ) ) {
			$why = is_wp_error( $answer ) ? $answer->get_error_message() : __( 'Regulars could not be reached. Try again in a few minutes.', 'regulars' );
			wp_die( esc_html( $why ), '', array( 'response' => 502, 'back_link' => true ) ); // phpcs:ignore WordPress.Arrays.ArrayDeclarationSpacing.AssociativeArrayFound -- Short.
		}
		nocache_headers();
		// phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect -- To the merchant page, which Regulars itself named.
		wp_redirect( $url, 303 );
		exit;
	}
}
