<?php
/**
 * The agent for Backdrop: users with their fields. Started on the site's host as
 *
 *     php backdrop.php [--root=/var/www/backdrop]
 *
 * and spoken to as docs/agent-protocol.md says.
 */

if (PHP_SAPI !== 'cli') {
    header('HTTP/1.1 403 Forbidden');
    exit('The agent of UserSync does not run through a web server.');
}
if (PHP_VERSION_ID < 70400) {
    echo '{"id":null,"ok":false,"error":{"code":"fatal","message":"The agent needs PHP 7.4 or newer; this is PHP ' . PHP_VERSION . '."}}', "\n";
    exit(1);
}
require __DIR__ . '/usersync-agent.php';

final class UserSyncBackdrop extends UserSyncCms
{
    private const CORE = ['username', 'email', 'name', 'language', 'timezone'];
    private const DATES = ['datetime', 'date', 'datestamp'];
    private const COLUMNS = [
        'text' => 'value', 'text_long' => 'value', 'text_with_summary' => 'value', 'number_integer' => 'value', 'number_decimal' => 'value',
        'number_float' => 'value', 'list_text' => 'value', 'list_boolean' => 'value', 'list_integer' => 'value', 'list_float' => 'value',
        'email' => 'email', 'link_field' => 'url', 'telephone' => 'value', 'datetime' => 'value', 'date' => 'value', 'datestamp' => 'value',
    ];
    private const TYPES = [
        'email' => 'email', 'link_field' => 'url', 'telephone' => 'phone', 'list_boolean' => 'boolean', 'number_integer' => 'number',
        'number_decimal' => 'number', 'number_float' => 'number',
    ];

    private $fields;
    private $url;
    private $root;

    public function kind(): string
    {
        return 'backdrop';
    }

    public function prepare(string $root, ?string $url): string
    {
        if (!is_file("$root/core/includes/bootstrap.inc") || (!is_file("$root/settings.php") && !is_file("$root/sites/sites.php"))) {
            throw new UserSyncError('fatal', "No Backdrop in $root: settings.php and core/includes/bootstrap.inc are not there, or this account may not read them.");
        }
        // settings.php names the folder of the configuration from here; elsewhere Backdrop would end without a word, to install itself.
        chdir($root);
        define('BACKDROP_ROOT', getcwd());
        $this->root = getcwd();
        $this->url = $url;
        $host = $url === null ? [] : parse_url($url);
        $_SERVER['HTTP_HOST'] = ($host['host'] ?? 'localhost') . (isset($host['port']) ? ':' . $host['port'] : '');
        $_SERVER['SCRIPT_NAME'] = rtrim($host['path'] ?? '', '/') . '/index.php';
        $_SERVER['SERVER_NAME'] = $host['host'] ?? 'localhost';
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $_SERVER['REQUEST_URI'] = rtrim($host['path'] ?? '', '/') . '/';
        $_SERVER['REMOTE_ADDR'] = '127.0.0.1';
        $_SERVER['SERVER_SOFTWARE'] = null;
        $_SERVER['HTTP_USER_AGENT'] = 'UserSync';
        if (($host['scheme'] ?? '') === 'https') {
            $_SERVER['HTTPS'] = 'on';
        }
        return BACKDROP_ROOT . '/core/includes/bootstrap.inc';
    }

    public function booted(): void
    {
        backdrop_bootstrap(BACKDROP_BOOTSTRAP_FULL);
        if (state_get('maintenance_mode', false)) {
            throw new UserSyncError('maintenance', 'The site is in maintenance mode.');
        }
        backdrop_save_session(false);
        $admin = user_load(1);
        if (!$admin) {
            throw new UserSyncError('fatal', 'The site has no user 1, as whom the agent works.');
        }
        $GLOBALS['user'] = $admin;
        require_once BACKDROP_ROOT . '/core/includes/mail.inc';
        usersync_backdrop_mail_off();
    }

