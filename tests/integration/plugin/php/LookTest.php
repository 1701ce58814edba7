<?php
// phpcs:disable

final class LookTest extends Regulars_TestCase {

	public function test_nothing_is_said_of_what_nobody_chose() {
		$this->assertSame( array( 'lang' => 'en' ), Regulars_Look::attributes() );
		foreach ( Regulars_Look::PLACES as $place ) {
			$this->assertTrue( Regulars_Look::shows( $place ) );
		}
	}

	public function test_the_merchants_choices_are_passed_on_and_nonsense_is_not() {
		update_option( Regulars_Look::OPTION, array( 'color' => '#336699', 'radius' => '8', 'position' => 'left', 'language' => 'zh-Hant', 'words' => '{"points":"豆子","bad":1}', 'show_cart' => 'no' ) );
		$this->assertSame( array( 'lang' => 'zh-Hant', 'color' => '#336699', 'radius' => '8', 'position' => 'left' ), array_diff_key( Regulars_Look::attributes(), array( 'words' => 1 ) ) );
		$this->assertSame( array( 'points' => '豆子' ), json_decode( Regulars_Look::attributes()['words'], true ) );
		$this->assertFalse( Regulars_Look::shows( 'cart' ) );
		update_option( Regulars_Look::OPTION, array( 'color' => 'red;}</style>', 'radius' => '-1', 'position' => 'top', 'language' => 'xx', 'words' => '[1' ) );
		$this->assertSame( array( 'lang' => 'en' ), Regulars_Look::attributes() );
	}

	public function test_the_sites_language_is_followed() {
		$seen = array();
		foreach ( array( 'zh_TW', 'zh_HK', 'zh_CN', 'ja', 'en_GB', 'fr_FR' ) as $locale ) {
			add_filter( 'locale', $follow = static function () use ( $locale ) {
				return $locale;
			} );
			$seen[ $locale ] = Regulars_Look::language();
			remove_filter( 'locale', $follow );
		}
		$this->assertSame( array( 'zh_TW' => 'zh-Hant', 'zh_HK' => 'zh-Hant', 'zh_CN' => 'zh-Hans', 'ja' => 'ja', 'en_GB' => 'en', 'fr_FR' => '' ), $seen );
	}

	public function test_the_settings_name_every_place_and_each_choice_once() {
		$ids = array_column( ( new Regulars_Settings_Page() )->fields(), 'id' );
		foreach ( Regulars_Look::PLACES as $place ) {
			$this->assertContains( "regulars_look[show_$place]", $ids );
		}
		foreach ( array( 'color', 'radius', 'position', 'language', 'words', 'account_label' ) as $name ) {
			$this->assertSame( 1, count( array_keys( $ids, "regulars_look[$name]", true ) ), $name );
		}
	}
}
