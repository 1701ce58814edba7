<?php
// phpcs:disable

final class WebhooksTest extends Regulars_TestCase {

	protected function setUp(): void {
		parent::setUp();
		$owner  = $this->user( 'administrator', 'owner@example.com', false );
		$key_id = $this->rest_key( $owner->ID );
		Regulars_Connection::save( array( 'key_id' => $key_id ) + self::CONNECTION );
		Regulars_Webhooks::make( true );
		wp_set_current_user( $owner->ID );
	}

	private function first(): WC_Webhook {
		return reset( Regulars_Double::$webhooks );
	}

	private function notices(): string {
		ob_start();
		Regulars_Notices::show();
		return ob_get_clean();
	}

	public function test_a_disabled_webhook_is_switched_on_again_and_the_merchant_is_told() {
		$this->first()->set_status( 'disabled' );
		$this->first()->set_failure_count( 6 );
		Regulars_Webhooks::check();
		$this->assertSame( array( 'active', 0 ), array( $this->first()->get_status(), $this->first()->get_failure_count() ) );
		$this->assertStringContainsString( 'order.created', $this->notices() );
		$this->assertStringContainsString( 'switched off webhooks', $this->notices() );
	}

	public function test_a_notice_is_for_those_who_run_the_shop_and_stays_until_it_is_closed() {
		Regulars_Notices::note( 'key_gone' );
		$this->assertStringContainsString( 'Connect the shop again', $this->notices() );
		$this->user( 'customer' );
		wp_set_current_user( $this->user( 'customer', 'x@example.com' )->ID );
		$this->assertSame( '', $this->notices() );
		Regulars_Notices::clear( 'key_gone' );
		$this->assertFalse( get_option( Regulars_Notices::OPTION ) );
	}

	public function test_a_webhook_that_the_merchant_paused_stays_paused() {
		$this->first()->set_status( 'paused' );
		Regulars_Webhooks::check();
		$this->assertSame( 'paused', $this->first()->get_status() );
		$this->assertSame( '', $this->notices() );
	}

	public function test_a_deleted_webhook_is_made_again_in_the_owners_name() {
		$owner = get_current_user_id();
		$this->first()->delete( true );
		wp_set_current_user( 0 ); // The clock has no user.
		Regulars_Webhooks::check();
		$made = end( Regulars_Double::$webhooks );
		$this->assertSame( array( 'order.created', 'active', $owner, self::CONNECTION['webhook_secret'] ), array( $made->get_topic(), $made->get_status(), $made->get_user_id(), $made->get_secret() ) );
		$this->assertSame( array( 'webhooks_made' => 'order.created' ), Regulars_Notices::noted() );
	}

	public function test_webhooks_of_others_are_let_alone() {
		$other = new WC_Webhook();
		$other->set_topic( 'order.updated' );
		$other->set_delivery_url( 'https://elsewhere.example/hook' );
		$other->save();
		Regulars_Webhooks::check();
		$this->assertSame( 'disabled', $other->get_status() );
		Regulars_Webhooks::delete_all();
		$this->assertSame( array( $other->get_id() ), array_keys( Regulars_Double::$webhooks ) );
	}

	public function test_a_second_webhook_of_one_topic_goes() {
		$twice = new WC_Webhook();
		$twice->set_topic( 'order.updated' );
		$twice->set_delivery_url( Regulars_Connection::delivery_url() );
		$twice->save();
		Regulars_Webhooks::check();
		$this->assertCount( count( Regulars_Webhooks::TOPICS ), Regulars_Double::$webhooks );
	}

	public function test_a_key_that_was_deleted_is_noticed() {
		global $wpdb;
		$wpdb->query( 'DELETE FROM wp_woocommerce_api_keys WHERE 1 = 1' );
		Regulars_Webhooks::check();
		$this->assertArrayHasKey( 'key_gone', Regulars_Notices::noted() );
	}

	public function test_the_back_end_looks_once_an_hour_and_plans_the_daily_check() {
		$this->first()->set_status( 'disabled' );
		Regulars_Webhooks::look();
		$this->assertSame( 'active', $this->first()->get_status() );
		$this->assertSame( array( Regulars_Webhooks::CHECK => DAY_IN_SECONDS ), Regulars_Double::$scheduled );
		$this->first()->set_status( 'disabled' );
		Regulars_Webhooks::look();
		$this->assertSame( 'disabled', $this->first()->get_status() );
		do_action( Regulars_Webhooks::CHECK );
		$this->assertSame( 'active', $this->first()->get_status() );
	}

	public function test_a_shopper_in_the_back_end_triggers_nothing() {
		$this->first()->set_status( 'disabled' );
		wp_set_current_user( $this->user( 'customer' )->ID );
		Regulars_Webhooks::look();
		$this->assertSame( 'disabled', $this->first()->get_status() );
	}

	public function test_the_topics_are_those_that_regulars_reads() {
		$python = file_get_contents( dirname( WP_PLUGIN_DIR ) . '/woocommerce/webhooks.py' );
		preg_match_all( '/"((?:order|product|customer)\.[a-z]+)"/', $python, $found );
		$this->assertEqualsCanonicalizing( $found[1], Regulars_Webhooks::TOPICS );
	}
}
