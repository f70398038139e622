<?php
// Configuration of the WordPress that the tests start. Everything that differs between two runs comes from the environment.
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('USERSYNC_WP_SOCKET'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

// Application passwords work without HTTPS only in a local environment.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HOME', getenv('USERSYNC_WP_SITE_URL'));
define('WP_SITEURL', getenv('USERSYNC_WP_SITE_URL'));
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_DEBUG', false);

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
