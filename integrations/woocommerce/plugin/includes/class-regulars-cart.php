<?php
/**
 * The redeem box in cart and checkout.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * In the classic pages it stands outside what WooCommerce replaces when the cart changes, so that it
 * keeps what the shopper chose; assets/store.js tells it of the new cart. The blocks have a script of
 * their own.
 */
final class Regulars_Cart {

	const EXTENSION = 'regulars';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'woocommerce_before_cart', array( __CLASS__, 'show_in_cart' ) );
		add_action( 'woocommerce_review_order_before_payment', array( __CLASS__, 'show_in_checkout' ) );
		if ( did_action( 'woocommerce_blocks_loaded' ) ) {
			self::extend_cart();
		} else {
			add_action( 'woocommerce_blocks_loaded', array( __CLASS__, 'extend_cart' ) );
		}
		add_action( 'woocommerce_blocks_cart_block_registration', array( __CLASS__, 'add_to_cart_block' ) );
		add_action( 'woocommerce_blocks_checkout_block_registration', array( __CLASS__, 'add_to_checkout_block' ) );
	}

	/**
	 * Prints the box above the classic cart.
	 */
	public static function show_in_cart(): void {
		self::show( 'cart' );
	}

	/**
	 * Prints the box above the classic checkout's payment methods.
	 */
	public static function show_in_checkout(): void {
		self::show( 'checkout' );
	}

	/**
	 * Adds the estimate's lines to the cart that WooCommerce's Store API answers with, so that a page
	 * has those of its newest cart.
	 */
	public static function extend_cart(): void {
		if ( function_exists( 'woocommerce_store_api_register_endpoint_data' ) ) {
			woocommerce_store_api_register_endpoint_data(
				array(
					'endpoint'        => 'cart',
					'namespace'       => self::EXTENSION,
					'data_callback'   => array( __CLASS__, 'extension' ),
					'schema_callback' => array( __CLASS__, 'schema' ),
					'schema_type'     => ARRAY_A,
				)
			);
		}
	}

	/**
	 * What is added to the Store API's cart.
	 */
	public static function extension(): array {
		$cart = Regulars_Element::ready() && WC()->cart ? WC()->cart->get_cart() : array();
		return array( 'lines' => self::lines( $cart, get_woocommerce_currency() ) );
	}

	/**
	 * Its schema.
	 */
	public static function schema(): array {
		return array(
			'lines' => array(
				'description' => 'The cart as the estimate of its points takes it; money in ISO minor units.',
				'type'        => 'array',
				'context'     => array( 'view', 'edit' ),
				'readonly'    => true,
			),
		);
	}

	/**
	 * Adds the box to the Cart block.
	 *
	 * @param object $registry What WooCommerce collects integrations in.
	 */
	public static function add_to_cart_block( $registry ): void {
		$registry->register( new Regulars_Cart_Blocks( 'cart' ) );
	}

	/**
	 * Adds the box to the Checkout block.
	 *
	 * @param object $registry What WooCommerce collects integrations in.
	 */
	public static function add_to_checkout_block( $registry ): void {
		$registry->register( new Regulars_Cart_Blocks( 'checkout' ) );
	}

	/**
	 * A cart's lines as the estimate takes them.
	 *
	 * @param array  $items    The cart's contents, as WooCommerce has them.
	 * @param string $currency ISO 4217 code.
	 * @return array[]
	 */
	public static function lines( array $items, string $currency ): array {
		$lines = array();
		foreach ( $items as $item ) {
			$lines[] = array(
				'product_id' => (string) $item['product_id'],
				'variant_id' => empty( $item['variation_id'] ) ? null : (string) $item['variation_id'],
				'quantity'   => max( 1, (int) $item['quantity'] ),
				'net_minor'  => Regulars_Money::minor( $item['line_total'], $currency ),
				'list_minor' => Regulars_Money::minor( $item['line_subtotal'], $currency ),
				'tax_minor'  => Regulars_Money::minor( $item['line_tax'], $currency ),
			);
		}
		return $lines;
	}

	/**
	 * Prints the box of this visitor's cart.
	 *
	 * @param string $place cart or checkout.
	 */
	private static function show( string $place ): void {
		if ( ! Regulars_Look::shows( $place ) || ! WC()->cart || WC()->cart->is_empty() ) {
			return;
		}
		$currency   = get_woocommerce_currency();
		$attributes = array(
			'currency' => $currency,
			'lines'    => (string) wp_json_encode( self::lines( WC()->cart->get_cart(), $currency ) ),
		);
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is put together.
		echo Regulars_Element::points( 'cart', $attributes );
	}
}
