<?php
/**
 * How Regulars looks in the shop.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * The merchant's choices of looks and places, with what holds while nothing was chosen.
 */
final class Regulars_Look {

	const OPTION = 'regulars_look';

	/**
	 * What is shown where, by the name of its switch; all of it unless switched off.
	 */
	const PLACES = array( 'widget', 'product', 'account', 'cart', 'checkout', 'order' );

	const LANGUAGES = array( 'en', 'zh-Hant', 'zh-Hans', 'ja' );

	/**
	 * Whether something is to be shown.
	 *
	 * @param string $place One of PLACES.
	 */
	public static function shows( string $place ): bool {
		return 'no' !== self::chosen( 'show_' . $place );
	}

	/**
	 * Attributes that the widget and the lines have in common, unescaped; none that is empty.
	 *
	 * @return array<string, string>
	 */
	public static function attributes(): array {
		$radius     = self::chosen( 'radius' );
		$attributes = array(
			'lang'     => self::language(),
			'color'    => (string) sanitize_hex_color( self::chosen( 'color' ) ),
			'radius'   => ctype_digit( $radius ) && (int) $radius <= 32 ? $radius : '',
			'position' => in_array( self::chosen( 'position' ), array( 'left', 'right' ), true ) ? self::chosen( 'position' ) : '',
			'words'    => self::words(),
		);
		return array_filter( $attributes, 'strlen' );
	}

	/**
	 * The language that was chosen, else the site's own as far as there are words in it; '' lets the
	 * page decide.
	 */
	public static function language(): string {
		$chosen = self::chosen( 'language' );
		if ( in_array( $chosen, self::LANGUAGES, true ) ) {
			return $chosen;
		}
		$locale = str_replace( '_', '-', determine_locale() );
		$known  = array(
			'zh-TW' => 'zh-Hant',
			'zh-HK' => 'zh-Hant',
			'zh-CN' => 'zh-Hans',
			'zh-SG' => 'zh-Hans',
		);
		if ( isset( $known[ $locale ] ) ) {
			return $known[ $locale ];
		}
		$short = strtolower( strtok( $locale, '-' ) );
		return in_array( $short, array( 'en', 'ja' ), true ) ? $short : '';
	}

	/**
	 * What the account page's tab is called.
	 */
	public static function account_label(): string {
		$chosen = self::chosen( 'account_label' );
		return '' !== $chosen ? $chosen : __( 'My points', 'regulars' );
	}

	/**
	 * The merchant's own wording as a JSON object by key; '' when there is none.
	 */
	private static function words(): string {
		$words = json_decode( self::chosen( 'words' ), true );
		if ( ! is_array( $words ) ) {
			return '';
		}
		$texts = array_filter( $words, 'is_string' );
		return $texts ? (string) wp_json_encode( $texts ) : '';
	}

	/**
	 * One choice; '' when nothing was chosen.
	 *
	 * @param string $name Its name.
	 */
	private static function chosen( string $name ): string {
		$choices = get_option( self::OPTION, array() );
		return is_array( $choices ) && isset( $choices[ $name ] ) && is_scalar( $choices[ $name ] ) ? (string) $choices[ $name ] : '';
	}
}
