<?php
/**
 * The widget on every page.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Prints the widget, and at the very end whatever modules the page's elements need. In between
 * stands the shop's own small script, which runs before the modules do.
 */
final class Regulars_Widget {

	const HANDLE = 'regulars-store';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'wp_footer', array( __CLASS__, 'show' ), 5 );
		add_action( 'wp_footer', array( __CLASS__, 'load' ), 15 ); // WordPress prints scripts at 20.
		add_action( 'wp_footer', array( 'Regulars_Element', 'print_modules' ), 30 );
	}

	/**
	 * Prints the widget, unless the merchant switched it off.
	 */
	public static function show(): void {
		if ( Regulars_Look::shows( 'widget' ) ) {
			// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is put together.
			echo Regulars_Element::widget();
		}
	}

	/**
	 * Has WordPress print the shop's script on a page that has any of the elements.
	 */
	public static function load(): void {
		if ( Regulars_Element::is_needed() ) {
			wp_enqueue_script( self::HANDLE, plugins_url( 'assets/store.js', REGULARS_FILE ), array(), REGULARS_VERSION, true );
		}
	}
}