    public function facts(): array
    {
        $url = isset($this->url) || !in_array(parse_url($GLOBALS['base_url'], PHP_URL_HOST), ['localhost', null], true) ? rtrim($GLOBALS['base_url'], '/') : null;
        return [
            'product' => 'Backdrop ' . BACKDROP_VERSION,
            // Without an address in settings.php or in the profile the folder is all that tells one site from another.
            'site' => ['id' => $url ?? $this->root, 'name' => (string) config_get('system.core', 'site_name')],
            'userUrl' => $url === null ? null : "$url/user/{id}",
            'timeZone' => date_default_timezone_get(),
            'capabilities' => [
                'modified' => true, 'hashes' => true, 'block' => true, 'enabled' => true, 'delete' => 'reassign', 'groups' => true, 'total' => true,
            ],
        ];
    }

    public function fields(): array
    {
        $fields = [
            ['path' => 'id', 'label' => 'Id', 'type' => 'number', 'writable' => false, 'choices' => []],
            ['path' => 'username', 'label' => 'User name', 'type' => 'text', 'writable' => true, 'choices' => []],
            ['path' => 'name', 'label' => 'User name, which is the display name too', 'type' => 'text', 'writable' => true, 'choices' => []],
            ['path' => 'email', 'label' => 'E-mail', 'type' => 'email', 'writable' => true, 'choices' => []],
            ['path' => 'language', 'label' => 'Language', 'type' => 'text', 'writable' => true, 'choices' => []],
            ['path' => 'timezone', 'label' => 'Time zone', 'type' => 'text', 'writable' => true, 'choices' => []],
        ];
        if ($this->facts()['userUrl'] !== null) {
            $fields[] = ['path' => 'profile_url', 'label' => 'Page of the user', 'type' => 'url', 'writable' => false, 'choices' => []];
        }
        foreach ($this->known() as $name => $field) {
            $fields[] = ['path' => "fields.$name", 'label' => $field['label'], 'type' => $field['type'], 'writable' => true, 'choices' => $field['choices']];
        }
        return $fields;
    }

    public function groups(): array
    {
        $groups = [];
        foreach (user_roles(true) as $name => $label) {
            if ($name !== BACKDROP_AUTHENTICATED_ROLE) {
                $groups[] = ['id' => (string) $name, 'name' => (string) $label];
            }
        }
        return $groups;
    }

    public function page(int $after, int $limit, ?int $since, array $groups): array
    {
        $query = $this->users($groups)->fields('u', ['uid'])->condition('u.uid', $after, '>')->orderBy('u.uid')->range(0, $limit);
        if ($since !== null) {
            $query->condition('u.changed', $since, '>=');
        }
        return array_map('strval', $query->execute()->fetchCol());
    }

    public function count(array $groups): int
    {
        return (int) $this->users($groups)->countQuery()->execute()->fetchField();
    }

    public function idsByEmail(array $emails): array
    {
        $texts = array_values(array_filter(array_merge([], ...array_map([self::class, 'spellings'], array_values($emails)))));
        if (!$texts) {
            return [];
        }
        $lower = array_map('mb_strtolower', $texts);
        $ids = [];
        // The database may take zoë for zoe: the row itself decides.
        foreach (db_query('SELECT uid, mail FROM {users} WHERE uid > 0 AND mail IN (:mails) ORDER BY uid', [':mails' => $texts]) as $row) {
            if (in_array(mb_strtolower($row->mail), $lower, true)) {
                $ids[] = (string) $row->uid;
            }
        }
        return $ids;
    }

    public function idsByMarker(array $markers): array
    {
        $ids = [];
        foreach ($markers as $marker) {
            $like = '%' . db_like(serialize(['marker' => $marker])) . '%';
            $ids = array_merge($ids, db_query('SELECT uid FROM {users} WHERE uid > 0 AND data LIKE :data', [':data' => $like])->fetchCol());
        }
        $ids = array_unique($ids);
        sort($ids, SORT_NUMERIC);
        return array_map('strval', $ids);
    }

    public function covered(?array $paths): array
    {
        $all = array_merge(self::CORE, array_map(static function (string $name): string {
            return "fields.$name";
        }, array_keys($this->known())));
        return $paths === null ? $all : array_values(array_unique(array_merge(['username', 'email', 'name'], array_intersect($paths, $all))));
    }

