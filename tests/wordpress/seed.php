<?php
// Invented people. Rows go in by SQL: wp_insert_user takes minutes for what this does in a second.

/** The awkward ones, in front: login => [e-mail, first name, last name]. */
function usersync_awkward(): array
{
    return [
        'upper' => ['Upper.Case@Example.ORG', 'Ursula', 'Großmann'],
        'cyrillic' => ['anna.cyrillic@example.org', 'Анна', 'Фиктивная'],
        'rtl' => ['layla@example.org', 'ليلى', 'حداد'],
        'emoji' => ['emoji@example.org', 'Zoë 🦊', "O'Neil"],
        'punycode' => ['ida@xn--bcher-kva.example', 'Ida', 'Bücher'],
        // REST refuses such an address, old imports left them in many sites.
        'idn' => ['idn@bücher.example', 'Jörg', 'Bücher'],
        'nomail' => ['', 'Nora', 'Ohnepost'],
        'plus' => ['borys+news@example.net', 'Борис', 'Выдуманный'],
    ];
}

function usersync_seed(int $count): void
{
    global $wpdb;
    $people = [];
    foreach (usersync_awkward() as $login => [$email, $first, $last]) {
        $people[] = [$login, $email, $first, $last];
    }
    $firsts = ['Anna', 'Bernd', 'Clara', 'Dieter', 'Eva', 'Fatma', 'Goran', 'Hanna', 'Ivan', 'Jana'];
    $lasts = ['Fiktiv', 'Muster', 'Beispiel', 'Erfunden', 'Probe', 'Vorlage', 'Niemand'];
    for ($n = 1; count($people) < $count; $n++) {
        $domain = $n <= $count / 2 ? 'example.org' : 'example.net';
        $people[] = [sprintf('user%04d', $n), sprintf('user%04d@%s', $n, $domain), $firsts[$n % 10], $lasts[$n % 7]];
    }

    $people = array_slice($people, 0, $count);
    // One hash for all: nobody shall log in, and hashing is what makes the ordinary way slow.
    $hash = wp_hash_password(wp_generate_password(40));
    foreach (array_chunk($people, 500) as $chunk) {
        $rows = [];
        foreach ($chunk as [$login, $email, $first, $last]) {
            $rows[] = $wpdb->prepare('(%s,%s,%s,%s,UTC_TIMESTAMP(),%s)', $login, $hash, $login, $email, "$first $last");
        }
        $wpdb->query("INSERT INTO {$wpdb->users} (user_login,user_pass,user_nicename,user_email,user_registered,display_name) VALUES " . implode(',', $rows));
    }

    $ids = array_column($wpdb->get_results("SELECT ID, user_login FROM {$wpdb->users}"), 'ID', 'user_login');
    foreach (array_chunk($people, 250) as $chunk) {
        $rows = [];
        foreach ($chunk as [$login, , $first, $last]) {
            $id = (int) $ids[$login];
            $meta = [
                'first_name' => $first, 'last_name' => $last, 'nickname' => $login, 'wp_user_level' => '0',
                'wp_capabilities' => serialize([$id % 50 === 0 ? 'editor' : 'subscriber' => true]),
                'company' => $id % 3 === 0 ? 'Example GmbH' : '', 'phone' => sprintf('+49 30 555%04d', $id % 10000), 'customer_no' => sprintf('K%06d', $id),
            ];
            foreach ($meta as $key => $value) {
                $rows[] = $wpdb->prepare('(%d,%s,%s)', $id, $key, $value);
            }
        }
        $wpdb->query("INSERT INTO {$wpdb->usermeta} (user_id,meta_key,meta_value) VALUES " . implode(',', $rows));
    }
}
