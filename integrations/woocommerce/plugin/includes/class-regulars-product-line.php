<?php
/**
 * "Earn 120 points" on the product page.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Stands below the price. A variation's own price reaches the line through the data that
 * WooCommerce gives its variation form (assets/store.js).
 */
final class Regulars_Product_Line {

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'woocommerce_single_product_summary', array( __CLASS__, 'show' ), 15 );
		add_filter( 'woocommerce_available_variation', array( __CLASS__, 'price_of_variation' ), 10, 3 );
	}

	/**
	 * Prints the line of the page's product.
	 */
	public static function show(): void {
		global $product;
		if ( Regulars_Look::shows( 'product' ) && $product instanceof WC_Product && $product->is_purchasable() ) {
			echo self::of( $product ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is put together.
		}
	}

	/**
	 * The line of one product, empty while the store is not connected.
	 *
	 * @param WC_Product $product Any product.
	 * @return string HTML.
	 */
	public static function of( WC_Product $product ): string {
		$currency = get_woocommerce_currency();
		return Regulars_Element::points(
			'product',
			array(
				'product-id'  => $product->get_id(),
				'price-minor' => self::net( $product, $currency ),
				'currency'    => $currency,
			)
		);
	}

	/**
	 * What the variation form hands to the page, with the variation's price in minor units.
	 *
	 * @param array                $data      The variation's data.
	 * @param WC_Product           $product   The variable product.
	 * @param WC_Product_Variation $variation The variation.
	 * @return array
	 */
	public static function price_of_variation( $data, $product, $variation ) {
		if ( is_array( $data ) && $variation instanceof WC_Product ) {
			$data['regulars_price_minor'] = self::net( $variation, get_woocommerce_currency() );
		}
		return $data;
	}

	/**
	 * Price before tax: what points are earned on unless the program says otherwise.
	 *
	 * @param WC_Product $product  Any product.
	 * @param string     $currency ISO 4217 code.
	 * @return int Minor units.
	 */
	private static function net( WC_Product $product, string $currency ): int {
		return Regulars_Money::minor( wc_get_price_excluding_tax( $product ), $currency );
	}
}
