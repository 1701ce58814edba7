<?php
/**
 * The settings' tab.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * What can be set: the connection, the look, and where Regulars shows itself.
 */
final class Regulars_Settings_Page extends WC_Settings_Page {

	/**
	 * Names the tab.
	 */
	public function __construct() {
		$this->id    = Regulars_Settings::TAB;
		$this->label = 'Regulars';
		parent::__construct();
	}

	/**
	 * The fields.
	 *
	 * @return array[]
	 */
	protected function get_settings_for_default_section() {
		return array_merge( $this->connection(), $this->look(), $this->places() );
	}

	/**
	 * The connection, which Regulars_Settings prints.
	 */
	private function connection(): array {
		return array(
			$this->title( 'regulars_is_connected', __( 'Connection', 'regulars' ) ),
			array(
				'type' => Regulars_Settings::FIELD,
				'id'   => 'regulars_connection_field',
			),
			$this->end( 'regulars_is_connected' ),
		);
	}

	/**
	 * The look.
	 */
	private function look(): array {
		return array(
			$this->title( 'regulars_looks', __( 'Look', 'regulars' ) ),
			$this->field( 'color', 'color', __( 'Colour', 'regulars' ), __( 'Empty: the widget’s own. The text on it turns black or white, whichever reads better.', 'regulars' ) ),
			$this->field( 'radius', 'number', __( 'Roundness', 'regulars' ), __( 'Of corners, in pixels, 0 to 32. Empty: the widget’s own.', 'regulars' ) ) + array(
				'custom_attributes' => array(
					'min'  => '0',
					'max'  => '32',
					'step' => '1',
				),
			),
			$this->field( 'position', 'select', __( 'Position', 'regulars' ), '' ) + array(
				'options' => array(
					''      => __( 'Where a line of text ends', 'regulars' ),
					'left'  => __( 'Left', 'regulars' ),
					'right' => __( 'Right', 'regulars' ),
				),
			),
			$this->field( 'language', 'select', __( 'Language', 'regulars' ), '' ) + array(
				'options' => array(
					''        => __( 'The page’s own', 'regulars' ),
					'en'      => 'English',
					'zh-Hant' => '繁體中文',
					'zh-Hans' => '简体中文',
					'ja'      => '日本語',
				),
			),
			$this->field( 'account_label', 'text', __( 'Name of the account tab', 'regulars' ), __( 'Empty: “My points”, in the page’s language.', 'regulars' ) ),
			$this->field( 'words', 'textarea', __( 'Own wording', 'regulars' ), __( 'A JSON object of texts by key, for example {"points":"beans"}. What is no such object is not used.', 'regulars' ) ),
			$this->end( 'regulars_looks' ),
		);
	}

	/**
	 * The switches.
	 */
	private function places(): array {
		$names  = array(
			'widget'   => __( 'Button and panel on every page', 'regulars' ),
			'product'  => __( '“Earn 120 points” on product pages', 'regulars' ),
			'account'  => __( 'A tab in “My account”', 'regulars' ),
			'cart'     => __( 'Points and rewards in the cart', 'regulars' ),
			'checkout' => __( 'Points and rewards at checkout', 'regulars' ),
			'order'    => __( 'An order’s points after it was placed', 'regulars' ),
		);
		$fields = array( $this->title( 'regulars_places', __( 'Where it is shown', 'regulars' ) ) );
		foreach ( Regulars_Look::PLACES as $place ) {
			$field            = $this->field( 'show_' . $place, 'checkbox', '', '' );
			$field['desc']    = $names[ $place ];
			$field['default'] = 'yes';
			$fields[]         = $field;
		}
		$fields[] = $this->end( 'regulars_places' );
		return $fields;
	}

	/**
	 * A heading.
	 *
	 * @param string $id   Its id.
	 * @param string $text What it says.
	 */
	private function title( string $id, string $text ): array {
		return array(
			'type'  => 'title',
			'id'    => $id,
			'title' => $text,
		);
	}

	/**
	 * The end of what is under a heading.
	 *
	 * @param string $id The heading's id.
	 */
	private function end( string $id ): array {
		return array(
			'type' => 'sectionend',
			'id'   => $id,
		);
	}

	/**
	 * A field of the look's one option.
	 *
	 * @param string $name  The choice's name.
	 * @param string $type  WooCommerce's type of field.
	 * @param string $title Its label.
	 * @param string $hint  What is said under it.
	 */
	private function field( string $name, string $type, string $title, string $hint ): array {
		return array(
			'id'       => Regulars_Look::OPTION . '[' . $name . ']',
			'type'     => $type,
			'title'    => $title,
			'desc'     => $hint,
			'default'  => '',
			'autoload' => true,
		);
	}
}