    public function read(array $ids, ?array $paths): array
    {
        if (!$ids) {
            return [];
        }
        $covered = $this->covered($paths);
        $rows = [];
        foreach (db_query('SELECT uid, name, mail, created, changed, status, timezone, language, data FROM {users} WHERE uid > 0 AND uid IN (:ids) ORDER BY uid', [':ids' => $ids]) as $u) {
            $data = $u->data === null ? false : @unserialize($u->data, ['allowed_classes' => false]);
            $rows[$u->uid] = [
                'id' => (string) $u->uid, 'created' => (int) $u->created, 'modified' => (int) $u->changed, 'enabled' => (int) $u->status === 1,
                'groups' => [], 'marker' => is_array($data) ? ($data['usersync']['marker'] ?? null) : null,
                'values' => ['username' => $u->name, 'name' => $u->name, 'email' => (string) $u->mail], 'unread' => [],
            ];
            foreach (array_intersect(['timezone', 'language'], $covered) as $path) {
                $rows[$u->uid]['values'][$path] = (string) $u->$path;
            }
        }
        if (!$rows) {
            return [];
        }
        $found = array_keys($rows);
        foreach (db_query('SELECT uid, role FROM {users_roles} WHERE uid IN (:ids) ORDER BY role', [':ids' => $found]) as $r) {
            $rows[$r->uid]['groups'][] = $r->role;
        }
        foreach ($this->known() as $name => $field) {
            if (in_array("fields.$name", $covered, true)) {
                $this->readField($rows, $found, $name, $field);
            }
        }
        foreach ($rows as &$row) {
            $row['values'] = array_filter($row['values'], static function ($value): bool {
                return $value !== '' && $value !== [];
            });
        }
        return array_values($rows);
    }

    public function create(array $item): string
    {
        $set = (array) ($item['set'] ?? []);
        $email = self::ascii(self::text($set['email'] ?? null));
        $marker = (string) ($item['marker'] ?? '');
        $this->checkEmail($email, null);
        $roles = array_values(array_unique(array_merge($this->roles($item['groups'] ?? []), $this->roles($item['join'] ?? []))));
        $account = entity_create('user', [
            'name' => $this->newName($set, $email, $marker), 'mail' => $email, 'init' => $email, 'created' => time(),
            'status' => empty($item['enabled']) ? 0 : 1, 'roles' => $roles,
            'timezone' => isset($set['timezone']) ? $this->setting('timezone', self::text($set['timezone'])) : (string) config_get('system.date', 'default_timezone'),
            'language' => $this->setting('language', self::text($set['language'] ?? null)),
            // Nobody learns it: people set their own by a one-time link.
            'pass' => user_password(32),
            'data' => $marker === '' ? [] : ['usersync' => ['marker' => $marker]],
        ]);
        $this->save($account, $set);
        return (string) $account->uid;
    }

    public function update(string $id, array $item): void
    {
        $account = $this->fresh($id);
        $set = (array) ($item['set'] ?? []);
        if (array_key_exists('email', $set)) {
            $email = self::ascii(self::text($set['email']));
            $this->checkEmail($email, $id);
            if ($account->name === $account->mail && config_get('system.core', 'user_email_match')) {
                // The site demands that a user name that is an address is that of the user.
                $this->checkName($email, $id);
                $account->name = $email;
            }
            $account->mail = $email;
        }
        foreach (['username', 'name'] as $path) {
            if (array_key_exists($path, $set)) {
                $name = self::text($set[$path]);
                $this->checkName($name, $id);
                $account->name = $name;
            }
        }
        foreach (['language', 'timezone'] as $path) {
            if (array_key_exists($path, $set)) {
                $account->$path = $this->setting($path, self::text($set[$path]));
            }
        }
        $roles = isset($item['groups']) ? $this->roles($item['groups']) : array_diff($account->roles, [BACKDROP_AUTHENTICATED_ROLE]);
        $roles = array_diff(array_merge($roles, $this->roles($item['join'] ?? [])), $this->roles($item['leave'] ?? []));
        $account->roles = array_values(array_unique(array_merge([BACKDROP_AUTHENTICATED_ROLE], $roles)));
        $this->save($account, $set);
    }

