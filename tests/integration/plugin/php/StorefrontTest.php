<?php
// phpcs:disable
require_once __DIR__ . '/doubles/storefront.php';

final class StorefrontTest extends Regulars_TestCase {

	protected function setUp(): void {
		parent::setUp();
		$GLOBALS['regulars_cookies'] = array();
		unset( $GLOBALS['regulars_currency'] );
		WC()->cart = null;
		$this->printed( array( 'Regulars_Element', 'print_modules' ) ); // What a test before this one needed.
	}

	private function printed( callable $what, ...$arguments ): string {
		ob_start();
		$what( ...$arguments );
		return ob_get_clean();
	}

	private function choose( array $choices ): void {
		update_option( Regulars_Look::OPTION, $choices );
	}

	/** The attributes of the first element of that name. */
	private function attributes( string $html, string $tag ): array {
		$page = new DOMDocument();
		$page->loadHTML( $html, LIBXML_NOERROR );
		$node = $page->getElementsByTagName( $tag )->item( 0 );
		$this->assertNotNull( $node, $html );
		$found = array();
		foreach ( $node->attributes as $attribute ) {
			$found[ $attribute->name ] = $attribute->value;
		}
		return $found;
	}

	private function fill_cart(): void {
		WC()->cart = new WC_Cart_Double(
			array(
				array( 'product_id' => 17, 'variation_id' => 0, 'quantity' => 2, 'line_total' => 75.0, 'line_subtotal' => 80.0, 'line_tax' => 3.755 ),
				array( 'product_id' => 18, 'variation_id' => 181, 'quantity' => 1, 'line_total' => 9.99, 'line_subtotal' => 9.99, 'line_tax' => 0 ),
			)
		);
	}

	const LINES = array(
		array( 'product_id' => '17', 'variant_id' => null, 'quantity' => 2, 'net_minor' => 7500, 'list_minor' => 8000, 'tax_minor' => 376 ),
		array( 'product_id' => '18', 'variant_id' => '181', 'quantity' => 1, 'net_minor' => 999, 'list_minor' => 999, 'tax_minor' => 0 ),
	);

	public function test_a_shop_that_is_not_connected_shows_nothing_anywhere() {
		$this->fill_cart();
		$GLOBALS['product'] = new WC_Product( 17, 120 );
		foreach ( array( 'Regulars_Widget', 'Regulars_Product_Line' ) as $part ) {
			$this->assertSame( '', $this->printed( array( $part, 'show' ) ) );
		}
		$this->assertSame( '', $this->printed( array( 'Regulars_Cart', 'show_in_cart' ) ) );
		$this->assertSame( '', $this->printed( array( 'Regulars_Order_Line', 'show' ), new Order_Double( 3, 'processing' ) ) );
		$this->assertSame( '', Regulars_Landing::html() );
		$this->assertSame( '', $this->printed( array( 'Regulars_Element', 'print_modules' ) ) );
		$this->assertSame( array( 'orders' => 'Orders' ), Regulars_Account_Page::menu( array( 'orders' => 'Orders' ) ) );
		$this->assertSame( array(), ( new Regulars_Cart_Blocks( 'cart' ) )->get_script_handles() );
		$this->assertSame( array(), $this->sent );
	}

	public function test_the_widget_stands_on_every_page_with_the_looks_that_were_chosen() {
		$this->connect();
		$this->choose( array( 'color' => '#336699', 'radius' => '8', 'position' => 'left', 'language' => 'ja', 'words' => '{"title":"Tea \"Club\" <b>"}' ) );
		$found = $this->attributes( $this->printed( array( 'Regulars_Widget', 'show' ) ), 'regulars-widget' );
		$this->assertSame( 'https://regulars.example/storefront', $found['api'] );
		$this->assertSame( 'woo-0123456789ab', $found['store'] );
		$this->assertSame( rest_url( 'wc-regulars/v1/token' ), $found['token-url'] );
		$this->assertSame( array( '#336699', '8', 'left', 'ja' ), array( $found['color'], $found['radius'], $found['position'], $found['lang'] ) );
		$this->assertSame( array( 'title' => 'Tea "Club" <b>' ), json_decode( $found['words'], true ) );
		$this->choose( array( 'show_widget' => 'no' ) );
		$this->assertSame( '', $this->printed( array( 'Regulars_Widget', 'show' ) ) );
	}

	public function test_a_page_is_the_same_for_everybody_and_holds_no_token_and_no_secret() {
		$this->connect();
		$visitor = Regulars_Element::widget() . Regulars_Element::points( 'tier' );
		$user    = $this->user();
		wp_set_current_user( $user->ID );
		$this->assertSame( $visitor, Regulars_Element::widget() . Regulars_Element::points( 'tier' ) );
		foreach ( array( 'shopper_secret', 'plugin_secret', 'webhook_secret' ) as $secret ) {
			$this->assertStringNotContainsString( self::CONNECTION[ $secret ], $visitor );
		}
		$this->assertStringNotContainsString( 'nonce', $visitor );
		$this->assertStringNotContainsString( 'eyJ', $visitor );
	}

