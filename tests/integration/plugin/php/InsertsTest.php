<?php
// phpcs:disable
require_once __DIR__ . '/doubles/storefront.php';

final class InsertsTest extends Regulars_TestCase {

	const BODY = '<style>.rl { color: red }</style><script type="application/ld+json">{"@type":"FAQPage","name":"\u003c/script>"}</script>'
		. '<div class="rl" lang="en"><h1>Tea Club</h1><svg viewBox="0 0 9 9" aria-hidden="true"><path d="M0 0"/></svg><details><summary>How?</summary><p>So.</p></details>'
		. '<script>alert(1)</script><img src="x" onerror="alert(2)"><a href="javascript:alert(3)">x</a></div>';

	protected function setUp(): void {
		parent::setUp();
		Regulars_Landing::forget();
		$this->answers = array();
	}

	/** The landing page comes as text, not as JSON. */
	public function answer( $before, $arguments, $url ) {
		$this->sent[]        = array( $url, $arguments );
		list( $code, $body ) = array_shift( $this->answers );
		return $code ? array( 'headers' => array(), 'body' => $body, 'response' => array( 'code' => $code, 'message' => '' ), 'cookies' => array() ) : new WP_Error( 'http_request_failed', 'no route' );
	}

	/** As if that many seconds had gone by. */
	private function later( int $seconds ): void {
		$kept       = get_transient( Regulars_Landing::KEPT . 'en' );
		$kept['at'] -= $seconds;
		set_transient( Regulars_Landing::KEPT . 'en', $kept );
	}

	public function test_the_landing_page_stands_in_the_shops_own_page_without_anything_that_runs() {
		$this->connect();
		$this->answers = array( array( 200, self::BODY ) );
		$html          = do_shortcode( '[regulars_landing]' );
		$this->assertSame( 'https://regulars.example/storefront/landing?store=woo-0123456789ab&lang=en&embed=1', $this->sent[0][0] );
		$this->assertSame( 0, $this->sent[0][1]['redirection'] );
		foreach ( array( '<style>.rl { color: red }</style>', '<h1>Tea Club</h1>', '<path d="M0 0"', '<summary>How?</summary>', '"@type":"FAQPage"', 'application/ld+json' ) as $kept ) {
			$this->assertStringContainsString( $kept, $html );
		}
		foreach ( array( 'alert(1)', 'onerror', 'javascript:' ) as $gone ) {
			$this->assertStringNotContainsString( $gone, $html );
		}
		$this->assertSame( 1, substr_count( $html, '<script' ) );
	}

	public function test_it_is_asked_for_once_in_ten_minutes_and_shown_on_while_regulars_is_away() {
		$this->connect();
		$this->answers = array( array( 200, '<p>one</p>' ), array( 0, '' ), array( 200, '<p>two</p>' ) );
		$this->assertStringContainsString( 'one', Regulars_Landing::html() );
		$this->assertStringContainsString( 'one', Regulars_Landing::html() );
		$this->assertCount( 1, $this->sent );
		$this->later( 601 );
		$this->assertStringContainsString( 'one', Regulars_Landing::html() );
		$this->assertStringContainsString( 'one', Regulars_Landing::html() );
		$this->assertCount( 2, $this->sent ); // A failure is not tried again at the next visitor's cost.
		$this->later( 601 );
		$this->assertStringContainsString( 'two', Regulars_Landing::html() );
	}

	public function test_without_it_the_page_links_to_it() {
		$this->connect();
		$this->answers = array( array( 503, 'no' ) );
		$this->assertStringContainsString( 'href="https://regulars.example/storefront/landing?store=woo-0123456789ab', Regulars_Landing::html() );
	}

	public function test_uninstalling_forgets_it() {
		$this->connect();
		$this->answers = array( array( 200, '<p>one</p>' ) );
		Regulars_Landing::html();
		Regulars_Connection::forget();
		Regulars_Uninstall::run();
		$this->assertFalse( get_transient( Regulars_Landing::KEPT . 'en' ) );
	}

	public function test_lines_are_put_into_pages_by_shortcode_and_by_block() {
		$this->connect();
		$this->assertStringContainsString( 'for="tier"', do_shortcode( '[regulars_badge]' ) );
		$this->assertStringContainsString( 'for="account"', do_shortcode( '[regulars_points]' ) );
		$this->assertStringContainsString( 'for="tier"', do_shortcode( '[regulars_points for="tier"]' ) );
		$this->assertStringNotContainsString( 'onx', do_shortcode( '[regulars_points for="a\" onx=\"1"]' ) );
		foreach ( array( 'badge' => 'for="tier"', 'points' => 'for="account"' ) as $name => $shown ) {
			$this->assertStringContainsString( $shown, do_blocks( "<!-- wp:regulars/$name /-->" ) );
		}
		$this->assertNotNull( WP_Block_Type_Registry::get_instance()->get_registered( 'regulars/landing' ) );
		$this->assertNotNull( WP_Block_Type_Registry::get_instance()->get_registered( 'regulars/product' ) );
	}
}