    public function block(string $id): void
    {
        $account = $this->fresh($id);
        if ($id === '1') {
            throw new UserSyncError('permission', 'User 1 is never blocked.');
        }
        if ((int) $account->status !== 0) {
            $account->status = 0;
            $this->save($account, []);
        }
    }

    public function delete(string $id, array $item): void
    {
        $policy = $item['policy'] ?? null;
        $heir = (string) ($item['reassignTo'] ?? '');
        if ($id === '1') {
            throw new UserSyncError('permission', 'User 1 is never deleted.');
        }
        if ($policy !== 'deleteContent' && ($policy !== 'reassign' || !self::isId($heir) || $heir === $id)) {
            throw new UserSyncError('invalidItem', 'A delete needs the policy "reassign" with the id of another user who gets the content, or "deleteContent".');
        }
        entity_get_controller('user')->resetCache([$id]);
        if (!user_load($id)) {
            return;
        }
        if ($policy === 'reassign') {
            if (!db_query('SELECT 1 FROM {users} WHERE uid = :uid', [':uid' => $heir])->fetchField()) {
                throw new UserSyncError('invalidItem', "There is no user $heir who could get the content.");
            }
            $this->handOver($id, $heir);
        }
        // One by one: user_delete_multiple() tells hooks of the last one only.
        user_delete($id);
    }

    public function lock(bool $take): void
    {
        if (!in_array(db_driver(), ['mysql', 'mariadb'], true)) {
            return;
        }
        $name = substr('usersync ' . md5($this->root), 0, 60);
        if (!$take) {
            db_query('SELECT RELEASE_LOCK(:name)', [':name' => $name]);
        } elseif ((string) db_query('SELECT GET_LOCK(:name, 20)', [':name' => $name])->fetchField() !== '1') {
            throw new UserSyncError('transient', 'Another agent is making users and did not finish in time.');
        }
    }

    public function awake(): bool
    {
        try {
            db_query('SELECT 1');
            return false;
        } catch (Exception $e) {
            // The next query opens another one.
            Database::closeConnection();
            return true;
        }
    }

    private function users(array $groups)
    {
        $query = db_select('users', 'u')->condition('u.uid', 0, '>');
        if ($groups) {
            $query->condition('u.uid', db_select('users_roles', 'r')->fields('r', ['uid'])->condition('r.role', $this->roles($groups), 'IN'), 'IN');
        }
        return $query;
    }

    private function readField(array &$rows, array $ids, string $name, array $field): void
    {
        $column = _field_sql_storage_columnname($name, $field['column']);
        $table = _field_sql_storage_tablename($field['info']);
        $values = db_query("SELECT entity_id, $column AS value FROM {{$table}} WHERE entity_type = 'user' AND deleted = 0 AND entity_id IN (:ids) ORDER BY entity_id, delta", [':ids' => $ids]);
        foreach ($values as $v) {
            $value = $this->shown($field, $v->value);
            if ($value !== '') {
                $rows[$v->entity_id]['values']["fields.$name"][] = $value;
            }
        }
        foreach ($rows as &$row) {
            if (count($row['values']["fields.$name"] ?? []) === 1) {
                $row['values']["fields.$name"] = $row['values']["fields.$name"][0];
            }
        }
    }

    private function save($account, array $set): void
    {
        foreach ($set as $path => $value) {
            if (in_array($path, self::CORE, true)) {
                continue;
            }
            $name = strncmp((string) $path, 'fields.', 7) === 0 ? substr((string) $path, 7) : '';
            $field = $this->known()[$name] ?? null;
            if ($field === null) {
                throw UserSyncError::invalid((string) $path, "The site has no field \"$path\" of users that can be written.");
            }
            $this->put($account, (string) $path, $name, $field, self::texts($value));
        }
        $this->validate($account, $set);
        if ($account->name !== $account->mail && valid_email_address($account->name) && config_get('system.core', 'user_email_match')) {
            throw UserSyncError::invalid('username', 'The site does not take a user name that is another e-mail address than that of the user.');
        }
        try {
            user_save($account);
        } catch (EntityStorageException $e) {
            throw $this->refusal($e);
        }
        // REQUEST_TIME, which Backdrop writes, is when this process began.
        db_update('users')->fields(['changed' => time()])->condition('uid', $account->uid)->execute();
        entity_get_controller('user')->resetCache([$account->uid]);
    }

