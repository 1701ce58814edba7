<?php
/**
 * Money as the Regulars API takes it.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * ISO 4217 minor units: 52.50 USD is 5250, 5250 JPY is 5250. How many decimals the shop shows
 * (TWD without any, say) plays no part.
 */
final class Regulars_Money {

	const NO_DECIMALS = array(
		'BIF',
		'CLP',
		'DJF',
		'GNF',
		'ISK',
		'JPY',
		'KMF',
		'KRW',
		'PYG',
		'RWF',
		'UGX',
		'UYI',
		'VND',
		'VUV',
		'XAF',
		'XOF',
		'XPF',
	);

	const THREE_DECIMALS = array( 'BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND' );

	/**
	 * Digits of a currency's minor unit.
	 *
	 * @param string $currency ISO 4217 code.
	 */
	public static function exponent( string $currency ): int {
		if ( in_array( $currency, self::NO_DECIMALS, true ) ) {
			return 0;
		}
		return in_array( $currency, self::THREE_DECIMALS, true ) ? 3 : 2;
	}

	/**
	 * An amount in minor units, half up.
	 *
	 * @param float|string $amount   Major units, as WooCommerce has them.
	 * @param string       $currency ISO 4217 code.
	 */
	public static function minor( $amount, string $currency ): int {
		return (int) round( (float) $amount * 10 ** self::exponent( $currency ) );
	}
}
