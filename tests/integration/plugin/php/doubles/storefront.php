<?php
/**
 * What the storefront's classes use of WooCommerce, in little. Loaded by the tests of those classes.
 */

// phpcs:disable
namespace Automattic\WooCommerce\Blocks\Integrations {

	interface IntegrationInterface {
		public function get_name();
		public function initialize();
		public function get_script_handles();
		public function get_editor_script_handles();
		public function get_script_data();
	}
}

namespace {

	class WC_Product {
		private $id;
		private $price;
		private $purchasable;

		public function __construct( $id, $price, $purchasable = true ) {
			$this->id          = $id;
			$this->price       = $price;
			$this->purchasable = $purchasable;
		}

		public function get_id() {
			return $this->id;
		}

		/** Before tax. */
		public function get_net() {
			return $this->price;
		}

		public function is_purchasable() {
			return $this->purchasable;
		}
	}

	/** A product of a variable one. */
	final class WC_Product_Variation extends WC_Product {}

	/** A cart's contents. */
	final class WC_Cart_Double {
		private $items;

		public function __construct( array $items ) {
			$this->items = $items;
		}

		public function is_empty() {
			return ! $this->items;
		}

		public function get_cart() {
			return $this->items;
		}
	}

	/** What WooCommerce collects a block's integrations in. */
	final class Registry_Double {
		public $all = array();

		public function register( $integration ) {
			$this->all[ $integration->get_name() ] = $integration;
		}
	}

	/** Cookies that were set, as [value, expiry, secure] by name. */
	$GLOBALS['regulars_cookies'] = array();

	/** What was added to the Store API. */
	$GLOBALS['regulars_extensions'] = array();

	function wc_setcookie( $name, $value, $expire = 0, $secure = false, $httponly = false ) {
		$GLOBALS['regulars_cookies'][ $name ] = array( $value, $expire, $secure, $httponly );
	}

	function woocommerce_store_api_register_endpoint_data( $data ) {
		$GLOBALS['regulars_extensions'][] = $data;
	}

	function get_woocommerce_currency() {
		return $GLOBALS['regulars_currency'] ?? 'USD';
	}

	function wc_get_price_excluding_tax( $product ) {
		return $product->get_net();
	}

	function wc_get_page_permalink( $page ) {
		return "https://shop.example/$page/";
	}

	function wc_get_cart_url() {
		return 'https://shop.example/cart/';
	}

	function wc_get_product( $id ) {
		return $id ? new WC_Product( $id, 40 ) : false;
	}
}
