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

	public function test_checks_that_were_done_are_forgotten_too_and_other_plugins_actions_are_not() {
		global $wpdb;
		foreach ( array( 'actionscheduler_logs', 'actionscheduler_groups' ) as $table ) {
			$wpdb->query( "DELETE FROM wp_$table WHERE 1 = 1" );
		}
		foreach ( array( 1 => Regulars_Webhooks::CHECK, 2 => 'somebody_elses', 3 => Regulars_Webhooks::CHECK ) as $id => $hook ) {
			$wpdb->insert( 'wp_actionscheduler_actions', array( 'action_id' => $id, 'hook' => $hook ) );
			$wpdb->insert( 'wp_actionscheduler_logs', array( 'action_id' => $id ) );
		}
		foreach ( array( Regulars_Webhooks::GROUP, 'woocommerce' ) as $slug ) {
			$wpdb->insert( 'wp_actionscheduler_groups', array( 'slug' => $slug ) );
		}
		Regulars_Uninstall::run();
		$this->assertSame( array( '2' ), $wpdb->get_col( 'SELECT action_id FROM wp_actionscheduler_actions' ) );
		$this->assertSame( array( '2' ), $wpdb->get_col( 'SELECT action_id FROM wp_actionscheduler_logs' ) );
		$this->assertSame( array( 'woocommerce' ), $wpdb->get_col( 'SELECT slug FROM wp_actionscheduler_groups' ) );
	}

	public function test_the_account_pages_address_goes_with_the_plugin() {
		delete_option( 'woocommerce_queue_flush_rewrite_rules' );
		do_action( 'deactivate_' . plugin_basename( REGULARS_FILE ) );
		$this->assertSame( 'yes', get_option( 'woocommerce_queue_flush_rewrite_rules' ) );
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
