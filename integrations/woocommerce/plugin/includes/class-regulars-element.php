<?php
/**
 * The storefront's elements as HTML.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Puts the two web components and their module scripts on a page. What is printed is the same for
 * every visitor: pages are cached, so who is shopping is asked by the page itself, of Regulars_Tokens.
 */
final class Regulars_Element {

	/**
	 * Which of the modules this page needs, by name.
	 *
	 * @var array<string, bool>
	 */
	private static $needed = array();

	/**
	 * Whether there is anything to show: the shop is connected.
	 */
	public static function ready(): bool {
		return Regulars_Connection::is_connected();
	}

	/**
	 * The launcher and panel.
	 *
	 * @return string HTML, escaped; '' while the shop is not connected.
	 */
	public static function widget(): string {
		return self::html( 'regulars-widget', 'widget', array() );
	}

	/**
	 * A line in the page's own flow.
	 *
	 * @param string $place      What it says: product, tier, cart, order, account.
	 * @param array  $attributes What it is about, unescaped, by name.
	 * @return string HTML, escaped; '' while the shop is not connected.
	 */
	public static function points( string $place, array $attributes = array() ): string {
		return self::html( 'regulars-points', 'points', array( 'for' => $place ) + $attributes );
	}

	/**
	 * Attributes that both elements have, unescaped. Nothing of them says who is signed in.
	 *
	 * @return array<string, string>
	 */
	public static function attributes(): array {
		$account = wc_get_page_permalink( 'myaccount' );
		return array(
			'api'         => Regulars_Connection::storefront_api(),
			'store'       => Regulars_Connection::store_id(),
			'token-url'   => Regulars_Tokens::url(),
			'sign-in-url' => $account,
			'join-url'    => 'yes' === get_option( 'woocommerce_enable_myaccount_registration' ) ? $account : '',
			'home-url'    => home_url( '/' ),
			'cart-url'    => wc_get_cart_url(),
			'apply'       => 'woocommerce',
		) + Regulars_Look::attributes();
	}

	/**
	 * Has a module printed at this page's end.
	 *
	 * @param string $module widget or points.
	 */
	public static function need( string $module ): void {
		self::$needed[ $module ] = true;
	}

	/**
	 * Whether this page needs any module so far.
	 */
	public static function is_needed(): bool {
		return (bool) self::$needed;
	}

	/**
	 * Prints the modules that the page needs. A module is deferred by itself.
	 */
	public static function print_modules(): void {
		foreach ( array_keys( self::$needed ) as $module ) {
			wp_print_script_tag(
				array(
					'type' => 'module',
					'src'  => plugins_url( 'assets/storefront/regulars-' . $module . '.js', REGULARS_FILE ) . '?ver=' . REGULARS_VERSION,
				)
			);
		}
		self::$needed = array();
	}

	/**
	 * One element.
	 *
	 * @param string $tag        Its name.
	 * @param string $module     The module that defines it.
	 * @param array  $attributes Its own attributes, unescaped.
	 */
	private static function html( string $tag, string $module, array $attributes ): string {
		if ( ! self::ready() ) {
			return '';
		}
		self::need( $module );
		$html = '<' . $tag;
		foreach ( self::attributes() + $attributes as $name => $value ) {
			if ( '' !== (string) $value ) {
				$html .= ' ' . $name . '="' . esc_attr( (string) $value ) . '"';
			}
		}
		return $html . '></' . $tag . '>';
	}
}
