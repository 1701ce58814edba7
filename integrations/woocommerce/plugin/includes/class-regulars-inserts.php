<?php
/**
 * What a merchant puts into pages of their own: shortcodes and blocks.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * [regulars_landing], [regulars_points for="tier"] and [regulars_badge], and the same as blocks.
 */
final class Regulars_Inserts {

	const EDITOR = 'regulars-editor';

	/**
	 * Adds the shortcodes and, once WordPress is ready, the blocks.
	 */
	public static function register(): void {
		add_shortcode( 'regulars_landing', array( 'Regulars_Landing', 'html' ) );
		add_shortcode( 'regulars_points', array( __CLASS__, 'points' ) );
		add_shortcode( 'regulars_badge', array( __CLASS__, 'badge' ) );
		add_action( 'init', array( __CLASS__, 'add_blocks' ) );
	}

	/**
	 * A line of the kind that is asked for.
	 *
	 * @param array|string $attributes The shortcode's.
	 * @return string HTML.
	 */
	public static function points( $attributes = array() ): string {
		$chosen = shortcode_atts( array( 'for' => 'account' ), $attributes, 'regulars_points' );
		if ( 'product' === $chosen['for'] ) {
			return self::product();
		}
		// A cart's or an order's line stands where the cart or the order is.
		return Regulars_Element::points( 'tier' === $chosen['for'] ? 'tier' : 'account' );
	}

	/**
	 * The tier's badge.
	 *
	 * @return string HTML.
	 */
	public static function badge(): string {
		return Regulars_Element::points( 'tier' );
	}

	/**
	 * The line of the product that the page or the loop is about.
	 *
	 * @return string HTML.
	 */
	public static function product(): string {
		$product = wc_get_product( get_the_ID() );
		return $product ? Regulars_Product_Line::of( $product ) : '';
	}

	/**
	 * Adds the blocks. The editor shows a name in their places: what they say is a shopper's own.
	 */
	public static function add_blocks(): void {
		$blocks = array(
			'landing' => array( __( 'How our points work', 'regulars' ), array( 'Regulars_Landing', 'html' ) ),
			'badge'   => array( __( 'Tier badge', 'regulars' ), array( __CLASS__, 'badge' ) ),
			'points'  => array( __( 'My points', 'regulars' ), array( __CLASS__, 'points' ) ),
			'product' => array( __( 'Points for this product', 'regulars' ), array( __CLASS__, 'product' ) ),
		);
		$names  = array();
		foreach ( $blocks as $name => list( $title, $show ) ) {
			$names[ 'regulars/' . $name ] = $title;
		}
		wp_register_script(
			self::EDITOR,
			plugins_url( 'assets/editor.js', REGULARS_FILE ),
			array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element' ),
			REGULARS_VERSION,
			true
		);
		wp_add_inline_script( self::EDITOR, 'window.regularsBlocks = ' . wp_json_encode( $names, JSON_HEX_TAG ) . ';', 'before' );
		foreach ( $blocks as $name => list( $title, $show ) ) {
			register_block_type(
				'regulars/' . $name,
				array(
					'api_version'           => 3,
					'title'                 => $title,
					'category'              => 'widgets',
					'icon'                  => 'star-filled',
					'editor_script_handles' => array( self::EDITOR ),
					'render_callback'       => static function () use ( $show ) {
						return call_user_func( $show );
					},
				)
			);
		}
	}
}
