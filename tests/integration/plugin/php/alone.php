<?php
/**
 * Under a PHP without WordPress (which takes minutes to load in WebAssembly): every file of the plugin
 * is read and loaded, whatever that PHP complains of is an error, and a token is minted.
 */

// phpcs:disable
set_error_handler( static function ( $number, $message, $file, $line ) {
	throw new ErrorException( $message, 0, $number, $file, $line );
} );
error_reporting( E_ALL );

define( 'ABSPATH', '/' );
foreach ( array( 'MINUTE' => 60, 'HOUR' => 3600, 'DAY' => 86400 ) as $name => $seconds ) {
	define( $name . '_IN_SECONDS', $seconds );
}
class WC_Settings_Page {}
class WP_User {
	public $ID         = 3;
	public $user_email = 'Jia@example.com';
}

function get_option( $name, $otherwise = false ) {
	$kept = array(
		'regulars_connection' => array( 'store_id' => 'woo-0123456789ab', 'api' => 'https://regulars.example' ),
		'regulars_secrets'    => array( 'shopper' => str_repeat( 'a', 64 ) ),
	);
	return $kept[ $name ] ?? $otherwise;
}
function wp_json_encode( $data ) {
	return json_encode( $data );
}
function is_email( $address ) {
	return false !== strpos( $address, '@' );
}
function apply_filters( $name, $value ) {
	return 'regulars_verified_phone' === $name ? '+886912345678' : $value;
}

require $argv[1] . '/includes/autoload.php';
$loaded = 0;
foreach ( glob( $argv[1] . '/includes/class-*.php' ) as $file ) {
	$code = file_get_contents( $file );
	token_get_all( $code, TOKEN_PARSE );
	preg_match( '/^(?:final )?class (\w+)(?: (?:extends|implements) (\w+))?/m', $code, $found );
	if ( ! isset( $found[2] ) || class_exists( $found[2] ) ) { // Else of WooCommerce's blocks.
		class_exists( $found[1] ) || exit( "$file does not hold $found[1]" );
		++$loaded;
	}
}
echo json_encode( array( 'php' => PHP_VERSION, 'loaded' => $loaded, 'token' => Regulars_Tokens::for_user( new WP_User() ) ) ), PHP_EOL;
