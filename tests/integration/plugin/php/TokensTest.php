<?php
// phpcs:disable

final class TokensTest extends Regulars_TestCase {

	private function claims( WP_REST_Response $answer ): array {
		list( $header, $claims, $signature ) = explode( '.', $answer->get_data()['token'] );
		$expected = hash_hmac( 'sha256', "$header.$claims", self::CONNECTION['shopper_secret'], true );
		$this->assertSame( rtrim( strtr( base64_encode( $expected ), '+/', '-_' ), '=' ), $signature );
		$this->assertSame( array( 'typ' => 'JWT', 'alg' => 'HS256' ), json_decode( base64_decode( $header ), true ) );
		return json_decode( base64_decode( strtr( $claims, '-_', '+/' ) ), true );
	}

	public function test_the_signed_in_shopper_gets_a_token_of_four_minutes_that_nobody_keeps() {
		$this->connect();
		$user   = $this->user();
		$answer = $this->rest( 'GET', '/token' );
		$claims = $this->claims( $answer );
		$this->assertSame( array( 'woo-0123456789ab', (string) $user->ID, 'jia@example.com' ), array( $claims['iss'], $claims['sub'], $claims['email'] ) );
		$this->assertSame( 240, $claims['exp'] - $claims['iat'] );
		$this->assertEqualsWithDelta( time(), $claims['iat'], 3 );
		$this->assertStringContainsString( 'no-store', $answer->get_headers()['Cache-Control'] );
		$this->assertNotSame( $claims['jti'], $this->claims( $this->rest( 'GET', '/token' ) )['jti'] );
	}

	public function test_a_visitor_gets_none_and_neither_does_a_cookie_that_is_over_or_forged() {
		$this->connect();
		$this->assertSame( 204, $this->rest( 'GET', '/token' )->get_status() );
		$user = $this->user();
		foreach ( array( wp_generate_auth_cookie( $user->ID, time() - 7200, 'logged_in' ), $_COOKIE[ LOGGED_IN_COOKIE ] . 'x', 'x|y|z|w' ) as $cookie ) {
			$_COOKIE[ LOGGED_IN_COOKIE ] = $cookie;
			$answer                      = $this->rest( 'GET', '/token' );
			$this->assertSame( array( 204, null ), array( $answer->get_status(), $answer->get_data() ) );
		}
	}

	/** @dataProvider other_sites */
	public function test_no_other_site_is_answered_even_with_the_shoppers_cookie( array $headers ) {
		$this->connect();
		$this->user();
		foreach ( array( '/token', '/order-token' ) as $route ) {
			$answer = $this->rest( 'GET', $route, array(), $headers );
			$this->assertSame( 403, $answer->get_status() );
			$this->assertArrayNotHasKey( 'token', $answer->get_data() );
		}
	}

	public function other_sites(): array {
		return array(
			array( array( 'Origin' => 'https://evil.example' ) ),
			array( array( 'Origin' => 'null' ) ),
			array( array( 'Origin' => 'http://shop.example' ) ),
			array( array( 'Origin' => 'https://shop.example.evil.example' ) ),
			array( array( 'Origin' => 'https://shop.example:8443' ) ),
			array( array( 'Sec-Fetch-Site' => 'cross-site' ) ),
			array( array( 'Sec-Fetch-Site' => 'same-site' ) ),
			array( array( 'Sec-Fetch-Site' => 'none' ) ),
		);
	}

	public function test_the_shops_own_pages_are_answered_by_browsers_old_and_new() {
		$this->connect();
		$this->user();
		foreach ( array( array(), array( 'Origin' => 'https://shop.example' ), array( 'Sec-Fetch-Site' => 'same-origin' ) ) as $headers ) {
			$this->assertSame( 200, $this->rest( 'GET', '/token', array(), $headers )->get_status() );
		}
	}

	public function test_a_shop_that_is_not_connected_mints_nothing() {
		$this->user();
		$this->assertSame( 404, $this->rest( 'GET', '/token' )->get_status() );
	}

