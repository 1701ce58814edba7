<?php
// phpcs:disable

final class PrivacyTest extends Regulars_TestCase {

	public function test_wordpress_finds_the_exporter_and_the_eraser() {
		$this->assertIsCallable( apply_filters( 'wp_privacy_personal_data_exporters', array() )['regulars']['callback'] );
		$this->assertIsCallable( apply_filters( 'wp_privacy_personal_data_erasers', array() )['regulars']['callback'] );
	}

	public function test_what_regulars_keeps_is_exported_page_by_page() {
		$this->connect();
		$user          = $this->user( 'customer', 'jia@example.com', false );
		$this->answers = array( array( 200, array( 'items' => array( array( 'id' => 'member-1', 'fields' => array( 'Points' => '120' ) ) ), 'done' => false ) ) );
		$found         = Regulars_Privacy::export( 'jia@example.com', 2 );
		$this->assertSame( array( array( 'name' => 'Points', 'value' => '120' ) ), $found['data'][0]['data'] );
		$this->assertFalse( $found['done'] );
		$body = json_decode( $this->sent[0][1]['body'], true );
		$this->assertSame( array( 'jia@example.com', (string) $user->ID, 2 ), array( $body['email'], $body['customer_id'], $body['page'] ) );
	}

	public function test_an_erasure_reaches_regulars_and_the_copy_of_the_balance() {
		$this->connect();
		$user = $this->user( 'customer', 'jia@example.com', false );
		update_user_meta( $user->ID, '_regulars_balance', '{"available":120}' );
		$this->answers = array( array( 200, array( 'queued' => true ) ) );
		$done          = Regulars_Privacy::erase( 'jia@example.com' );
		$this->assertSame( array( true, false, true ), array( $done['items_removed'], $done['items_retained'], $done['done'] ) );
		$this->assertStringEndsWith( '/plugin/woo-0123456789ab/erase', $this->sent[0][0] );
		$this->assertSame( '', get_user_meta( $user->ID, '_regulars_balance', true ) );
	}

	public function test_an_erasure_that_regulars_did_not_take_is_not_called_done() {
		$this->connect();
		foreach ( array( array( 0, null ), array( 503, array( 'error' => array( 'code' => 'busy', 'message' => 'Busy.' ) ) ) ) as $answer ) {
			$this->answers = array( $answer );
			$this->assertInstanceOf( WP_Error::class, Regulars_Privacy::erase( 'jia@example.com' ) );
			$this->assertInstanceOf( WP_Error::class, Regulars_Privacy::export( 'jia@example.com' ) );
		}
	}

	public function test_requests_to_regulars_are_signed_dated_and_follow_no_redirect() {
		$this->connect();
		$this->answers = array( array( 200, array( 'url' => 'https://regulars.example/admin/enter?token=x' ) ) );
		Regulars_Server::ask( 'sign-on' );
		list( $url, $arguments ) = $this->sent[0];
		$this->assertSame( 'https://regulars.example/plugin/woo-0123456789ab/sign-on', $url );
		$stamp = $arguments['headers']['X-Regulars-Timestamp'];
		$this->assertEqualsWithDelta( time(), (int) $stamp, 3 );
		$expected = hash_hmac( 'sha256', "$stamp\n/plugin/woo-0123456789ab/sign-on\n{}", self::CONNECTION['plugin_secret'] );
		$this->assertSame( $expected, $arguments['headers']['X-Regulars-Signature'] );
		$this->assertSame( 0, $arguments['redirection'] );
	}

	public function test_a_shop_that_is_not_connected_asks_nobody() {
		$this->assertTrue( Regulars_Privacy::export( 'jia@example.com' )['done'] );
		$this->assertFalse( Regulars_Privacy::erase( 'jia@example.com' )['items_removed'] );
		$this->assertSame( array(), $this->sent );
	}
}
