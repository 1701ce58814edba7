<?php
// phpcs:disable

final class ConnectionTest extends Regulars_TestCase {

	private $body;

	protected function setUp(): void {
		parent::setUp();
		$this->body = self::CONNECTION;
		unset( $this->body['key_id'] );
	}

	private function wait(): void {
		update_option( Regulars_Connect::AWAITED, array( 'api' => 'https://regulars.example', 'link' => 'https://regulars.example/connect/' . str_repeat( 'x', 43 ), 'until' => time() + 60 ) );
	}

	/** Somebody whose REST key WooCommerce has found to be right. */
	private function by_key( string $role = 'administrator', string $permissions = 'read_write' ): int {
		$user = $this->user( $role, wp_rand() . '@example.com', false );
		$id   = $this->rest_key( $user->ID, $permissions );
		wp_set_current_user( $user->ID );
		$_SERVER['PHP_AUTH_USER'] = 'ck_one';
		return $id;
	}

	public function test_a_key_lays_the_connection_down_while_somebody_waits_for_it() {
		$this->wait();
		$key_id = $this->by_key();
		$answer = $this->rest( 'POST', '/connection', $this->body );
		$this->assertSame( array( 200, true ), array( $answer->get_status(), $answer->get_data()['connected'] ) );
		$this->assertTrue( Regulars_Connection::is_connected() );
		$this->assertSame( array( 'woo-0123456789ab', 'https://regulars.example', $key_id ), array( Regulars_Connection::store_id(), Regulars_Connection::api(), Regulars_Connection::key_id() ) );
		$this->assertSame( '', Regulars_Connect::awaited_api() );
		$topics = array();
		foreach ( Regulars_Double::$webhooks as $webhook ) {
			$topics[] = $webhook->get_topic();
			$this->assertSame( array( 'active', 'https://regulars.example/webhooks/woocommerce/woo-0123456789ab', $this->body['webhook_secret'], get_current_user_id() ), array( $webhook->get_status(), $webhook->get_delivery_url(), $webhook->get_secret(), $webhook->get_user_id() ) );
		}
		$this->assertSame( Regulars_Webhooks::TOPICS, $topics );
	}

	public function test_nobody_hears_the_secrets_again() {
		$this->wait();
		$this->by_key();
		$said = wp_json_encode( $this->rest( 'POST', '/connection', $this->body )->get_data() );
		ob_start();
		Regulars_Settings::print_connection();
		$said .= ob_get_clean() . wp_json_encode( wp_load_alloptions() );
		foreach ( array( 'shopper_secret', 'plugin_secret', 'webhook_secret' ) as $name ) {
			$this->assertStringNotContainsString( $this->body[ $name ], $said );
		}
		$this->assertStringContainsString( 'woo-0123456789ab', $said );
	}

	public function test_the_same_sent_again_changes_nothing_and_makes_nothing_twice() {
		$this->wait();
		$this->by_key();
		$this->rest( 'POST', '/connection', $this->body );
		$before = $this->everything();
		$this->assertSame( 200, $this->rest( 'POST', '/connection', $this->body )->get_status() );
		$this->assertSame( $before, $this->everything() );
	}

	public function test_without_somebody_who_waits_for_this_very_regulars_nothing_is_kept() {
		$this->by_key();
		$this->assertSame( 409, $this->rest( 'POST', '/connection', $this->body )->get_status() );
		$this->wait();
		$elsewhere = array( 'api' => 'https://evil.example' ) + $this->body;
		$this->assertSame( 409, $this->rest( 'POST', '/connection', $elsewhere )->get_status() );
		update_option( Regulars_Connect::AWAITED, array( 'api' => 'https://regulars.example', 'until' => time() - 1 ) );
		$this->assertSame( 409, $this->rest( 'POST', '/connection', $this->body )->get_status() );
		$this->assertFalse( Regulars_Connection::is_connected() );
	}

	public function test_only_a_key_that_may_write_of_somebody_who_runs_the_shop_will_do() {
		$this->wait();
		$refused = function () {
			$this->assertSame( 401, $this->rest( 'POST', '/connection', $this->body )->get_status() );
			$this->assertFalse( Regulars_Connection::is_connected() );
		};
		$refused(); // Nobody.
		$this->by_key( 'administrator', 'read' );
		$refused();
		$this->by_key( 'customer' );
		$refused();
		$this->by_key();
		$_SERVER['PHP_AUTH_USER'] = 'ck_another';
		$refused();
		unset( $_SERVER['PHP_AUTH_USER'] );
		$refused();
	}

	public function test_an_administrators_own_cookie_will_not_do_whatever_key_is_named() {
		$this->wait();
		$owner = $this->user( 'administrator', 'owner@example.com', true );
		$this->rest_key( $owner->ID );
		wp_set_current_user( $owner->ID );
		$_SERVER['PHP_AUTH_USER'] = 'ck_one';
		$this->assertSame( 401, $this->rest( 'POST', '/connection', $this->body )->get_status() );
	}

