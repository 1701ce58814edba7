<?php
/**
 * A page of the shop with the plugin's scripts on it, as WordPress prints them:
 * php run.php --script page.php cart-block|checkout-block|classic|product|editor
 */

// phpcs:disable
require_once 'PHPUnit/Autoload.php';
require_once __DIR__ . '/base.php';
require_once __DIR__ . '/doubles/storefront.php';

$kind = $argv[3];
wp_styles(); // As WordPress has them before a page begins.
add_filter( 'pre_option_permalink_structure', static function () {
	return '/%postname%/';
} );
Regulars_Connection::save( Regulars_TestCase::CONNECTION );

ob_start();
if ( in_array( $kind, array( 'cart-block', 'checkout-block' ), true ) ) {
	$place = strtok( $kind, '-' );
	$block = new Regulars_Cart_Blocks( $place );
	// What WooCommerce loads itself, before the scripts of what extends it.
	wp_register_script( 'wc-settings', 'https://shop.example/doubles/blocks.js', array( 'wp-components', 'wp-data', 'wp-element', 'wp-plugins' ), null, true );
	wp_register_script( 'wc-blocks-checkout', false, array( 'wc-settings' ), null, true );
	wp_register_script( 'wc-blocks-data-store', false, array( 'wc-settings' ), null, true );
	$block->initialize();
	wp_add_inline_script( 'wc-settings', 'window.wcSettings = ' . wp_json_encode( array( $block->get_name() . '_data' => $block->get_script_data() ) ), 'before' );
	do_action( "woocommerce_blocks_enqueue_{$place}_block_scripts_after" );
	array_map( 'wp_enqueue_script', $block->get_script_handles() );
	echo "<div id='block' data-context='woocommerce/$place'></div>";
} elseif ( 'editor' === $kind ) {
	array_map( 'wp_enqueue_script', WP_Block_Type_Registry::get_instance()->get_registered( 'regulars/landing' )->editor_script_handles );
	echo '<div id="editor"></div>';
} else {
	wp_enqueue_script( 'jquery' );
	wp_enqueue_script( 'classic', 'https://shop.example/doubles/classic.js', array( 'jquery' ), null, true );
}
if ( 'classic' === $kind ) {
	WC()->cart = new WC_Cart_Double( array( array( 'product_id' => 17, 'variation_id' => 0, 'quantity' => 1, 'line_total' => 3600.0, 'line_subtotal' => 3600.0, 'line_tax' => 0 ) ) );
	Regulars_Cart::show_in_cart();
	echo '<p>Total <output id="total">3600</output></p>';
}
if ( 'product' === $kind ) {
	$GLOBALS['product'] = new WC_Product( 17, 3600 );
	Regulars_Product_Line::show();
	echo '<form class="variations_form" data-product_id="17"><button type="button">Large</button></form>';
	Regulars_Account_Page::show();
}
if ( 'editor' === $kind ) {
	wp_print_footer_scripts();
} else {
	do_action( 'wp_footer' );
}
$body = ob_get_clean();
echo '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>';
rest_output_link_wp_head();
echo "</head><body>$body</body></html>";