    /** Backdrop has rolled the save back: nothing was stored, so it is known what became of the item. */
    private function refusal(Throwable $e): Throwable
    {
        $message = $e->getMessage();
        if (!preg_match('/SQLSTATE\[(\w+)\](?:.*?: (\d{4}) )?/', $message, $m)) {
            return new UserSyncError('invalidItem', "The site refused: $message");
        }
        if ($m[1] === '23000') {
            return new UserSyncError('duplicate', "The database holds this already: $message");
        }
        return strncmp($m[1], '22', 2) === 0 || ($m[2] ?? '') === '1366' ? new UserSyncError('invalidItem', "The database does not take a value: $message") : $e;
    }

    /** A language or a time zone that the site knows; empty for the site's own. */
    private function setting(string $path, string $text): string
    {
        $known = $path === 'timezone' ? DateTimeZone::listIdentifiers(DateTimeZone::ALL_WITH_BC) : array_keys(language_list());
        if ($text !== '' && !in_array($text, $known, true)) {
            throw UserSyncError::invalid($path, "The site knows no $path \"" . mb_substr($text, 0, 40) . '".');
        }
        return $text;
    }

    private function put($account, string $path, string $name, array $field, array $texts): void
    {
        if ($field['cardinality'] > 0 && count($texts) > $field['cardinality']) {
            throw UserSyncError::invalid($path, "The field \"$path\" takes {$field['cardinality']} values, not " . count($texts) . '.');
        }
        $items = [];
        $former = $account->{$name}['und'] ?? [];
        foreach ($texts as $n => $text) {
            $entry = [$field['column'] => $this->stored($field, $path, $text)];
            if (array_key_exists('format', $field['info']['columns'])) {
                $entry['format'] = $former[$n]['format'] ?? null;
            }
            if (in_array($field['info']['type'], self::DATES, true)) {
                $entry += ['timezone' => $field['zone'], 'timezone_db' => $field['zone'], 'date_type' => $field['info']['type']];
            }
            $items[] = $entry + ($former[$n] ?? []);
        }
        $account->$name = $items ? ['und' => $items] : [];
    }

    private function validate($account, array $set): void
    {
        try {
            field_attach_validate('user', $account);
        } catch (FieldValidationException $e) {
            foreach ($e->errors as $name => $languages) {
                // What is wrong in fields that nobody changes stays as it is.
                if (!array_key_exists("fields.$name", $set)) {
                    continue;
                }
                foreach ($languages as $items) {
                    foreach ($items as $errors) {
                        throw UserSyncError::invalid("fields.$name", html_entity_decode(strip_tags($errors[0]['message'] ?? 'The value is not allowed.'), ENT_QUOTES));
                    }
                }
            }
        }
    }

    private function shown(array $field, $value): string
    {
        $value = (string) $value;
        if ($value === '') {
            return '';
        }
        if ($field['info']['type'] === 'list_boolean') {
            return $value === '1' ? 'true' : 'false';
        }
        if (!in_array($field['info']['type'], self::DATES, true)) {
            return $value;
        }
        $zone = new DateTimeZone($field['zone']);
        $time = $field['info']['type'] === 'datestamp' ? new DateTime('@' . $value) : date_create($value, $zone);
        if (!$time) {
            return $value;
        }
        return $field['type'] === 'date' ? $time->setTimezone($zone)->format('Y-m-d') : $time->format('Y-m-d\TH:i:sP');
    }

