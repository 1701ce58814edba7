<?php
/**
 * What a page of the shop prints for the content in its argument, with Regulars answering the landing
 * page that comes by standard input: php run.php --script landing.php CONTENT
 */

// phpcs:disable
require_once 'PHPUnit/Autoload.php';
require_once __DIR__ . '/base.php';
require_once __DIR__ . '/doubles/storefront.php';

Regulars_Connection::save( Regulars_TestCase::CONNECTION );
$regulars_body = stream_get_contents( STDIN );
add_filter( 'pre_http_request', static function () use ( $regulars_body ) {
	return array( 'headers' => array(), 'body' => $regulars_body, 'response' => array( 'code' => 200, 'message' => '' ), 'cookies' => array() );
} );
echo apply_filters( 'the_content', $argv[3] );
