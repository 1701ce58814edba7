<?php
/**
 * The redeem box in the Cart and Checkout blocks.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

use Automattic\WooCommerce\Blocks\Integrations\IntegrationInterface;

/**
 * The blocks are drawn in the browser and run none of the classic hooks: a script of ours fills
 * the place that they keep for others, below the totals. The class is
 * loaded only when WooCommerce asks for it, so its interface is there.
 */
final class Regulars_Cart_Blocks implements IntegrationInterface {

	const HANDLE = 'regulars-blocks';

	/**
	 * Which of the two blocks: cart or checkout.
	 *
	 * @var string
	 */
	private $place;

	/**
	 * The integration of one block.
	 *
	 * @param string $place cart or checkout.
	 */
	public function __construct( string $place ) {
		$this->place = $place;
	}

	/**
	 * Name of the integration, and of its data in the browser (`regulars_data`).
	 *
	 * @return string
	 */
	public function get_name() {
		return 'regulars';
	}

	/**
	 * Makes the script known, and has the element's module printed where the block is. WooCommerce
	 * asks for the handles on every page, so they are no sign of the block.
	 */
	public function initialize() {
		add_action( 'woocommerce_blocks_enqueue_' . $this->place . '_block_scripts_after', array( $this, 'need' ) );
		wp_register_script(
			self::HANDLE,
			plugins_url( 'assets/blocks.js', REGULARS_FILE ),
			array( 'wc-blocks-checkout', 'wc-blocks-data-store', 'wc-settings', 'wp-data', 'wp-element', 'wp-plugins' ),
			REGULARS_VERSION,
			true
		);
	}

	/**
	 * Has the element's module printed.
	 */
	public function need(): void {
		if ( $this->shows() ) {
			Regulars_Element::need( 'points' );
		}
	}

	/**
	 * Scripts of the shop's pages.
	 *
	 * @return string[]
	 */
	public function get_script_handles() {
		return $this->shows() ? array( self::HANDLE ) : array();
	}

	/**
	 * Scripts of the editor: none, the box shows a shopper's points.
	 *
	 * @return string[]
	 */
	public function get_editor_script_handles() {
		return array();
	}

	/**
	 * What the script needs to know: the element's attributes, nothing about who is signed in.
	 *
	 * @return array
	 */
	public function get_script_data() {
		if ( ! $this->shows() ) {
			return array();
		}
		return array(
			'attributes' => Regulars_Element::attributes()
				+ array(
					'for'      => 'cart',
					'currency' => get_woocommerce_currency(),
				),
		);
	}

	/**
	 * Whether the box is to be shown in this block.
	 */
	private function shows(): bool {
		return Regulars_Element::ready() && Regulars_Look::shows( $this->place );
	}
}
