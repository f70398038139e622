<?php
// Installs WordPress into the empty database of start.sh, seeds users and prints the environment for the tests.
// Usage: php install.php SITE_FOLDER USERS
[, $site, $users] = $argv;
$db = new mysqli('localhost', 'root', '', '', 0, getenv('USERSYNC_WP_SOCKET'));
$db->query('DROP DATABASE IF EXISTS wordpress');
$db->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
$db->close();

$_SERVER += ['HTTP_HOST' => preg_replace('~^http://~', '', getenv('USERSYNC_WP_SITE_URL')), 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET'];
define('WP_INSTALLING', true);
require $site . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('UserSync test site', 'admin', 'admin@example.org', false, '', wp_generate_password(24));
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'Europe/Berlin');
$GLOBALS['wp_rewrite']->init();
flush_rewrite_rules(false);

require __DIR__ . '/seed.php';
usersync_seed((int) $users);

[$password] = WP_Application_Passwords::create_new_application_password(1, ['name' => 'UserSync tests']);
printf("USERSYNC_WP_URL=%s\nUSERSYNC_WP_CREDENTIAL='admin:%s'\n", getenv('USERSYNC_WP_SITE_URL'), WP_Application_Passwords::chunk_password($password));
// What the agent needs, which runs on the site's host and loads the site itself.
printf("USERSYNC_WP_ROOT='%s'\nUSERSYNC_WP_SOCKET='%s'\nUSERSYNC_WP_SITE_URL=%s\nUSERSYNC_WP_DATA='%s'\n", $site, getenv('USERSYNC_WP_SOCKET'), getenv('USERSYNC_WP_SITE_URL'), getenv('USERSYNC_WP_DATA'));
