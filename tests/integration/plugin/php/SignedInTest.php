<?php
// phpcs:disable
require_once __DIR__ . '/doubles/storefront.php';

final class SignedInTest extends Regulars_TestCase {

	protected function setUp(): void {
		parent::setUp();
		$GLOBALS['regulars_cookies'] = array();
	}

	private function told(): ?string {
		return $GLOBALS['regulars_cookies'][ Regulars_Signed_In::COOKIE ][0] ?? null;
	}

	public function test_the_hint_follows_signing_in_and_out_and_says_nothing_else() {
		$this->connect();
		Regulars_Signed_In::enter( 'secret cookie', 2000000000 );
		$this->assertSame( array( 'in', 2000000000, true, false ), $GLOBALS['regulars_cookies']['regulars_shopper'] );
		Regulars_Signed_In::leave();
		$this->assertSame( '', $this->told() );
		$this->assertLessThan( time(), $GLOBALS['regulars_cookies']['regulars_shopper'][1] );
	}

	public function test_it_catches_up_with_sign_ins_that_it_did_not_see() {
		$this->connect();
		Regulars_Signed_In::catch_up();
		$this->assertNull( $this->told() );
		wp_set_current_user( $this->user()->ID );
		Regulars_Signed_In::catch_up();
		$this->assertSame( 'in', $this->told() );
		$GLOBALS['regulars_cookies'] = array();
		$_COOKIE['regulars_shopper'] = 'in';
		Regulars_Signed_In::catch_up();
		$this->assertNull( $this->told() ); // No cookie with every page.
		wp_set_current_user( 0 );
		Regulars_Signed_In::catch_up();
		$this->assertSame( '', $this->told() );
	}

	public function test_a_guest_who_ordered_may_ask_too() {
		$this->connect();
		Regulars_Signed_In::order();
		$this->assertSame( 'ordered', $this->told() );
	}

	public function test_a_shop_that_is_not_connected_sets_no_cookie() {
		Regulars_Signed_In::enter( 'x', 0 );
		Regulars_Signed_In::order();
		$this->assertNull( $this->told() );
	}

	public function test_the_token_address_answers_for_a_guests_orders_too_and_an_account_comes_first() {
		$this->connect();
		WC()->session = Regulars_Double::$session = new WC_Session_Double();
		Regulars_Visitor_Orders::note( new WC_Order( 17 ) );
		$claims = function () {
			return json_decode( base64_decode( strtr( explode( '.', $this->rest( 'GET', '/token' )->get_data()['token'] )[1], '-_', '+/' ) ), true );
		};
		$this->assertSame( array( '0', array( '17' ) ), array( $claims()['sub'], $claims()['orders'] ) );
		$user = $this->user();
		$this->assertSame( (string) $user->ID, $claims()['sub'] );
		$this->assertArrayNotHasKey( 'orders', $claims() );
	}
}