	public function test_an_account_without_an_address_gets_a_token_without_one() {
		$this->connect();
		$user = $this->user( 'customer', '' );
		$this->assertSame( '', $user->user_email );
		$claims = $this->claims( $this->rest( 'GET', '/token' ) );
		$this->assertArrayNotHasKey( 'email', $claims );
	}

	/** As functions/storefront/shopper.py reads it. */
	public function test_a_phone_that_a_plugin_vouches_for_is_told_as_verified() {
		$this->connect();
		$user = $this->user();
		add_filter(
			'regulars_verified_phone',
			static function ( $phone, $whose ) use ( $user ) {
				return $whose->ID === $user->ID ? '+886912345678' : $phone;
			},
			10,
			2
		);
		$claims = $this->claims( $this->rest( 'GET', '/token' ) );
		$this->assertSame( array( '+886912345678', true ), array( $claims['phone'], $claims['phone_verified'] ) );
		$this->user( 'customer', 'kai@example.com' );
		$this->assertArrayNotHasKey( 'phone', $this->claims( $this->rest( 'GET', '/token' ) ) );
	}

	public function test_a_number_that_nobody_verified_is_never_told() {
		$this->connect();
		$user = $this->user();
		foreach ( array( 'billing_phone', 'shipping_phone', 'phone', 'phone_verified' ) as $typed ) {
			update_user_meta( $user->ID, $typed, '+886912345678' );
		}
		$claims = $this->claims( $this->rest( 'GET', '/token' ) );
		$this->assertSame( array( 'iss', 'sub', 'email', 'iat', 'exp', 'jti' ), array_keys( $claims ) );
	}

	/** @dataProvider no_numbers */
	public function test_what_is_no_international_number_is_not_told_whoever_vouches_for_it( $phone ) {
		$this->connect();
		$this->user();
		add_filter(
			'regulars_verified_phone',
			static function () use ( $phone ) {
				return $phone;
			}
		);
		$claims = $this->claims( $this->rest( 'GET', '/token' ) );
		$this->assertArrayNotHasKey( 'phone', $claims );
		$this->assertArrayNotHasKey( 'phone_verified', $claims );
	}

	public function no_numbers(): array {
		return array( array( '0912345678' ), array( '886912345678' ), array( '+886 912' ), array( "+886912345678\n" ), array( '+0912345678' ), array( '+1234567' ), array( '+1234567890123456' ), array( 886912345678 ), array( true ), array( array( '+886912345678' ) ), array( null ) );
	}

	public function test_a_visitor_is_vouched_for_as_to_the_guest_orders_of_their_own_session() {
		$this->connect();
		$this->assertSame( 204, $this->rest( 'GET', '/order-token' )->get_status() );
		WC()->session = Regulars_Double::$session = new WC_Session_Double();
		Regulars_Visitor_Orders::note( new WC_Order( 17 ) );
		Regulars_Visitor_Orders::note( new WC_Order( 18, 3 ) ); // An account's: that has its own token.
		Regulars_Visitor_Orders::note( new WC_Order( 19, 0, '-40 days' ) );
		Regulars_Visitor_Orders::note( new WC_Order( 20 ) );
		new WC_Order( 21 ); // Somebody else's.
		$claims = $this->claims( $this->rest( 'GET', '/order-token' ) );
		$this->assertSame( array( '0', array( '17', '20' ) ), array( $claims['sub'], $claims['orders'] ) );
		$this->assertArrayNotHasKey( 'email', $claims );
	}

	public function test_no_more_than_the_last_twenty_orders_are_vouched_for() {
		$this->connect();
		WC()->session = Regulars_Double::$session = new WC_Session_Double();
		foreach ( range( 1, 25 ) as $id ) {
			Regulars_Visitor_Orders::note( new WC_Order( $id ) );
		}
		$this->assertSame( array_map( 'strval', range( 6, 25 ) ), $this->claims( $this->rest( 'GET', '/order-token' ) )['orders'] );
	}
}