	public function test_a_place_to_join_is_named_only_where_accounts_can_be_made() {
		$this->connect();
		$this->assertArrayNotHasKey( 'join-url', $this->attributes( Regulars_Element::widget(), 'regulars-widget' ) );
		update_option( 'woocommerce_enable_myaccount_registration', 'yes' );
		$this->assertSame( 'https://shop.example/myaccount/', $this->attributes( Regulars_Element::widget(), 'regulars-widget' )['join-url'] );
		delete_option( 'woocommerce_enable_myaccount_registration' );
	}

	public function test_modules_are_loaded_once_and_only_where_something_needs_them() {
		$this->connect();
		$this->assertSame( '', $this->printed( array( 'Regulars_Element', 'print_modules' ) ) );
		Regulars_Element::points( 'tier' );
		Regulars_Element::points( 'account' );
		$html = $this->printed( array( 'Regulars_Element', 'print_modules' ) );
		$this->assertSame( 1, substr_count( $html, '<script' ) );
		$script = $this->attributes( $html, 'script' );
		$this->assertSame( 'module', $script['type'] );
		$this->assertStringEndsWith( 'assets/storefront/regulars-points.js?ver=' . REGULARS_VERSION, $script['src'] );
	}

	public function test_the_shops_script_comes_before_the_modules() {
		$this->connect();
		$printed = array();
		foreach ( array( 5, 15, 30 ) as $priority ) {
			$printed[ $priority ] = has_action( 'wp_footer', 5 === $priority ? array( 'Regulars_Widget', 'show' ) : ( 15 === $priority ? array( 'Regulars_Widget', 'load' ) : array( 'Regulars_Element', 'print_modules' ) ) );
		}
		$this->assertSame( array( 5 => 5, 15 => 15, 30 => 30 ), $printed );
		$this->assertSame( 20, has_action( 'wp_footer', 'wp_print_footer_scripts' ) );
		$this->assertFileExists( dirname( REGULARS_FILE ) . '/assets/store.js' );
		$this->assertFileExists( dirname( REGULARS_FILE ) . '/assets/blocks.js' );
		$this->assertFileExists( dirname( REGULARS_FILE ) . '/assets/editor.js' );
	}

	/** @dataProvider amounts */
	public function test_money_is_said_in_iso_minor_units_whatever_decimals_the_shop_shows( $amount, string $currency, int $minor ) {
		$this->assertSame( $minor, Regulars_Money::minor( $amount, $currency ) );
	}

	public function amounts(): array {
		return array( array( '52.50', 'USD', 5250 ), array( 2400, 'TWD', 240000 ), array( 5250, 'JPY', 5250 ), array( '1.234', 'KWD', 1234 ), array( 0.145, 'USD', 15 ), array( 19.99, 'EUR', 1999 ), array( '', 'USD', 0 ) );
	}

	public function test_a_products_line_says_which_product_and_its_price_before_tax() {
		$this->connect();
		$GLOBALS['product'] = new WC_Product( 17, 120 );
		$found              = $this->attributes( $this->printed( array( 'Regulars_Product_Line', 'show' ) ), 'regulars-points' );
		$this->assertSame( array( 'product', '17', '12000', 'USD' ), array( $found['for'], $found['product-id'], $found['price-minor'], $found['currency'] ) );
		$GLOBALS['product'] = new WC_Product( 17, 120, false );
		$this->assertSame( '', $this->printed( array( 'Regulars_Product_Line', 'show' ) ) );
		$data = Regulars_Product_Line::price_of_variation( array( 'sku' => 'x' ), $GLOBALS['product'], new WC_Product_Variation( 171, 55 ) );
		$this->assertSame( array( 'sku' => 'x', 'regulars_price_minor' => 5500 ), $data );
		$this->assertFalse( Regulars_Product_Line::price_of_variation( false, null, null ) );
	}

	public function test_the_cart_says_its_lines_in_the_page_and_in_the_store_api() {
		$this->connect();
		$this->fill_cart();
		$found = $this->attributes( $this->printed( array( 'Regulars_Cart', 'show_in_cart' ) ), 'regulars-points' );
		$this->assertSame( array( 'cart', 'USD', 'woocommerce' ), array( $found['for'], $found['currency'], $found['apply'] ) );
		$this->assertSame( self::LINES, json_decode( $found['lines'], true ) );
		$this->assertSame( array( 'lines' => self::LINES ), Regulars_Cart::extension() );
		Regulars_Cart::extend_cart();
		$added = end( $GLOBALS['regulars_extensions'] );
		$this->assertSame( array( 'cart', 'regulars' ), array( $added['endpoint'], $added['namespace'] ) );
		$this->assertSame( array( 'lines' => self::LINES ), call_user_func( $added['data_callback'] ) );
		$this->assertSame( array( 'lines' ), array_keys( call_user_func( $added['schema_callback'] ) ) );
	}

