<?php
// phpcs:disable

/** What is pressed in the back end. WordPress ends the request then: the redirect is caught before. */
final class PressedTest extends Regulars_TestCase {

	protected function setUp(): void {
		parent::setUp();
		add_filter( 'wp_redirect', static function ( $to ) {
			throw new RuntimeException( $to );
		} );
		add_filter( 'wp_die_handler', static function () {
			return static function ( $message ) {
				throw new DomainException( is_wp_error( $message ) ? $message->get_error_message() : (string) $message );
			};
		} );
	}

	protected function tearDown(): void {
		parent::tearDown();
		remove_all_filters( 'wp_redirect' );
		remove_all_filters( 'wp_die_handler' );
		$_REQUEST = array();
	}

	/** Presses the button of that name as it is printed on a page; where it leads. */
	private function press( string $page, string $action, array $filled = array() ): string {
		preg_match_all( '/name="(regulars_\w+_nonce)" value="(\w+)"/', $page, $found );
		$this->assertNotEmpty( $found[1] );
		$_POST    = $filled + array_combine( $found[1], $found[2] );
		$_REQUEST = $_POST + array( '_wpnonce' => "WooCommerce's own" );
		try {
			do_action( "admin_post_$action" );
		} catch ( RuntimeException $caught ) {
			return $caught->getMessage();
		}
		return '';
	}

	private function settings(): string {
		ob_start();
		Regulars_Settings::print_connection();
		return ob_get_clean();
	}

	private function menu(): string {
		ob_start();
		Regulars_Sign_On::page();
		return ob_get_clean();
	}

	private function owner(): void {
		wp_set_current_user( $this->user( 'administrator', wp_rand() . '@example.com' )->ID );
	}

	public function test_connect_leads_to_regulars_and_says_where_the_shop_is() {
		$this->owner();
		$link = 'https://regulars.example/connect/' . str_repeat( 'x', 43 );
		$to   = $this->press( $this->settings(), 'regulars_connect', array( 'regulars_link' => "  $link " ) );
		$this->assertSame( $link, strtok( $to, '?' ) );
		parse_str( wp_parse_url( $to, PHP_URL_QUERY ), $query );
		$this->assertSame( array( 'url' => 'https://shop.example', 'return' => 'https://shop.example/wp-admin/admin.php?page=wc-settings&tab=regulars' ), $query );
		$this->assertSame( 'https://regulars.example', Regulars_Connect::awaited_api() );
	}

	public function test_what_is_no_link_leads_nowhere_but_back() {
		$this->owner();
		$to = $this->press( $this->settings(), 'regulars_connect', array( 'regulars_link' => 'https://evil.example/' ) );
		$this->assertStringContainsString( 'regulars_problem=regulars_link', $to );
		$this->assertSame( '', Regulars_Connect::awaited_api() );
		$_GET['regulars_problem'] = 'regulars_link';
		$this->assertStringContainsString( 'not a connection link', $this->settings() );
	}

	public function test_the_merchant_page_opens_from_the_settings_and_from_the_menu() {
		$this->owner();
		$this->connect();
		$url           = 'https://regulars.example/admin/enter?token=abc';
		$this->answers = array( array( 200, array( 'url' => $url ) ) );
		$this->assertSame( $url, $this->press( $this->settings(), 'regulars_sign_on' ) );
		$this->assertSame( $url, $this->press( $this->menu(), 'regulars_sign_on' ) );
	}

	public function test_a_way_in_that_leads_elsewhere_is_not_followed() {
		$this->owner();
		$this->connect();
		foreach ( array( 'javascript:alert(1)', 'http://evil.example/', '', null ) as $url ) {
			$this->answers = array( array( 200, array( 'url' => $url ) ) );
			try {
				$this->press( $this->menu(), 'regulars_sign_on' );
				$this->fail( (string) $url );
			} catch ( DomainException $told ) {
				$this->assertStringContainsString( 'could not be reached', $told->getMessage() );
			}
		}
	}

	/** @dataProvider actions */
	public function test_nothing_is_done_for_who_does_not_run_the_shop_or_did_not_press_it( string $action ) {
		$this->owner();
		$this->connect();
		$page = $this->settings();
		wp_set_current_user( $this->user( 'customer' )->ID );
		foreach ( array( $page, $this->settings() . $this->menu() ) as $shown ) { // An owner's nonces, then one's own.
			try {
				$this->press( $shown, $action );
				$this->fail( $action );
			} catch ( DomainException $told ) {
				$this->assertTrue( Regulars_Connection::is_connected() );
				$this->assertSame( array(), $this->sent );
			}
		}
	}

	public function actions(): array {
		return array( array( 'regulars_disconnect' ), array( 'regulars_sign_on' ) );
	}

	public function test_disconnect_parts_and_comes_back_to_the_settings() {
		$this->owner();
		$this->connect();
		$to = $this->press( $this->settings(), 'regulars_disconnect' );
		$this->assertStringContainsString( 'tab=regulars&regulars_parted=1', $to );
		$this->assertFalse( Regulars_Connection::is_connected() );
	}
}
