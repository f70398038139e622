<?php
/**
 * The agent for WordPress: users with all their meta. Started on the site's host as
 *
 *     php wordpress.php [--root=/var/www/wordpress]
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

final class UserSyncWordPress extends UserSyncCms
{
    private const MARKER = '_usersync_marker';
    private const CORE = ['url' => 'user_url', 'name' => 'display_name', 'email' => 'user_email', 'username' => 'user_login'];
    private const ALWAYS = ['username', 'email', 'name', 'first_name', 'last_name'];
    private const BY_META = ['first_name', 'last_name', 'nickname', 'description', 'locale'];

    /** WordPress keeps these HTML-escaped although they are plain text. */
    private const ESCAPED = ['name', 'first_name', 'last_name', 'nickname'];

    /** What the columns hold at most; beyond it WordPress fails in ways of its own. */
    private const LONGEST = ['email' => 100, 'url' => 100, 'name' => 250, 'username' => 60];

    /** Sessions and passwords: never read, never written. */
    private const SECRET = ['session_tokens', '_application_passwords', 'default_password_nag', '_new_email'];

    private $keys;
    private $registered;
    private $hidden = [];
    private $rolesOf = [];

    public function kind(): string
    {
        return 'wordpress';
    }

    public function prepare(string $root, ?string $url): string
    {
        if (!is_file("$root/wp-load.php") || !is_file("$root/wp-includes/version.php")) {
            throw new UserSyncError('fatal', "No WordPress in $root: wp-load.php is not there, or this account may not read it.");
        }
        $maintenance = "$root/.maintenance";
        if (is_file($maintenance) && time() - (int) filemtime($maintenance) < 600) {
            throw new UserSyncError('maintenance', 'WordPress is being updated.');
        }
        chdir($root);
        $host = $url === null ? null : parse_url($url);
        $_SERVER['HTTP_HOST'] = isset($host['host']) ? $host['host'] . (isset($host['port']) ? ':' . $host['port'] : '') : 'localhost';
        $_SERVER['SERVER_NAME'] = $host['host'] ?? 'localhost';
        $_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $_SERVER['REQUEST_URI'] = ($host['path'] ?? '') . '/';
        $_SERVER['REMOTE_ADDR'] = '127.0.0.1';
        if (($host['scheme'] ?? '') === 'https') {
            $_SERVER['HTTPS'] = 'on';
        }
        // Hooks that must stand before plugins are loaded: no mail goes out, and no cron job is started by us.
        $GLOBALS['wp_filter']['pre_wp_mail'][PHP_INT_MIN][] = ['accepted_args' => 1, 'function' => '__return_true'];
        $GLOBALS['wp_filter']['pre_get_ready_cron_jobs'][PHP_INT_MAX][] = ['accepted_args' => 0, 'function' => '__return_empty_array'];
        return "$root/wp-load.php";
    }

    public function booted(): void
    {
        global $wpdb;
        if (!isset($wpdb) || !function_exists('wp_insert_user')) {
            throw new UserSyncError('fatal', 'WordPress was loaded only in part.');
        }
        require_once ABSPATH . 'wp-admin/includes/user.php';
        foreach (['send_email_change_email', 'send_password_change_email', 'wp_send_new_user_notification_to_user', 'wp_send_new_user_notification_to_admin'] as $mail) {
            add_filter($mail, '__return_false', PHP_INT_MAX);
        }
        wp_suspend_cache_addition(true);
    }

    public function facts(): array
    {
        return [
            'product' => 'WordPress ' . $GLOBALS['wp_version'],
            'site' => ['id' => untrailingslashit(home_url()), 'name' => html_entity_decode(get_bloginfo('name', 'raw'), ENT_QUOTES)],
            'userUrl' => untrailingslashit(get_option('siteurl')) . '/wp-admin/user-edit.php?user_id={id}',
            'timeZone' => wp_timezone_string(),
            'capabilities' => [
                'modified' => false, 'hashes' => true, 'block' => false, 'enabled' => false, 'delete' => 'reassign', 'groups' => true, 'total' => true,
            ],
        ];
    }

    public function fields(): array
    {
        $fields = [];
        foreach ([
            'id' => ['Id', 'number', false], 'username' => ['Login name (can be given to a new user only)', 'text', false], 'email' => ['E-mail', 'email', true],
            'name' => ['Display name', 'text', true], 'first_name' => ['First name', 'text', true], 'last_name' => ['Last name', 'text', true],
            'nickname' => ['Nickname', 'text', true], 'url' => ['Website', 'url', true], 'description' => ['Biographical info', 'text', true],
            'locale' => ['Language', 'text', true], 'profile_url' => ['Page in the administration', 'url', false],
        ] as $path => list($label, $type, $writable)) {
            $fields[] = ['path' => $path, 'label' => $label, 'type' => $type, 'writable' => $writable, 'choices' => []];
        }
        foreach ($this->metaKeys() as $key) {
            $known = $this->registered()[$key] ?? [];
            $types = ['integer' => 'number', 'number' => 'number', 'boolean' => 'boolean', 'array' => 'choices'];
            $label = trim((string) ($known['description'] ?? ''));
            $fields[] = ['path' => "meta.$key", 'label' => $label === '' ? $key : $label, 'type' => $types[$known['type'] ?? ''] ?? 'text', 'writable' => true, 'choices' => []];
        }
        return $fields;
    }

    public function groups(): array
    {
        $groups = [];
        foreach (wp_roles()->get_names() as $key => $name) {
            $groups[] = ['id' => (string) $key, 'name' => translate_user_role($name)];
        }
        return $groups;
    }

    public function page(int $after, int $limit, ?int $since, array $groups): array
    {
        global $wpdb;
        [$where, $values] = $this->whereGroups($groups);
        return array_map('strval', $wpdb->get_col($wpdb->prepare("SELECT u.ID FROM {$wpdb->users} u WHERE u.ID > %d $where ORDER BY u.ID LIMIT %d", array_merge([$after], $values, [$limit]))));
    }

    public function count(array $groups): int
    {
        global $wpdb;
        [$where, $values] = $this->whereGroups($groups);
        return (int) $wpdb->get_var($wpdb->prepare("SELECT COUNT(*) FROM {$wpdb->users} u WHERE u.ID > %d $where", array_merge([0], $values)));
    }

    public function idsByEmail(array $emails): array
    {
        return $this->idsWhere('user_email', array_merge([], ...array_map([self::class, 'spellings'], array_values($emails))));
    }

    public function idsByMarker(array $markers): array
    {
        global $wpdb;
        if (!$markers) {
            return [];
        }
        $in = implode(',', array_fill(0, count($markers), '%s'));
        return array_map('strval', $wpdb->get_col($wpdb->prepare(
            "SELECT DISTINCT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s AND meta_value IN ($in) ORDER BY user_id", array_merge([self::MARKER], $markers))));
    }

    public function covered(?array $paths): array
    {
        if ($paths === null) {
            $keys = array_map(static function (string $key): string {
                return "meta.$key";
            }, $this->metaKeys());
            return array_merge(array_keys(self::CORE), self::BY_META, $keys);
        }
        $paths = array_values(array_unique(array_merge(self::ALWAYS, $paths)));
        return array_values(array_filter($paths, function (string $path): bool {
            return isset(self::CORE[$path]) || in_array($path, self::BY_META, true) || ($this->key($path) !== null && !$this->isHidden($this->key($path)));
        }));
    }

    public function read(array $ids, ?array $paths): array
    {
        global $wpdb;
        if (!$ids) {
            return [];
        }
        $wanted = array_flip($ids);
        $rows = [];
        foreach ($wpdb->get_results("SELECT ID, user_login, user_email, user_url, user_registered, display_name FROM {$wpdb->users} WHERE " . $this->among('ID', $ids) . ' ORDER BY ID', ARRAY_N) as $u) {
            if (!isset($wanted[$u[0]])) {
                continue;
            }
            $values = ['username' => $u[1], 'email' => $u[2], 'name' => $this->plain($u[5])];
            if ($u[3] !== '' && ($paths === null || in_array('url', $paths, true))) {
                $values['url'] = $u[3];
            }
            $created = strtotime($u[4] . ' UTC');
            $rows[$u[0]] = [
                'id' => $u[0], 'created' => $created === false || $created < 0 ? null : $created, 'modified' => null, 'enabled' => null,
                'groups' => [], 'marker' => null, 'values' => $values, 'unread' => [],
            ];
        }
        $this->readMeta($rows, $this->among('user_id', $ids), $paths);
        foreach ($rows as &$row) {
            $row['values'] = array_filter($row['values'], static function ($value): bool {
                return $value !== '' && $value !== [];
            });
        }
        return array_values($rows);
    }

    public function create(array $item): string
    {
        global $wpdb;
        $set = (array) ($item['set'] ?? []);
        $this->check($set, null);
        $email = self::ascii(self::text($set['email'] ?? null));
        if ($email === '') {
            throw UserSyncError::invalid('email', 'A user of WordPress needs an e-mail address.');
        }
        $groups = isset($item['groups']) ? $this->roles($item['groups']) : null;
        $join = $this->roles($item['join'] ?? []);
        $marker = (string) ($item['marker'] ?? '');
        $this->demandFree($email, null);
        $given = self::text($set['username'] ?? null);
        $logins = $given === '' ? self::logins($email, $marker) : [$given];
        $data = ['user_email' => $email, 'user_pass' => wp_generate_password(32, true), 'display_name' => self::text($set['name'] ?? null)]
            + $this->columns($set);
        if ($data['display_name'] === '') {
            unset($data['display_name']);
        }
        $data['meta_input'] = $marker === '' ? [] : [self::MARKER => wp_slash($marker)];
        // One transaction, so that nobody is left behind without a marker.
        $wpdb->query('START TRANSACTION');
        $done = false;
        $id = 0;
        try {
            $id = $this->insert($data, $logins);
            if ($groups !== null) {
                $this->setRoles($id, $groups);
            }
            foreach ($join as $role) {
                (new WP_User($id))->add_role($role);
            }
            $this->writeMeta($id, $set);
            $done = true;
            return (string) $id;
        } finally {
            $wpdb->query($done ? 'COMMIT' : 'ROLLBACK');
            if (!$done && $id > 0) {
                clean_user_cache($id);
            }
        }
    }

    public function update(string $id, array $item): void
    {
        $user = $this->fresh($id);
        $set = (array) ($item['set'] ?? []);
        $this->check($set, $id);
        if (isset($set['email'])) {
            $this->demandFree(self::ascii(self::text($set['email'])), $id);
        }
        $groups = isset($item['groups']) ? $this->roles($item['groups']) : null;
        $join = $this->roles($item['join'] ?? []);
        $leave = $this->roles($item['leave'] ?? []);
        $data = $this->columns($set);
        if (isset($set['email'])) {
            $data['user_email'] = self::ascii(self::text($set['email']));
        }
        if (array_key_exists('name', $set)) {
            $data['display_name'] = self::text($set['name']);
        }
        if ($data) {
            $this->demand(wp_update_user(wp_slash(['ID' => (int) $id] + $data)));
        }
        if ($groups !== null) {
            $this->setRoles((int) $id, $groups);
        }
        foreach ($join as $role) {
            $user->add_role($role);
        }
        foreach ($leave as $role) {
            $user->remove_role($role);
        }
        $this->writeMeta((int) $id, $set);
    }

    public function block(string $id): void
    {
        throw new UserSyncError('invalidItem', 'WordPress cannot block a user.');
    }

    public function delete(string $id, array $item): void
    {
        $heir = (string) ($item['reassignTo'] ?? '');
        if (($item['policy'] ?? null) !== 'reassign' || !self::isId($heir) || $heir === $id) {
            throw new UserSyncError('invalidItem', 'A delete needs the policy "reassign" and the id of another user who gets the content.');
        }
        clean_user_cache((int) $heir);
        if (!get_userdata((int) $heir)) {
            throw new UserSyncError('invalidItem', "There is no user $heir who could get the content.");
        }
        clean_user_cache((int) $id);
        if (!get_userdata((int) $id)) {
            return;
        }
        if (!wp_delete_user((int) $id, (int) $heir)) {
            throw new UserSyncError('invalidItem', "WordPress did not delete user $id.");
        }
    }

    public function lock(bool $take): void
    {
        global $wpdb;
        $name = substr('usersync ' . $wpdb->prefix . DB_NAME, 0, 60);
        if (!$take) {
            $wpdb->query($wpdb->prepare('SELECT RELEASE_LOCK(%s)', $name));
        } elseif ($wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, 20)', $name)) !== '1') {
            throw new UserSyncError('transient', 'Another agent is making users and did not finish in time.');
        }
    }

    /** Ids that lie close together are read as a range, which is a good deal quicker; whoever else lies in it is passed over. */
    private function among(string $column, array $ids): string
    {
        $ids = array_map('intval', $ids);
        $least = min($ids);
        $most = max($ids);
        return $most - $least < 2 * count($ids) ? "$column BETWEEN $least AND $most" : "$column IN (" . implode(',', $ids) . ')';
    }

    private function readMeta(array &$rows, string $among, ?array $paths): void
    {
        global $wpdb;
        $capabilities = $wpdb->get_blog_prefix() . 'capabilities';
        $wanted = [$capabilities, self::MARKER, 'first_name', 'last_name'];
        $filter = '';
        if ($paths !== null) {
            foreach ($paths as $path) {
                $key = in_array($path, self::BY_META, true) ? $path : $this->key($path);
                if ($key !== null) {
                    $wanted[] = $key;
                }
            }
            $wanted = array_values(array_unique($wanted));
            $filter = $wpdb->prepare('AND meta_key IN (' . implode(',', array_fill(0, count($wanted), '%s')) . ')', $wanted);
        }
        $seen = [];
        foreach ($wpdb->get_results("SELECT user_id, meta_key, meta_value FROM {$wpdb->usermeta} FORCE INDEX (user_id) WHERE $among $filter ORDER BY user_id, umeta_id", ARRAY_N) as list($id, $key, $text)) {
            if (!isset($rows[$id])) {
                continue;
            }
            if ($key === $capabilities) {
                $rows[$id]['groups'] = $this->rolesOf[$text] ?? ($this->rolesOf[$text] = $this->rolesIn((string) $text));
            } elseif ($key === self::MARKER) {
                $rows[$id]['marker'] = $text;
            } elseif (in_array($key, self::BY_META, true)) {
                // WordPress itself shows the first of several values.
                if (!isset($rows[$id]['values'][$key])) {
                    $rows[$id]['values'][$key] = in_array($key, self::ESCAPED, true) ? $this->plain((string) $text) : (string) $text;
                }
            } elseif (!$this->isHidden($key)) {
                $this->addMeta($rows[$id], $key, (string) $text, isset($seen[$id][$key]));
                $seen[$id][$key] = true;
            }
        }
    }

    private function rolesIn(string $capabilities): array
    {
        $held = @unserialize($capabilities, ['allowed_classes' => false]);
        return array_map('strval', array_values(array_filter(array_keys(array_filter(is_array($held) ? $held : [])), [wp_roles(), 'is_role'])));
    }

    private function addMeta(array &$row, string $key, string $text, bool $further): void
    {
        $path = "meta.$key";
        $value = $text;
        if (is_serialized($text)) {
            $value = @unserialize($text, ['allowed_classes' => false]);
            $plain = is_array($value) && $value === array_values($value) && count(array_filter($value, 'is_scalar')) === count($value);
            if (!$plain && !is_scalar($value)) {
                unset($row['values'][$path]);
                $row['unread'][] = $path;
                return;
            }
        }
        $known = $this->registered()[$key] ?? [];
        if (($known['type'] ?? '') === 'boolean' && !is_array($value)) {
            $value = in_array($value, ['1', 'true', true, 1], true) ? 'true' : 'false';
        }
        $value = is_array($value) ? self::texts($value) : self::text($value);
        if (!$further) {
            $row['values'][$path] = $value;
        } elseif (empty($known['single'])) {
            $row['values'][$path] = array_merge(self::texts($row['values'][$path] ?? null), self::texts($value));
        }
    }

    private function insert(array $data, array $logins): int
    {
        foreach ($logins as $n => $login) {
            // Mails to the new user are never sent; whoever wants one sends it by another way.
            $id = wp_insert_user(['user_login' => wp_slash($login)] + wp_slash($data));
            if (!is_wp_error($id) || $id->get_error_code() !== 'existing_user_login' || $n + 1 === count($logins)) {
                break;
            }
        }
        $this->demand($id);
        // The REST API of WordPress answers "created" here too; the row is not there.
        if ((int) $id <= 0) {
            throw UserSyncError::invalid('', 'WordPress stored no user; a value is probably too long.');
        }
        return (int) $id;
    }

    private function columns(array $set): array
    {
        $data = [];
        foreach (array_merge(['url'], self::BY_META) as $path) {
            if (array_key_exists($path, $set)) {
                $data[$path === 'url' ? 'user_url' : $path] = self::text($set[$path]);
            }
        }
        return $data;
    }

    private function check(array $set, ?string $id): void
    {
        foreach ($set as $path => $value) {
            $path = (string) $path;
            $text = self::text($value);
            if (isset(self::LONGEST[$path]) && mb_strlen($text) > self::LONGEST[$path]) {
                throw UserSyncError::invalid($path, "The value of \"$path\" has " . mb_strlen($text) . ' characters, WordPress stores ' . self::LONGEST[$path] . '.');
            }
            if ($path === 'email' && ($text !== '' || $id !== null) && !is_email(self::ascii($text))) {
                throw UserSyncError::invalid($path, $text === '' ? 'The e-mail address of a WordPress user cannot be cleared.' : 'WordPress does not take this e-mail address.');
            }
            if ($path === 'username' && $id !== null) {
                throw UserSyncError::invalid($path, 'The login name of a WordPress user cannot be changed.');
            }
            if ($path === 'username' && $text !== '' && (!validate_username($text) || sanitize_user($text, true) !== $text)) {
                throw UserSyncError::invalid($path, 'WordPress does not take this login name.');
            }
            if (isset(self::CORE[$path]) || in_array($path, self::BY_META, true)) {
                continue;
            }
            $key = $this->key($path);
            if ($key === null) {
                throw UserSyncError::invalid($path, "WordPress has no field \"$path\" that can be written.");
            }
            if ($this->isHidden($key)) {
                throw UserSyncError::invalid($path, "The meta key \"$key\" belongs to WordPress itself and is not written.");
            }
            $this->checkType($path, $key, $text);
        }
    }

    private function checkType(string $path, string $key, string $text): void
    {
        $type = $this->registered()[$key]['type'] ?? 'string';
        $fits = $text === ''
            || ($type === 'integer' && preg_match('/^-?[0-9]+$/', $text))
            || ($type === 'number' && is_numeric($text))
            || ($type === 'boolean' && in_array($text, ['true', 'false'], true))
            || in_array($type, ['string', 'array'], true);
        if (!$fits) {
            throw UserSyncError::invalid($path, "The custom field \"$key\" takes $type, not this value.");
        }
    }

    private function writeMeta(int $id, array $set): void
    {
        foreach ($set as $path => $value) {
            $key = $this->key((string) $path);
            if ($key === null) {
                continue;
            }
            $texts = self::texts($value);
            if (!$texts) {
                delete_user_meta($id, wp_slash($key));
                continue;
            }
            $held = get_user_meta($id, $key, false);
            if (count($held) > 1 && empty($this->registered()[$key]['single'])) {
                delete_user_meta($id, wp_slash($key));
                foreach ($texts as $text) {
                    add_user_meta($id, wp_slash($key), wp_slash($text));
                }
                continue;
            }
            $type = $this->registered()[$key]['type'] ?? (is_array($held[0] ?? null) || count($texts) > 1 ? 'array' : 'string');
            $stored = $type === 'array' ? $texts : $texts[0];
            if ($type === 'boolean') {
                $stored = $stored === 'true' ? '1' : '';
            }
            update_user_meta($id, wp_slash($key), wp_slash($stored));
        }
        $this->keys = null;
    }

    private function roles($names): array
    {
        $roles = [];
        foreach ((array) $names as $name) {
            $found = null;
            foreach ($this->groups() as $group) {
                if ($group['id'] === (string) $name || strcasecmp($group['name'], (string) $name) === 0 || strcasecmp($group['id'], str_replace(' ', '_', (string) $name)) === 0) {
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

    private function setRoles(int $id, array $roles): void
    {
        $user = new WP_User($id);
        $user->set_role($roles[0] ?? '');
        foreach (array_slice($roles, 1) as $role) {
            $user->add_role($role);
        }
    }

    private function fresh(string $id): WP_User
    {
        // This process lives long; what it remembers may be old, and WordPress writes whole rows back.
        clean_user_cache((int) $id);
        wp_cache_delete((int) $id, 'user_meta');
        $user = get_userdata((int) $id);
        if (!$user) {
            throw new UserSyncError('notFound', "There is no user $id.");
        }
        return $user;
    }

    private function demandFree(string $email, ?string $id): void
    {
        foreach (array_diff($this->idsWhere('user_email', self::spellings($email)), [$id]) as $other) {
            throw new UserSyncError('duplicate', "The e-mail address belongs to user $other.", 'email');
        }
    }

    private function demand($result): void
    {
        if (!is_wp_error($result)) {
            return;
        }
        $code = (string) $result->get_error_code();
        $message = trim(html_entity_decode(wp_strip_all_tags($result->get_error_message()), ENT_QUOTES));
        throw new UserSyncError(strncmp($code, 'existing_user', 13) === 0 ? 'duplicate' : 'invalidItem', $message === '' ? $code : $message);
    }

    private function idsWhere(string $column, array $texts): array
    {
        global $wpdb;
        $texts = array_values(array_filter($texts, static function (string $t): bool {
            return $t !== '';
        }));
        if (!$texts) {
            return [];
        }
        $in = implode(',', array_fill(0, count($texts), '%s'));
        $lower = array_map('mb_strtolower', $texts);
        $ids = [];
        // The database may take zoë for zoe: the row itself decides.
        foreach ($wpdb->get_results($wpdb->prepare("SELECT ID, $column FROM {$wpdb->users} WHERE $column IN ($in) ORDER BY ID", $texts), ARRAY_N) as list($id, $text)) {
            if (in_array(mb_strtolower($text), $lower, true)) {
                $ids[] = (string) $id;
            }
        }
        return $ids;
    }

    private function whereGroups(array $groups): array
    {
        global $wpdb;
        if (!$groups) {
            return ['', []];
        }
        $any = [];
        $values = [$wpdb->get_blog_prefix() . 'capabilities'];
        foreach ($this->roles($groups) as $role) {
            $any[] = 'm.meta_value LIKE %s';
            $values[] = '%' . $wpdb->esc_like('"' . $role . '"') . '%';
        }
        return ["AND EXISTS (SELECT 1 FROM {$wpdb->usermeta} m WHERE m.user_id = u.ID AND m.meta_key = %s AND (" . implode(' OR ', $any) . '))', $values];
    }

    private function metaKeys(): array
    {
        global $wpdb;
        if ($this->keys === null) {
            $found = array_merge($wpdb->get_col("SELECT DISTINCT meta_key FROM {$wpdb->usermeta} WHERE meta_key <> ''"), array_keys($this->registered()));
            $found = array_unique(array_map('strval', $found));
            sort($found, SORT_STRING);
            $this->keys = array_values(array_filter($found, function (string $key): bool {
                return !in_array($key, self::BY_META, true) && !$this->isHidden($key);
            }));
        }
        return $this->keys;
    }

    private function registered(): array
    {
        if ($this->registered === null) {
            $this->registered = array_merge(get_registered_meta_keys('user'), get_registered_meta_keys('user', 'user'));
        }
        return $this->registered;
    }

    private function key(string $path): ?string
    {
        return strncmp($path, 'meta.', 5) === 0 && strlen($path) > 5 ? substr($path, 5) : null;
    }

    private function isHidden(string $key): bool
    {
        return $this->hidden[$key] ?? ($this->hidden[$key] = in_array($key, self::SECRET, true) || strncmp($key, '_usersync', 9) === 0
            || in_array($key, self::BY_META, true)
            || preg_match('/(^|_)(capabilities|user_level|user-settings|user-settings-time|persisted_preferences|dashboard_quick_press_last_post_id)$/', $key) === 1);
    }

    private function plain(string $text): string
    {
        return strpos($text, '&') === false ? $text : html_entity_decode($text, ENT_QUOTES | ENT_HTML5, 'UTF-8');
    }
}

$usersync = new UserSyncAgent(new UserSyncWordPress());
$usersync_file = $usersync->open(array_slice($argv, 1));
try {
    require_once $usersync_file;
} catch (Throwable $usersync_error) {
    $usersync->startFailed($usersync_error);
}
$usersync->serve();
