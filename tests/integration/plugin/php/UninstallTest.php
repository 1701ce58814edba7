<?php
// phpcs:disable

final class UninstallTest extends Regulars_TestCase {

	public function test_deleting_the_plugin_leaves_nothing() {
		global $wpdb;
		$clean = $this->everything();
		$owner = $this->user( 'administrator', 'owner@example.com', false );
		$empty = $this->everything();
		Regulars_Connection::save( array( 'key_id' => $this->rest_key( $owner->ID ) ) + self::CONNECTION );
		Regulars_Webhooks::make( true );
		wp_set_current_user( $owner->ID );
		Regulars_Webhooks::look();
		Regulars_Notices::note( 'key_gone' );
		update_option( Regulars_Look::OPTION, array( 'color' => '#336699' ) );
		update_option( Regulars_Connect::AWAITED, array( 'until' => time() + 9 ) );
		update_user_meta( $owner->ID, '_regulars_balance', '{}' );
		$this->assertNotSame( $empty, $this->everything() );
		Regulars_Uninstall::run();
		$this->assertSame( $empty, $this->everything() );
		$this->assertStringNotContainsString( 'regulars', $this->everything() );
	}

	public function test_uninstall_php_runs_alone_and_only_for_wordpress() {
		$code = file_get_contents( WP_PLUGIN_DIR . '/plugin/uninstall.php' );
		$this->assertStringContainsString( "defined( 'WP_UNINSTALL_PLUGIN' ) || exit;", $code );
	}

	public function test_no_file_of_the_plugin_runs_outside_wordpress() {
		foreach ( glob( WP_PLUGIN_DIR . '/plugin/includes/*.php' ) as $file ) {
			$this->assertStringContainsString( "defined( 'ABSPATH' ) || exit;", file_get_contents( $file ), $file );
		}
	}
}
