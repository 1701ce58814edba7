<?php
/**
 * How WooCommerce asks whether a coupon is valid, in little: whoever hooks woocommerce_coupon_is_valid
 * says no, or throws why not, and the sentence is what the shopper reads.
 */

// phpcs:disable
final class WC_Coupon {
	const E_WC_COUPON_INVALID_FILTERED = 100;

	private $meta;

	public function __construct( array $meta = array() ) {
		$this->meta = $meta;
	}

	public function get_meta( $key ) {
		return $this->meta[ $key ] ?? '';
	}
}

final class WC_Discounts {
	private $object;

	public function __construct( $object = null ) {
		$this->object = $object;
	}

	public function get_object() {
		return $this->object;
	}

	public function is_coupon_valid( $coupon ) {
		try {
			if ( ! apply_filters( 'woocommerce_coupon_is_valid', true, $coupon, $this ) ) {
				throw new Exception( 'Coupon is not valid.', 100 );
			}
		} catch ( Exception $e ) {
			return new WP_Error( 'invalid_coupon', $e->getMessage(), array( 'status' => 400, 'code' => $e->getCode() ) );
		}
		return true;
	}
}
