<?php
/**
 * Runs PHPUnit, or a script, inside a real WordPress: php run.php TEST-FILE-OR-FOLDER | php run.php --script FILE ARGUMENTS…
 *
 * WordPress is Debian's (WORDPRESS says where); its database is SQLite in memory (doubles/db.php), and
 * WooCommerce is a thin double of what the plugin uses of it (doubles/woocommerce.php).
 */

error_reporting( E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED ); // Of WordPress's own, under a PHP newer than it.
ini_set( 'display_errors', 'stderr' );

$_SERVER['HTTP_HOST']       = 'shop.example';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['SERVER_NAME']     = 'shop.example';
$_SERVER['HTTPS']           = 'on';

define( 'ABSPATH', rtrim( getenv( 'WORDPRESS' ), '/' ) . '/' );
define( 'WP_CONTENT_DIR', __DIR__ . '/doubles' );
define( 'WPMU_PLUGIN_DIR', __DIR__ . '/mu-plugins' );
define( 'WP_PLUGIN_DIR', dirname( __DIR__, 4 ) . '/integrations/woocommerce' );
define( 'WP_HOME', 'https://shop.example' );
define( 'WP_SITEURL', 'https://shop.example' );
define( 'DISABLE_WP_CRON', true );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
foreach ( array( 'DB_NAME', 'DB_USER', 'DB_PASSWORD', 'DB_HOST' ) as $regulars_name ) {
	define( $regulars_name, 'none' );
}
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $regulars_name ) {
	define( $regulars_name . '_KEY', "a key of the tests: $regulars_name" );
	define( $regulars_name . '_SALT', "a salt of the tests: $regulars_name" );
}
$table_prefix = 'wp_';

require ABSPATH . 'wp-settings.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

if ( '--script' === ( $argv[1] ?? '' ) ) {
	require $argv[2];
	exit( 0 );
}
require_once 'PHPUnit/Autoload.php';
require_once __DIR__ . '/base.php';
$_SERVER['argv'] = array( 'phpunit', '--no-configuration', '--do-not-cache-result', '--colors=never', '--test-suffix', 'Test.php', $argv[1] );
exit( PHPUnit\TextUI\Command::main( false ) );
