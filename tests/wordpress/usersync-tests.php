<?php
// Must-use plugin of the tests: fields that the REST API shows, and no word to the outside.

add_action('init', static function () {
    foreach (['company', 'phone', 'customer_no'] as $key) {
        register_meta('user', $key, ['type' => 'string', 'single' => true, 'show_in_rest' => true]);
    }
    register_meta('user', 'score', ['type' => 'integer', 'single' => true, 'show_in_rest' => true]);
    register_meta('user', 'newsletter', ['type' => 'boolean', 'single' => true, 'show_in_rest' => true]);
    register_meta('user', 'interests', [
        'type' => 'array', 'single' => true,
        'show_in_rest' => ['schema' => ['type' => 'array', 'items' => ['type' => 'string']]],
    ]);
});

// Mails are written down instead of sent, so that a test can see what would have gone out.
add_filter('pre_wp_mail', static function ($null, $mail) {
    $to = is_array($mail['to']) ? implode(',', $mail['to']) : $mail['to'];
    file_put_contents(getenv('USERSYNC_WP_DATA') . '/mail.log', $to . "\t" . $mail['subject'] . "\n", FILE_APPEND | LOCK_EX);
    return true;
}, 10, 2);

add_filter('pre_http_request', static fn () => new WP_Error('blocked', 'Outgoing requests are blocked in tests.'));
