<?php
/**
 * WordPress's tools for personal data.
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

/**
 * Exports and erases what Regulars keeps about somebody, and says in the privacy guide what that is.
 */
final class Regulars_Privacy {

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_filter( 'wp_privacy_personal_data_exporters', array( __CLASS__, 'add_exporter' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( __CLASS__, 'add_eraser' ) );
		add_action( 'admin_init', array( __CLASS__, 'suggest' ) );
	}

	/**
	 * Adds the exporter.
	 *
	 * @param array $exporters Those that are there.
	 */
	public static function add_exporter( $exporters ) {
		$exporters['regulars'] = array(
			'exporter_friendly_name' => 'Regulars',
			'callback'               => array( __CLASS__, 'export' ),
		);
		return $exporters;
	}

	/**
	 * Adds the eraser.
	 *
	 * @param array $erasers Those that are there.
	 */
	public static function add_eraser( $erasers ) {
		$erasers['regulars'] = array(
			'eraser_friendly_name' => 'Regulars',
			'callback'             => array( __CLASS__, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * What Regulars keeps about an address: balance, profile, and every movement of points.
	 *
	 * @param string $email The address.
	 * @param int    $page  Which page of it, from 1.
	 * @return array|WP_Error
	 */
	public static function export( $email, $page = 1 ) {
		if ( ! Regulars_Connection::is_connected() ) {
			return array(
				'data' => array(),
				'done' => true,
			);
		}
		$asked  = array(
			'page' => (int) $page,
			'lang' => 0 === strpos( get_locale(), 'zh' ) ? 'zh-Hant' : 'en',
		);
		$answer = Regulars_Server::ask( 'export', self::person( $email ) + $asked );
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		$items = array();
		foreach ( $answer['items'] as $item ) {
			$data = array();
			foreach ( $item['fields'] as $name => $value ) {
				$data[] = array(
					'name'  => $name,
					'value' => $value,
				);
			}
			$items[] = array(
				'group_id'    => 'regulars',
				'group_label' => __( 'Points (Regulars)', 'regulars' ),
				'item_id'     => 'regulars-' . $item['id'],
				'data'        => $data,
			);
		}
		return array(
			'data' => $items,
			'done' => (bool) $answer['done'],
		);
	}

	/**
	 * Has Regulars erase an address and its account.
	 *
	 * @param string $email The address.
	 * @return array|WP_Error
	 */
	public static function erase( $email ) {
		$removed = false;
		if ( Regulars_Connection::is_connected() ) {
			$answer = Regulars_Server::ask( 'erase', self::person( $email ) );
			if ( is_wp_error( $answer ) ) {
				return $answer; // WordPress shows it, and the request stays open.
			}
			$removed = true;
		}
		$user = get_user_by( 'email', $email );
		if ( $user ) {
			$removed = delete_user_meta( $user->ID, '_regulars_balance' ) || $removed;
		}
		return array(
			'items_removed'  => $removed,
			'items_retained' => false,
			'messages'       => array(),
			'done'           => true,
		);
	}

	/**
	 * Offers a paragraph for the shop's privacy policy.
	 */
	public static function suggest(): void {
		if ( function_exists( 'wp_add_privacy_policy_content' ) ) {
			$text = __( 'We run a points program with Regulars. It keeps, under a pseudonym, which orders earned how many points and how they were spent, and in one erasable place your email address, your birthday and what else you tell it. You can ask us to export or to erase it.', 'regulars' );
			wp_add_privacy_policy_content( 'Regulars', '<p>' . esc_html( $text ) . '</p>' );
		}
	}

	/**
	 * Whom Regulars is asked about.
	 *
	 * @param string $email The address.
	 */
	private static function person( string $email ): array {
		$user = get_user_by( 'email', $email );
		return array(
			'email'       => $email,
			'customer_id' => $user ? (string) $user->ID : null,
		);
	}
}
