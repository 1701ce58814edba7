<?php
/**
 * WordPress's database class on SQLite, as far as options, users and their meta need one. Loaded by
 * WordPress itself, as the drop-in that it looks for.
 */

// phpcs:disable
class Regulars_Sqlite extends wpdb {

	const TABLES = array(
		'options'              => 'option_id INTEGER PRIMARY KEY, option_name TEXT UNIQUE, option_value TEXT, autoload TEXT',
		'users'                => "ID INTEGER PRIMARY KEY, user_login TEXT, user_pass TEXT, user_nicename TEXT, user_email TEXT, user_url TEXT, user_registered TEXT, user_activation_key TEXT DEFAULT '', user_status INTEGER DEFAULT 0, display_name TEXT",
		'usermeta'             => 'umeta_id INTEGER PRIMARY KEY, user_id INTEGER, meta_key TEXT, meta_value TEXT',
		'posts'                => "ID INTEGER PRIMARY KEY, post_author INTEGER DEFAULT 0, post_date TEXT, post_date_gmt TEXT, post_content TEXT, post_title TEXT, post_excerpt TEXT, post_status TEXT, comment_status TEXT, ping_status TEXT, post_password TEXT DEFAULT '', post_name TEXT, to_ping TEXT, pinged TEXT, post_modified TEXT, post_modified_gmt TEXT, post_content_filtered TEXT, post_parent INTEGER DEFAULT 0, guid TEXT, menu_order INTEGER DEFAULT 0, post_type TEXT, post_mime_type TEXT, comment_count INTEGER DEFAULT 0",
		'postmeta'             => 'meta_id INTEGER PRIMARY KEY, post_id INTEGER, meta_key TEXT, meta_value TEXT',
		'terms'                => 'term_id INTEGER PRIMARY KEY, name TEXT, slug TEXT, term_group INTEGER',
		'term_taxonomy'        => 'term_taxonomy_id INTEGER PRIMARY KEY, term_id INTEGER, taxonomy TEXT, description TEXT, parent INTEGER, count INTEGER',
		'term_relationships'   => 'object_id INTEGER, term_taxonomy_id INTEGER, term_order INTEGER',
		'termmeta'             => 'meta_id INTEGER PRIMARY KEY, term_id INTEGER, meta_key TEXT, meta_value TEXT',
		'comments'             => 'comment_ID INTEGER PRIMARY KEY, comment_post_ID INTEGER, comment_approved TEXT, comment_type TEXT',
		'woocommerce_api_keys' => 'key_id INTEGER PRIMARY KEY, user_id INTEGER, description TEXT, permissions TEXT, consumer_key TEXT, consumer_secret TEXT, truncated_key TEXT',
		'wc_webhooks'          => 'webhook_id INTEGER PRIMARY KEY, delivery_url TEXT',
		'actionscheduler_actions' => 'action_id INTEGER PRIMARY KEY, hook TEXT',
		'actionscheduler_logs'    => 'log_id INTEGER PRIMARY KEY, action_id INTEGER',
		'actionscheduler_groups'  => 'group_id INTEGER PRIMARY KEY, slug TEXT',
	);

	private $pdo;

	public function __construct() {
		$this->pdo = new PDO( 'sqlite::memory:' );
		$this->pdo->setAttribute( PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION );
		foreach ( self::TABLES as $name => $columns ) {
			$this->pdo->exec( "CREATE TABLE wp_$name ($columns)" );
		}
		$this->ready   = true;
		$this->charset = 'utf8mb4';
		$this->collate = '';
		$this->show_errors();
	}

	public function db_connect( $allow_bail = true ) {
		return true;
	}

	public function check_connection( $allow_bail = true ) {
		return true;
	}

	public function db_version() {
		return '8.0';
	}

	public function _real_escape( $data ) {
		return is_scalar( $data ) ? $this->add_placeholder_escape( str_replace( "'", "''", (string) $data ) ) : '';
	}

	public function get_col_charset( $table, $column ) {
		return 'utf8mb4';
	}

	public function get_col_length( $table, $column ) {
		return false;
	}

	protected function get_table_charset( $table ) {
		return 'utf8mb4';
	}

	public function query( $query ) {
		$this->flush();
		$this->last_query = $query;
		$sql              = $this->remove_placeholder_escape( $query );
		if ( preg_match( "/^\s*SHOW TABLES LIKE '(.*)'/i", $sql, $found ) ) {
			$sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = '" . stripslashes( $found[1] ) . "'";
		} elseif ( preg_match( '/^(\s*)INSERT(.*?)\sON DUPLICATE KEY UPDATE.*$/is', $sql, $found ) ) {
			$sql = 'INSERT OR REPLACE' . $found[2];
		} elseif ( preg_match( '/^\s*(SET|START|COMMIT|DELETE a, b|SHOW|DESCRIBE|CREATE|ALTER)\b/i', $sql ) ) {
			return 0;
		}
		$sql = str_replace( array( 'INSERT IGNORE', 'SQL_CALC_FOUND_ROWS' ), array( 'INSERT OR IGNORE', '' ), $sql );
		try {
			$done = $this->pdo->query( $sql );
		} catch ( PDOException $error ) {
			throw new RuntimeException( $error->getMessage() . " in: $sql" );
		}
		if ( preg_match( '/^\s*SELECT/i', $sql ) ) {
			$this->last_result = $done->fetchAll( PDO::FETCH_OBJ );
			foreach ( $this->last_result as $row ) {
				foreach ( $row as $name => $value ) {
					$row->$name = null === $value ? null : (string) $value; // As MySQL hands values over.
				}
			}
			$this->num_rows = count( $this->last_result );
			return $this->num_rows;
		}
		$this->insert_id     = (int) $this->pdo->lastInsertId();
		$this->rows_affected = $done->rowCount();
		return $this->rows_affected;
	}
}

$wpdb = new Regulars_Sqlite();
$wpdb->set_prefix( 'wp_' );
foreach ( array(
	'siteurl'             => WP_SITEURL,
	'home'                => WP_HOME,
	'blogname'            => 'Backpack & Bean',
	'permalink_structure' => '/%postname%/',
	'timezone_string'     => 'Asia/Taipei',
	'wp_user_roles'       => serialize(
		array(
			'administrator' => array(
				'name'         => 'Administrator',
				'capabilities' => array( 'read' => true, 'manage_options' => true, 'manage_woocommerce' => true ),
			),
			'customer'      => array(
				'name'         => 'Customer',
				'capabilities' => array( 'read' => true ),
			),
		)
	),
) as $regulars_name => $regulars_value ) {
	$wpdb->insert( $wpdb->options, array( 'option_name' => $regulars_name, 'option_value' => $regulars_value, 'autoload' => 'yes' ) );
}
