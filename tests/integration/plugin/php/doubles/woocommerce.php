<?php
/**
 * What the plugin uses of WooCommerce, in little. A double and no proof of WooCommerce's own behaviour:
 * that is what the run on a real one is for (integrations/woocommerce/README.md).
 */

// phpcs:disable
final class Regulars_Double {
	public static $webhooks  = array();
	public static $orders    = array();
	public static $scheduled = array();
	public static $session   = null;

	public static function forget(): void {
		self::$webhooks = self::$orders = self::$scheduled = array();
		self::$session  = null;
		WC()->session   = null;
	}
}

final class WC_Session_Double {
	public $values = array();

	public function get( $key, $default = null ) {
		return $this->values[ $key ] ?? $default;
	}

	public function set( $key, $value ) {
		$this->values[ $key ] = $value;
	}

	public function has_session() {
		return array() !== $this->values;
	}
}

final class WooCommerce {
	public $session = null;
	public $cart    = null;

	public function initialize_session() {
		// What the visitor's cookie leads to.
		$this->session = Regulars_Double::$session ?? new WC_Session_Double();
	}
}

function WC() {
	static $one = null;
	return $one ?? ( $one = new WooCommerce() );
}

class WC_Webhook {
	private $props = array( 'id' => 0, 'status' => 'disabled', 'topic' => '', 'delivery_url' => '', 'secret' => '', 'name' => '', 'user_id' => 0, 'failure_count' => 0, 'api_version' => '' );

	public function __call( $name, $arguments ) {
		list( $verb, $prop ) = explode( '_', $name, 2 );
		if ( ! array_key_exists( $prop, $this->props ) ) {
			throw new BadMethodCallException( $name );
		}
		if ( 'set' === $verb ) {
			$this->props[ $prop ] = $arguments[0];
		}
		return $this->props[ $prop ];
	}

	public function save() {
		if ( ! $this->props['id'] ) {
			$this->props['id'] = count( Regulars_Double::$webhooks ) + 100;
		}
		Regulars_Double::$webhooks[ $this->props['id'] ] = $this;
	}

	public function delete( $force = false ) {
		unset( Regulars_Double::$webhooks[ $this->props['id'] ] );
	}
}

final class WC_Data_Store {
	public static function load( $kind ) {
		return new self();
	}

	public function search_webhooks( $args ) {
		return array_keys( Regulars_Double::$webhooks );
	}
}

function wc_get_webhook( $id ) {
	return Regulars_Double::$webhooks[ $id ] ?? null;
}

class WC_Order {
	private $id;
	private $customer_id;
	private $made;

	public function __construct( $id, $customer_id = 0, $made = 'now' ) {
		$this->id          = $id;
		$this->customer_id = $customer_id;
		$this->made        = new DateTime( $made );
		Regulars_Double::$orders[ $id ] = $this;
	}

	public function get_id() {
		return $this->id;
	}

	public function get_customer_id() {
		return $this->customer_id;
	}

	public function get_date_created() {
		return $this->made;
	}
}

function wc_get_order( $id ) {
	return Regulars_Double::$orders[ $id ] ?? false;
}

function wc_api_hash( $data ) {
	return hash_hmac( 'sha256', $data, 'wc-api' );
}

function as_has_scheduled_action( $hook, $args = null, $group = '' ) {
	return isset( Regulars_Double::$scheduled[ $hook ] );
}

function as_schedule_recurring_action( $at, $every, $hook, $args = array(), $group = '' ) {
	Regulars_Double::$scheduled[ $hook ] = $every;
}

function as_unschedule_all_actions( $hook ) {
	unset( Regulars_Double::$scheduled[ $hook ] );
}

abstract class WC_Settings_Page {
	protected $id    = '';
	protected $label = '';

	public function __construct() {
	}

	public function fields() {
		return $this->get_settings_for_default_section();
	}
}