	/** @dataProvider nonsense */
	public function test_what_is_no_connection_is_refused( array $changed ) {
		$this->wait();
		$this->by_key();
		$this->assertSame( 400, $this->rest( 'POST', '/connection', array_filter( $changed + $this->body, static function ( $one ) {
			return null !== $one;
		} ) )->get_status() );
		$this->assertFalse( Regulars_Connection::is_connected() );
	}

	public function nonsense(): array {
		return array(
			array( array( 'store_id' => 'shop-0123456789ab' ) ),
			array( array( 'store_id' => 'woo-0123456789ab"><script>' ) ),
			array( array( 'shopper_secret' => 'short' ) ),
			array( array( 'plugin_secret' => null ) ),
			array( array( 'webhook_secret' => array( 'x' ) ) ),
		);
	}

	public function test_connecting_again_replaces_the_key_and_the_webhooks_of_before() {
		$this->wait();
		$old = $this->by_key();
		$this->rest( 'POST', '/connection', $this->body );
		global $wpdb;
		$new = $this->rest_key( get_current_user_id(), 'read_write', 'ck_two' );
		$_SERVER['PHP_AUTH_USER'] = 'ck_two';
		$this->wait();
		$secrets = array( 'plugin_secret' => str_repeat( 'd', 40 ), 'webhook_secret' => str_repeat( 'e', 40 ) );
		$this->assertSame( 200, $this->rest( 'POST', '/connection', $secrets + $this->body )->get_status() );
		$this->assertSame( array( (string) $new ), $wpdb->get_col( 'SELECT key_id FROM wp_woocommerce_api_keys' ) );
		$this->assertNotSame( $old, $new );
		$this->assertCount( count( Regulars_Webhooks::TOPICS ), Regulars_Double::$webhooks );
		$this->assertSame( str_repeat( 'e', 40 ), reset( Regulars_Double::$webhooks )->get_secret() );
	}

	/** @dataProvider links */
	public function test_a_connection_link_is_known_by_its_form( string $link, string $api ) {
		$read = Regulars_Connect::read_link( $link );
		$this->assertSame( $api, is_wp_error( $read ) ? '' : $read['api'] );
	}

	public function links(): array {
		$code = str_repeat( 'aB_-9', 8 );
		return array(
			array( "https://regulars.example/connect/$code", 'https://regulars.example' ),
			array( "  https://regulars.example/connect/$code\n", 'https://regulars.example' ),
			array( "https://regulars.example/prod/connect/$code", 'https://regulars.example/prod' ),
			array( "http://regulars.example/connect/$code", '' ),
			array( "https://regulars.example/connect/$code?x=1", '' ),
			array( "https://user@regulars.example/connect/$code", '' ),
			array( 'https://regulars.example/connect/short', '' ),
			array( "javascript:alert(1)//connect/$code", '' ),
			array( '', '' ),
		);
	}

	public function test_http_will_do_on_a_developers_machine_alone() {
		$link = 'http://127.0.0.1:8000/connect/' . str_repeat( 'x', 43 );
		$this->assertWPError( Regulars_Connect::read_link( $link ) );
		add_filter( 'regulars_allow_http', '__return_true' );
		$this->assertSame( 'http://127.0.0.1:8000', Regulars_Connect::read_link( $link )['api'] );
	}

	private function assertWPError( $value ): void {
		$this->assertInstanceOf( WP_Error::class, $value );
	}

	public function test_plain_permalinks_are_told_before_anybody_leaves() {
		$this->assertSame( '', Regulars_Connect::obstacle() );
		add_filter( 'pre_option_permalink_structure', '__return_empty_string' );
		$this->assertStringContainsString( 'Permalinks', Regulars_Connect::obstacle() );
	}

	public function test_a_merchant_who_comes_back_without_a_connection_reads_why() {
		$this->wait();
		$this->answers = array( array( 200, array( 'problem' => array( 'code' => 'no_answer', 'text' => array( 'en' => 'The shop <b>did not</b> answer.', 'zh-Hant' => '商店沒有回應。' ) ) ) ) );
		ob_start();
		Regulars_Settings::print_connection();
		$page = ob_get_clean();
		$this->assertStringContainsString( 'The shop &lt;b&gt;did not&lt;/b&gt; answer.', $page );
		$this->assertStringContainsString( 'name="regulars_link"', $page );
		$this->assertStringEndsWith( '/status', $this->sent[0][0] );
	}

	public function test_parting_tells_regulars_and_takes_key_webhooks_and_secrets_away() {
		$this->wait();
		$this->by_key();
		$this->rest( 'POST', '/connection', $this->body );
		$this->answers = array( array( 0, null ) ); // Nobody answers: it does not depend on that.
		Regulars_Connect::undo();
		$this->assertSame( 'https://regulars.example/plugin/woo-0123456789ab/disconnect', $this->sent[0][0] );
		$this->assertFalse( Regulars_Connection::is_connected() );
		$this->assertSame( array(), Regulars_Double::$webhooks );
		foreach ( array( 'woo-0123456789ab', $this->body['shopper_secret'], wc_api_hash( 'ck_one' ) ) as $trace ) {
			$this->assertStringNotContainsString( $trace, $this->everything() );
		}
	}
}
