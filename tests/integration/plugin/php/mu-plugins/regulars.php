<?php
/**
 * Loads the double of WooCommerce and the plugin, before WordPress says that plugins are loaded.
 */

require_once dirname( __DIR__ ) . '/doubles/woocommerce.php';
require_once WP_PLUGIN_DIR . '/plugin/regulars.php';