	public function test_the_box_is_shown_in_the_cart_and_at_the_checkout_as_each_was_chosen() {
		$this->connect();
		$this->fill_cart();
		$this->choose( array( 'show_cart' => 'no' ) );
		$this->assertSame( '', $this->printed( array( 'Regulars_Cart', 'show_in_cart' ) ) );
		$this->assertNotSame( '', $this->printed( array( 'Regulars_Cart', 'show_in_checkout' ) ) );
		$this->assertSame( array(), ( new Regulars_Cart_Blocks( 'cart' ) )->get_script_data() );
		$this->assertSame( array( 'regulars-blocks' ), ( new Regulars_Cart_Blocks( 'checkout' ) )->get_script_handles() );
		WC()->cart = new WC_Cart_Double( array() );
		$this->assertSame( '', $this->printed( array( 'Regulars_Cart', 'show_in_checkout' ) ) );
	}

	public function test_the_blocks_get_the_box_and_the_page_its_module_only_where_a_block_is() {
		$this->connect();
		foreach ( array( 'cart', 'checkout' ) as $place ) {
			$registry = new Registry_Double();
			do_action( "woocommerce_blocks_{$place}_block_registration", $registry );
			$block = $registry->all['regulars'];
			$block->initialize();
			$block->get_script_handles(); // WooCommerce asks on every page.
			$this->assertFalse( Regulars_Element::is_needed() );
			do_action( "woocommerce_blocks_enqueue_{$place}_block_scripts_after" );
			$this->assertStringContainsString( 'regulars-points.js', $this->printed( array( 'Regulars_Element', 'print_modules' ) ) );
			$told = $block->get_script_data()['attributes'];
			$this->assertSame( array( 'cart', 'USD', 'woocommerce' ), array( $told['for'], $told['currency'], $told['apply'] ) );
		}
		$this->assertStringContainsString( 'assets/blocks.js', wp_scripts()->registered['regulars-blocks']->src );
	}

	public function test_an_orders_line_names_the_order_unless_nothing_was_bought() {
		$this->connect();
		$found = $this->attributes( $this->printed( array( 'Regulars_Order_Line', 'show' ), new Order_Double( 41, 'processing' ) ), 'regulars-points' );
		$this->assertSame( array( 'order', '41', 'EUR' ), array( $found['for'], $found['order-id'], $found['currency'] ) );
		foreach ( array( 'failed', 'checkout-draft' ) as $status ) {
			$this->assertSame( '', $this->printed( array( 'Regulars_Order_Line', 'show' ), new Order_Double( 41, $status ) ) );
		}
		$this->assertSame( '', $this->printed( array( 'Regulars_Order_Line', 'show' ), null ) );
	}

	public function test_the_account_has_a_page_of_points_below_the_orders() {
		$this->connect();
		$items = array( 'dashboard' => 'D', 'orders' => 'O', 'downloads' => 'W', 'customer-logout' => 'L' );
		$this->assertSame( array( 'dashboard', 'orders', 'points', 'downloads', 'customer-logout' ), array_keys( Regulars_Account_Page::menu( $items ) ) );
		$this->assertSame( array( 'dashboard', 'points', 'customer-logout' ), array_keys( Regulars_Account_Page::menu( array( 'dashboard' => 'D', 'customer-logout' => 'L' ) ) ) );
		$this->assertSame( array( 'points', 'x' ), array_keys( Regulars_Account_Page::menu( array( 'x' => 'X' ) ) ) );
		$this->assertSame( 'points', apply_filters( 'woocommerce_get_query_vars', array() )['points'] );
		$html = $this->printed( array( 'Regulars_Account_Page', 'show' ) );
		$this->assertStringContainsString( 'for="account"', $html );
		$this->assertStringContainsString( 'data-regulars-open', $html );
		$this->choose( array( 'show_account' => 'no' ) );
		$this->assertArrayNotHasKey( 'points', Regulars_Account_Page::menu( $items ) );
	}

	public function test_address_rules_are_made_anew_on_activation_alone() {
		delete_option( 'woocommerce_queue_flush_rewrite_rules' );
		Regulars_Account_Page::register();
		$this->assertFalse( get_option( 'woocommerce_queue_flush_rewrite_rules' ) );
		$this->assertNotFalse( has_action( 'activate_' . plugin_basename( REGULARS_FILE ), array( 'Regulars_Account_Page', 'renew_addresses' ) ) );
		Regulars_Account_Page::renew_addresses();
		$this->assertSame( 'yes', get_option( 'woocommerce_queue_flush_rewrite_rules' ) );
	}
}

/** An order as its line reads it. */
final class Order_Double extends WC_Order {
	private $status;

	public function __construct( $id, $status ) {
		parent::__construct( $id );
		$this->status = $status;
	}

	public function has_status( $which ) {
		return in_array( $this->status, (array) $which, true );
	}

	public function get_currency() {
		return 'EUR';
	}
}
