<?php
// phpcs:disable
require_once __DIR__ . '/doubles/storefront.php';
require_once __DIR__ . '/doubles/coupons.php';

final class CouponsTest extends Regulars_TestCase {

	/** True, or the sentence that the shopper reads. */
	private function tried( $owner, $on = null ) {
		$meta   = null === $owner ? array() : array( '_regulars_customer' => $owner );
		$answer = ( new WC_Discounts( $on ?? new WC_Cart_Double( array() ) ) )->is_coupon_valid( new WC_Coupon( $meta ) );
		return is_wp_error( $answer ) ? $answer->get_error_message() : $answer;
	}

	const OTHERS = 'This coupon belongs to another account.';
	const NOBODY = 'This coupon belongs to one account. Sign in to use it.';

	public function test_the_account_that_a_coupon_names_may_use_it_and_no_other() {
		$this->connect();
		$owner = $this->user( 'customer', '' );
		$other = $this->user( 'customer', 'kai@example.com' );
		wp_set_current_user( $owner->ID );
		$this->assertTrue( $this->tried( (string) $owner->ID ) );
		$this->assertTrue( $this->tried( $owner->ID ) ); // As whoever edits metadata may write it.
		wp_set_current_user( $other->ID );
		$this->assertSame( self::OTHERS, $this->tried( (string) $owner->ID ) );
		$this->assertSame( self::OTHERS, $this->tried( $other->ID . 'x' ) );
		$this->assertSame( self::OTHERS, $this->tried( '0' . $other->ID ) );
	}

	public function test_a_guest_is_told_to_sign_in() {
		$this->connect();
		$owner = $this->user( 'customer', '' );
		$this->assertSame( self::NOBODY, $this->tried( (string) $owner->ID ) );
		wp_set_current_user( $owner->ID );
		$this->assertTrue( $this->tried( (string) $owner->ID ) );
		wp_set_current_user( 0 ); // Signed out with the coupon on the cart: WooCommerce asks again.
		$this->assertSame( self::NOBODY, $this->tried( (string) $owner->ID ) );
	}

	public function test_somebody_who_runs_the_shop_may_not_use_it_for_another_either() {
		$this->connect();
		$owner = $this->user( 'customer', '' );
		wp_set_current_user( $this->user( 'administrator', 'admin@example.com' )->ID );
		$this->assertSame( self::OTHERS, $this->tried( (string) $owner->ID ) );
		$this->assertTrue( $this->tried( (string) $owner->ID, new WC_Order( 17, $owner->ID ) ) ); // Put on an order of theirs by hand.
		$this->assertSame( self::OTHERS, $this->tried( (string) $owner->ID, new WC_Order( 18, 99 ) ) );
		$this->assertSame( self::NOBODY, $this->tried( (string) $owner->ID, new WC_Order( 19 ) ) );
	}

	public function test_a_coupon_that_names_nobody_is_as_it_was() {
		$this->connect();
		$this->assertTrue( $this->tried( null ) );
		$this->assertTrue( $this->tried( '' ) );
		$this->assertFalse( Regulars_Coupons::keep_to_its_account( false, new WC_Coupon( array( '_regulars_customer' => '3' ) ) ) );
	}

	public function test_it_is_held_to_its_account_when_the_shop_is_no_longer_connected() {
		$this->assertFalse( Regulars_Connection::is_connected() );
		$this->assertSame( self::NOBODY, $this->tried( '3' ) );
	}
}
