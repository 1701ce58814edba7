<?php
/**
 * Plugin Name: Regulars
 * Description: Points, tiers and rewards for the people who come back. Connects this shop with the merchant's own Regulars.
 * Version: 1.0.0
 * Requires at least: 6.2
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * WC requires at least: 8.3
 * WC tested up to: 11.0
 * Author: Regulars
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: regulars
 * Domain Path: /languages
 *
 * @package Regulars
 */

defined( 'ABSPATH' ) || exit;

define( 'REGULARS_FILE', __FILE__ );
define( 'REGULARS_VERSION', '1.0.0' );

require_once __DIR__ . '/includes/autoload.php';

Regulars_Plugin::start();
