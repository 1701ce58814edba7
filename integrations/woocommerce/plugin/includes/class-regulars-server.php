<?php
/**
 * What the plugin itself asks of Regulars.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Signed requests from this server to Regulars. The address was given by the merchant and is kept
 * since; redirects are not followed.
 */
final class Regulars_Server {

	const TIMEOUT_S = 15;

	/**
	 * POST /plugin/{store}/{verb}.
	 *
	 * @param string $verb      What is asked.
	 * @param array  $body      With what.
	 * @param int    $timeout_s Seconds to wait.
	 * @return array|WP_Error The answer's JSON, or why there is none.
	 */
	public static function ask( string $verb, array $body = array(), int $timeout_s = self::TIMEOUT_S ) {
		if ( ! Regulars_Connection::is_connected() ) {
			return new WP_Error( 'regulars_not_connected', __( 'This shop is not connected with Regulars.', 'regulars' ) );
		}
		$path   = '/plugin/' . Regulars_Connection::store_id() . '/' . $verb;
		$json   = (string) wp_json_encode( (object) $body );
		$stamp  = (string) time();
		$answer = wp_remote_post(
			Regulars_Connection::api() . $path,
			array(
				'timeout'     => $timeout_s,
				'redirection' => 0,
				'headers'     => array(
					'Content-Type'         => 'application/json',
					'X-Regulars-Timestamp' => $stamp,
					'X-Regulars-Signature' => self::signature( $stamp, $path, $json, Regulars_Connection::plugin_secret() ),
				),
				'body'        => $json,
			)
		);
		return self::read( $answer );
	}

	/**
	 * How a connection link stands, for the merchant who came back without a connection.
	 *
	 * @param string $link The connection link.
	 * @return array|WP_Error The answer's JSON, or why there is none.
	 */
	public static function status_of( string $link ) {
		$options = array(
			'timeout'     => self::TIMEOUT_S,
			'redirection' => 0,
		);
		return self::read( wp_remote_get( $link . '/status', $options ) );
	}

	/**
	 * The signature of a request: hex(HMAC-SHA256(secret, time, path and body, each on its line)).
	 *
	 * @param string $stamp  Unix seconds.
	 * @param string $path   The path that is asked.
	 * @param string $body   The body as it is sent.
	 * @param string $secret The plugin's secret.
	 */
	public static function signature( string $stamp, string $path, string $body, string $secret ): string {
		return hash_hmac( 'sha256', $stamp . "\n" . $path . "\n" . $body, $secret );
	}

	/**
	 * The JSON of an answer.
	 *
	 * @param array|WP_Error $answer What WordPress brought back.
	 * @return array|WP_Error
	 */
	private static function read( $answer ) {
		if ( is_wp_error( $answer ) ) {
			return new WP_Error( 'regulars_unreachable', __( 'Regulars could not be reached. Try again in a few minutes.', 'regulars' ) );
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		$data   = json_decode( (string) wp_remote_retrieve_body( $answer ), true );
		if ( $status >= 200 && $status < 300 && is_array( $data ) ) {
			return $data;
		}
		$known   = is_array( $data ) && isset( $data['error']['code'], $data['error']['message'] );
		$message = $known ? (string) $data['error']['message'] : __( 'Regulars could not be reached. Try again in a few minutes.', 'regulars' );
		return new WP_Error( $known ? 'regulars_' . sanitize_key( $data['error']['code'] ) : 'regulars_unreachable', $message, array( 'status' => $status ) );
	}
}