    private function stored(array $field, string $path, string $text): string
    {
        $type = $field['info']['type'];
        if ($type === 'list_boolean') {
            if (!in_array($text, ['true', 'false', '1', '0'], true)) {
                throw UserSyncError::invalid($path, "The field \"$path\" takes true or false.");
            }
            return in_array($text, ['true', '1'], true) ? '1' : '0';
        }
        $number = ['number_integer' => '/^-?[0-9]{1,10}$/D', 'list_integer' => '/^-?[0-9]{1,10}$/D', 'number_decimal' => '/^-?[0-9]+(\.[0-9]+)?$/D', 'number_float' => '/^-?[0-9.]+([eE][+-]?[0-9]+)?$/D'];
        if (isset($number[$type]) && !preg_match($number[$type], $text)) {
            throw UserSyncError::invalid($path, "The field \"$path\" takes a number, not this value.");
        }
        if (!in_array($type, self::DATES, true)) {
            return $text;
        }
        $form = '/^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/D';
        $time = preg_match($form, $text) ? date_create($text, new DateTimeZone($field['zone'])) : false;
        $problems = date_get_last_errors();
        if (!$time || ($problems && $problems['warning_count'] > 0)) {
            throw UserSyncError::invalid($path, "The field \"$path\" takes a date such as 2024-05-06 or 2024-05-06T07:08:09+00:00.");
        }
        if ($type === 'datestamp') {
            return (string) $time->getTimestamp();
        }
        $form = $type === 'date' ? 'Y-m-d\TH:i:s' : 'Y-m-d H:i:s';
        return $field['type'] === 'date' ? substr($text, 0, 10) . ($type === 'date' ? 'T' : ' ') . '00:00:00' : $time->setTimezone(new DateTimeZone($field['zone']))->format($form);
    }

    private function known(): array
    {
        if ($this->fields === null) {
            $this->fields = [];
            foreach (field_info_instances('user', 'user') as $name => $instance) {
                $info = field_info_field($name);
                $type = $info['type'] ?? '';
                if (!isset(self::COLUMNS[$type]) || ($info['storage']['type'] ?? '') !== 'field_sql_storage') {
                    continue;
                }
                $date = in_array($type, self::DATES, true);
                $zone = $date ? ($info['settings']['timezone_db'] ?? '') : '';
                $listed = strncmp($type, 'list_', 5) === 0 && $type !== 'list_boolean';
                $this->fields[$name] = [
                    'info' => $info, 'label' => (string) ($instance['label'] ?? $name), 'column' => self::COLUMNS[$type], 'cardinality' => (int) $info['cardinality'],
                    'type' => $date ? (empty($info['settings']['granularity']['hour']) ? 'date' : 'datetime')
                        : ($listed ? ((int) $info['cardinality'] === 1 ? 'choice' : 'choices') : (self::TYPES[$type] ?? 'text')),
                    'choices' => $listed ? array_map('strval', array_keys(list_allowed_values($info))) : [],
                    'zone' => $zone === '' ? 'UTC' : $zone,
                ];
            }
            ksort($this->fields, SORT_STRING);
        }
        return $this->fields;
    }

    private function checkEmail(string $email, ?string $id): void
    {
        if ($email === '') {
            throw UserSyncError::invalid('email', 'A user of Backdrop needs an e-mail address.');
        }
        if (strlen($email) > EMAIL_MAX_LENGTH || !valid_email_address($email)) {
            throw UserSyncError::invalid('email', 'Backdrop does not take this e-mail address.');
        }
        foreach (array_diff($this->idsByEmail([$email]), [$id]) as $other) {
            throw new UserSyncError('duplicate', "The e-mail address belongs to user $other.", 'email');
        }
    }

    private function checkName(string $name, ?string $id): void
    {
        $error = user_validate_name($name);
        if ($error) {
            throw UserSyncError::invalid('name', html_entity_decode(strip_tags($error), ENT_QUOTES));
        }
        $other = $this->holder($name);
        if ($other !== null && $other !== $id) {
            throw new UserSyncError('duplicate', "The user name belongs to user $other.", 'name');
        }
    }

