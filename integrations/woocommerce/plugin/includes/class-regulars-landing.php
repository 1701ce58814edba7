<?php
/**
 * How the program works, as a part of a page.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks Regulars for the landing page's body and prints it into the shop's own page, where search
 * engines find it. What was fetched is kept for some minutes, and shown on for a day while Regulars
 * does not answer; it passes WordPress's filter for HTML, as what anybody else writes does.
 */
final class Regulars_Landing {

	const KEPT      = 'regulars_landing_';
	const FRESH_S   = 10 * MINUTE_IN_SECONDS;
	const TIMEOUT_S = 4;

	/**
	 * The landing page's body in the page's language.
	 *
	 * @return string HTML, filtered; a link to the page itself when there is none.
	 */
	public static function html(): string {
		if ( ! Regulars_Element::ready() ) {
			return '';
		}
		$query = array(
			'store' => Regulars_Connection::store_id(),
			'lang'  => '' === Regulars_Look::language() ? 'en' : Regulars_Look::language(),
		);
		$page  = Regulars_Connection::storefront_api() . '/landing?' . http_build_query( $query );
		$found = self::kept( $page, self::KEPT . $query['lang'] );
		if ( '' === $found ) {
			return '<p><a href="' . esc_url( $page ) . '">' . esc_html__( 'How our points work', 'regulars' ) . '</a></p>';
		}
		return self::filtered( $found );
	}

	/**
	 * Forgets what was fetched, in any language.
	 */
	public static function forget(): void {
		foreach ( Regulars_Look::LANGUAGES as $language ) {
			delete_transient( self::KEPT . $language );
		}
	}

	/**
	 * A page's body as Regulars sent it lately; '' when it never came.
	 *
	 * @param string $page The page's address.
	 * @param string $name What it is kept as.
	 */
	private static function kept( string $page, string $name ): string {
		$kept = get_transient( $name );
		if ( is_array( $kept ) && $kept['page'] === $page && $kept['at'] > time() - self::FRESH_S ) {
			return $kept['html'];
		}
		$answer = wp_remote_get(
			$page . '&embed=1',
			array(
				'timeout'     => self::TIMEOUT_S,
				'redirection' => 0,
			)
		);
		$came   = 200 === (int) wp_remote_retrieve_response_code( $answer );
		$old    = is_array( $kept ) && $kept['page'] === $page ? $kept['html'] : '';
		$kept   = array(
			'page' => $page,
			'html' => $came ? (string) wp_remote_retrieve_body( $answer ) : $old,
			'at'   => time(), // Also of a failure: no visitor waits for the next try before its time.
		);
		set_transient( $name, $kept, DAY_IN_SECONDS );
		return $kept['html'];
	}

	/**
	 * The body without anything that could run.
	 *
	 * @param string $html The body: a style, data for search engines, and the text.
	 */
	private static function filtered( string $html ): string {
		$style = preg_match( '#<style>([^<]*)</style>#', $html, $parts ) ? '<style>' . $parts[1] . '</style>' : '';
		$facts = preg_match( '#<script type="application/ld\+json">(.*?)</script>#s', $html, $parts ) ? json_decode( $parts[1], true ) : null;
		$text  = (string) preg_replace( '#<(style|script)\b.*?</\1>#s', '', $html );
		$data  = '';
		if ( is_array( $facts ) ) {
			$data = wp_get_inline_script_tag( (string) wp_json_encode( $facts, JSON_HEX_TAG ), array( 'type' => 'application/ld+json' ) );
		}
		return $style . $data . wp_kses( $text, self::allowed() );
	}

	/**
	 * What WordPress lets an author write, and drawings.
	 */
	private static function allowed(): array {
		$drawn = array_fill_keys( array( 'class', 'aria-hidden', 'focusable', 'viewbox', 'width', 'height', 'fill', 'stroke', 'stroke-width', 'd' ), true );
		return wp_kses_allowed_html( 'post' ) + array(
			'svg'  => $drawn,
			'path' => $drawn,
		);
	}
}
