<?php
/**
 * Called by WordPress when the plugin is deleted.
 *
 * @package Regulars
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

defined( 'REGULARS_FILE' ) || define( 'REGULARS_FILE', __DIR__ . '/regulars.php' );
defined( 'REGULARS_VERSION' ) || define( 'REGULARS_VERSION', '' );

require_once __DIR__ . '/includes/autoload.php';

Regulars_Uninstall::run();