    private function holder(string $name): ?string
    {
        // By the database's own comparison, which is that of its unique index.
        $uid = db_query('SELECT uid FROM {users} WHERE uid > 0 AND name = :name', [':name' => $name])->fetchField();
        return $uid === false || $uid === null ? null : (string) $uid;
    }

    /** A user name that is free: as given, else near the display name, else from the address. */
    private function newName(array $set, string $email, string $marker): string
    {
        if (self::text($set['username'] ?? null) !== '') {
            $this->checkName(self::text($set['username']), null);
            return self::text($set['username']);
        }
        $logins = self::logins($email, $marker);
        $suffix = substr($logins[1], -7);
        $name = trim(preg_replace('/ {2,}/', ' ', preg_replace('/[^\x80-\xff a-zA-Z0-9@+_.\'-]/', '', self::text($set['name'] ?? null))));
        $tries = $name === '' ? $logins : array_merge([mb_substr($name, 0, 60), mb_substr($name, 0, 53) . $suffix], $logins);
        foreach ($tries as $try) {
            $try = trim($try);
            $address = strpos($try, '@') !== false && $try !== $email;
            if (!$address && !user_validate_name($try) && $this->holder($try) === null) {
                return $try;
            }
        }
        throw new UserSyncError('duplicate', 'No user name near this one is free.', 'name');
    }

    private function roles(array $names): array
    {
        $roles = [];
        foreach ($names as $name) {
            $found = null;
            foreach ($this->groups() as $group) {
                if ($group['id'] === (string) $name || strcasecmp($group['name'], (string) $name) === 0) {
                    $found = $group['id'];
                    break;
                }
            }
            if ($found === null) {
                throw UserSyncError::invalid('groups', "The site has no role \"$name\".");
            }
            $roles[] = $found;
        }
        return $roles;
    }

    private function fresh(string $id)
    {
        entity_get_controller('user')->resetCache([$id]);
        $account = user_load($id);
        if (!$account) {
            throw new UserSyncError('notFound', "There is no user $id.");
        }
        if (!empty($account->picture) && !is_object($account->picture)) {
            // Where pictures are switched off only their number is loaded, and a save would forget it.
            $account->picture = file_load($account->picture) ?: $account->picture;
        }
        return $account;
    }

    private function handOver(string $id, string $heir): void
    {
        foreach (db_query('SELECT nid FROM {node} WHERE uid = :uid', [':uid' => $id])->fetchCol() as $nid) {
            $node = node_load($nid, null, true);
            $node->uid = $heir;
            node_save($node);
        }
        $tables = ['node_revision' => 'uid', 'comment' => 'uid', 'node_comment_statistics' => 'last_comment_uid', 'file_managed' => 'uid', 'redirect' => 'uid'];
        foreach ($tables as $table => $column) {
            if (db_table_exists($table)) {
                db_update($table)->fields([$column => $heir])->condition($column, $id)->execute();
            }
        }
    }
}

/** Whatever is saved, nobody is mailed: activating an account would send its owner a link for logging in. */
function usersync_backdrop_mail_off(): void
{
    if (!class_exists('UserSyncNoMail', false)) {
        eval('class UserSyncNoMail implements MailSystemInterface {
            public function format(array $message) { $message["body"] = is_array($message["body"]) ? implode("\n", $message["body"]) : $message["body"]; return $message; }
            public function mail(array $message) { return true; }
        }');
    }
    $config = config('system.mail');
    $overrides = ['default-system' => 'UserSyncNoMail'];
    foreach ((array) $config->get() as $key => $class) {
        if (is_string($class) && $key[0] !== '_') {
            $overrides[$key] = 'UserSyncNoMail';
        }
    }
    $config->setOverrides($overrides);
    // For the case that a module drops what was loaded, this object included.
    $GLOBALS['config']['system.mail'] = $overrides;
}

$usersync = new UserSyncAgent(new UserSyncBackdrop());
$usersync_file = $usersync->open(array_slice($argv, 1));
try {
    require_once $usersync_file;
} catch (Throwable $usersync_error) {
    $usersync->startFailed($usersync_error);
}
$usersync->serve();
