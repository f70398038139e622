<?php
/**
 * The agent for Joomla: users, custom fields, and params under a dotted name. Started on the site's host as
 *
 *     php joomla.php [--root=/var/www/joomla]
 *
 * and spoken to as docs/agent-protocol.md says. Joomla 4 and 5.
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

final class UserSyncJoomla extends UserSyncCms
{
    private const CORE = ['username', 'email', 'name'];
    private const MARKER = 'usersync.marker';
    private const TYPES = ['calendar' => 'datetime', 'list' => 'choice', 'radio' => 'choice', 'checkboxes' => 'choices', 'integer' => 'number', 'url' => 'url'];
    private const PLAIN = ['text', 'textarea', 'editor', 'list', 'radio', 'checkboxes', 'calendar', 'integer', 'url', 'color'];

    private $db;
    private $fields;
    private $url;

    public function kind(): string
    {
        return 'joomla';
    }

    public function prepare(string $root, ?string $url): string
    {
        if (!is_file("$root/includes/framework.php") || !is_dir("$root/libraries")) {
            throw new UserSyncError('fatal', "No Joomla in $root: includes/framework.php is not there, or this account may not read it.");
        }
        if (!is_file("$root/configuration.php") || filesize("$root/configuration.php") < 10) {
            throw new UserSyncError('fatal', "Joomla in $root is not installed: configuration.php is not there, or this account may not read it.");
        }
        chdir($root);
        $this->url = $url === null ? null : rtrim($url, '/');
        $host = $url === null ? [] : parse_url($url);
        $_SERVER['HTTP_HOST'] = ($host['host'] ?? 'localhost') . (isset($host['port']) ? ':' . $host['port'] : '');
        $_SERVER['SCRIPT_NAME'] = rtrim($host['path'] ?? '', '/') . '/index.php';
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $_SERVER['REQUEST_URI'] = rtrim($host['path'] ?? '', '/') . '/';
        $_SERVER['REMOTE_ADDR'] = '127.0.0.1';
        if (($host['scheme'] ?? '') === 'https') {
            $_SERVER['HTTPS'] = 'on';
        }
        define('_JEXEC', 1);
        define('JPATH_BASE', $root);
        require_once JPATH_BASE . '/includes/defines.php';
        return JPATH_BASE . '/includes/framework.php';
    }

    public function booted(): void
    {
        $container = Joomla\CMS\Factory::getContainer();
        $container->alias('session', 'session.cli')
            ->alias('JSession', 'session.cli')
            ->alias(Joomla\CMS\Session\Session::class, 'session.cli')
            ->alias(Joomla\Session\Session::class, 'session.cli')
            ->alias(Joomla\Session\SessionInterface::class, 'session.cli');
        // Its console would take the constant STDOUT, which is closed here. On this system it takes the buffer that we catch.
        $system = getenv('OSTYPE');
        putenv('OSTYPE=OS400');
        $app = $container->get(Joomla\Console\Application::class);
        putenv($system === false ? 'OSTYPE' : "OSTYPE=$system");
        Joomla\CMS\Factory::$application = $app;
        // Without it no class of a plugin is found.
        $app->createExtensionNamespaceMap();
        $this->db = $container->get(Joomla\Database\DatabaseInterface::class);
        $this->db->connect();
        // New users would be mailed their password in clear text.
        $app->getConfig()->set('mailonline', false);
        Joomla\CMS\Factory::getApplication()->getLanguage()->load('lib_joomla', JPATH_ADMINISTRATOR);
        Joomla\CMS\Plugin\PluginHelper::importPlugin('user');
        Joomla\CMS\Plugin\PluginHelper::importPlugin('fields');
        $this->actAsSuperUser($app);
    }

    public function facts(): array
    {
        $config = Joomla\CMS\Factory::getApplication()->getConfig();
        $live = rtrim((string) $config->get('live_site', ''), '/');
        $url = $this->url ?? ($live === '' ? null : $live);
        return [
            'product' => 'Joomla ' . JVERSION,
            'site' => ['id' => $url ?? JPATH_BASE, 'name' => (string) $config->get('sitename')],
            'userUrl' => $url === null ? null : "$url/administrator/index.php?option=com_users&task=user.edit&id={id}",
            'timeZone' => (string) $config->get('offset', 'UTC'),
            'capabilities' => [
                'modified' => false, 'hashes' => true, 'block' => true, 'enabled' => true, 'delete' => 'real', 'groups' => true, 'total' => true, 'params' => true,
            ],
        ];
    }

    public function fields(): array
    {
        $fields = [
            ['path' => 'id', 'label' => 'Id', 'type' => 'number', 'writable' => false, 'choices' => []],
            ['path' => 'username', 'label' => 'Login name', 'type' => 'text', 'writable' => true, 'choices' => []],
            ['path' => 'name', 'label' => 'Name', 'type' => 'text', 'writable' => true, 'choices' => []],
            ['path' => 'email', 'label' => 'E-mail', 'type' => 'email', 'writable' => true, 'choices' => []],
        ];
        if ($this->facts()['userUrl'] !== null) {
            $fields[] = ['path' => 'profile_url', 'label' => 'Page in the administration', 'type' => 'url', 'writable' => false, 'choices' => []];
        }
        foreach ($this->known() as $name => $field) {
            $fields[] = ['path' => "fields.$name", 'label' => $field['label'], 'type' => $field['type'], 'writable' => true, 'choices' => $field['choices']];
        }
        foreach ($this->paramPaths() as $path) {
            $fields[] = ['path' => "params.$path", 'label' => $path, 'type' => 'text', 'writable' => true, 'choices' => []];
        }
        return $fields;
    }

    public function groups(): array
    {
        $rows = $this->rows('SELECT id, title FROM #__usergroups ORDER BY id');
        return array_map(static function (array $row): array {
            return ['id' => (string) $row['id'], 'name' => (string) $row['title']];
        }, $rows);
    }

    public function page(int $after, int $limit, ?int $since, array $groups): array
    {
        return array_column($this->rows("SELECT u.id FROM #__users u WHERE u.id > $after" . $this->whereGroups($groups) . " ORDER BY u.id LIMIT $limit"), 'id');
    }

    public function count(array $groups): int
    {
        return (int) $this->rows('SELECT COUNT(*) AS n FROM #__users u WHERE u.id > 0' . $this->whereGroups($groups))[0]['n'];
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
        foreach ($this->rows('SELECT id, email FROM #__users WHERE email IN (' . $this->quoted($texts) . ') ORDER BY id') as $row) {
            if (in_array(mb_strtolower($row['email']), $lower, true)) {
                $ids[] = (string) $row['id'];
            }
        }
        return $ids;
    }

    public function idsByMarker(array $markers): array
    {
        $ids = [];
        foreach ($this->rows('SELECT id, params FROM #__users WHERE params LIKE ' . $this->db->quote('%"usersync"%') . ' ORDER BY id') as $row) {
            $marker = $this->flat($row['params'])[self::MARKER] ?? null;
            if (in_array($marker, $markers, true)) {
                $ids[] = (string) $row['id'];
            }
        }
        return $ids;
    }

    public function covered(?array $paths): array
    {
        $fields = array_map(static function (string $name): string {
            return "fields.$name";
        }, array_keys($this->known()));
        if ($paths === null) {
            $params = array_map(static function (string $path): string {
                return "params.$path";
            }, $this->paramPaths());
            return array_merge(self::CORE, $fields, $params);
        }
        return array_values(array_unique(array_merge(self::CORE, array_filter($paths, static function (string $path) use ($fields): bool {
            return in_array($path, $fields, true) || self::param($path) !== null;
        }))));
    }

    public function read(array $ids, ?array $paths): array
    {
        if (!$ids) {
            return [];
        }
        $in = implode(',', array_map('intval', $ids));
        $covered = array_flip($this->covered($paths));
        $rows = [];
        foreach ($this->rows("SELECT id, name, username, email, block, registerDate, params FROM #__users WHERE id IN ($in) ORDER BY id") as $u) {
            $created = strtotime($u['registerDate'] . ' UTC');
            $params = $this->flat((string) $u['params']);
            $values = ['username' => $u['username'], 'name' => $u['name'], 'email' => $u['email']];
            foreach ($params as $path => $value) {
                if (isset($covered["params.$path"])) {
                    $values["params.$path"] = $value;
                }
            }
            $rows[$u['id']] = [
                'id' => (string) $u['id'], 'created' => $created === false ? null : $created, 'modified' => null, 'enabled' => (int) $u['block'] === 0,
                'groups' => [], 'marker' => $params[self::MARKER] ?? null, 'values' => $values, 'unread' => [],
            ];
        }
        foreach ($this->rows("SELECT user_id, group_id FROM #__user_usergroup_map WHERE user_id IN ($in) ORDER BY group_id") as $m) {
            if (isset($rows[$m['user_id']])) {
                $rows[$m['user_id']]['groups'][] = (string) $m['group_id'];
            }
        }
        $this->readFields($rows, $in, $covered);
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
        $this->check($set, null);
        $this->checkEmail($email, null);
        $groups = $this->groupIds($item['groups'] ?? []) ?: [(int) Joomla\CMS\Component\ComponentHelper::getParams('com_users')->get('new_usertype', 2)];
        $groups = array_values(array_unique(array_merge($groups, $this->groupIds($item['join'] ?? []))));
        $user = new Joomla\CMS\User\User();
        $password = Joomla\CMS\User\UserHelper::genRandomPassword(32);
        $login = $this->newLogin($set, $email, $marker);
        $data = [
            'name' => self::text($set['name'] ?? null) === '' ? $login : self::text($set['name']), 'username' => $login, 'email' => $email,
            'password' => $password, 'password2' => $password, 'block' => empty($item['enabled']) ? 1 : 0, 'groups' => $groups, 'sendEmail' => 0,
        ];
        $this->demand($user->bind($data), $user);
        if ($marker !== '') {
            $user->setParam(self::MARKER, $marker);
        }
        $this->putParams($user, $set);
        $this->store($user, $set);
        return (string) $user->id;
    }

    public function update(string $id, array $item): void
    {
        $user = $this->fresh($id);
        $set = (array) ($item['set'] ?? []);
        $this->check($set, $id);
        if (array_key_exists('email', $set)) {
            $email = self::ascii(self::text($set['email']));
            $this->checkEmail($email, $id);
            $user->email = $email;
        }
        foreach (['username', 'name'] as $path) {
            if (array_key_exists($path, $set)) {
                if (self::text($set[$path]) === '') {
                    throw UserSyncError::invalid($path, "The $path of a Joomla user cannot be cleared.");
                }
                $user->$path = self::text($set[$path]);
            }
        }
        $groups = isset($item['groups']) ? $this->groupIds($item['groups']) : array_map('intval', array_values($user->groups));
        $groups = array_values(array_unique(array_diff(array_merge($groups, $this->groupIds($item['join'] ?? [])), $this->groupIds($item['leave'] ?? []))));
        if (!$groups) {
            throw UserSyncError::invalid('groups', 'A Joomla user must stay in at least one group.');
        }
        $user->groups = array_combine($groups, $groups);
        $this->putParams($user, $set);
        $this->store($user, $set);
    }

    public function block(string $id): void
    {
        $user = $this->fresh($id);
        if ($user->authorise('core.admin')) {
            throw new UserSyncError('permission', 'A Super User is never blocked.');
        }
        if ((int) $user->block === 0) {
            $user->block = 1;
            $this->save($user);
        }
    }

    public function delete(string $id, array $item): void
    {
        if (!in_array($item['policy'] ?? null, ['keepContent', 'reassign'], true)) {
            throw new UserSyncError('invalidItem', 'A delete needs the policy "keepContent": what the user wrote stays without an author.');
        }
        if (!$this->rows('SELECT id FROM #__users WHERE id = ' . (int) $id)) {
            return;
        }
        $user = $this->fresh($id);
        if ($user->authorise('core.admin')) {
            throw new UserSyncError('permission', 'A Super User is never deleted.');
        }
        $this->demand($user->delete(), $user);
    }

    public function lock(bool $take): void
    {
        if (strpos($this->db->getServerType(), 'mysql') === false) {
            return;
        }
        $name = $this->db->quote('usersync ' . md5(JPATH_BASE));
        if (!$take) {
            $this->rows("SELECT RELEASE_LOCK($name) AS l");
        } elseif ((string) $this->rows("SELECT GET_LOCK($name, 20) AS l")[0]['l'] !== '1') {
            throw new UserSyncError('transient', 'Another agent is making users and did not finish in time.');
        }
    }

    public function awake(): bool
    {
        try {
            $this->rows('SELECT 1 AS n');
            return false;
        } catch (Exception $e) {
            // The next query opens another one.
            $this->db->disconnect();
            return true;
        }
    }

    /** Values of custom fields are stored only for an account that may edit them. */
    private function actAsSuperUser($app): void
    {
        $groups = array_filter(array_column($this->rows('SELECT id FROM #__usergroups'), 'id'), static function ($id): bool {
            return (bool) Joomla\CMS\Access\Access::checkGroup((int) $id, 'core.admin');
        });
        $found = $groups ? $this->rows('SELECT u.id FROM #__users u JOIN #__user_usergroup_map m ON m.user_id = u.id WHERE u.block = 0 AND m.group_id IN ('
            . implode(',', array_map('intval', $groups)) . ') ORDER BY u.id LIMIT 1') : [];
        if (!$found) {
            throw new UserSyncError('fatal', 'The site has no Super User, as whom the agent works.');
        }
        $user = new Joomla\CMS\User\User((int) $found[0]['id']);
        $app->loadIdentity($user);
        // Much of Joomla still asks the session who acts.
        $app->getSession()->set('user', $user);
    }

    private function readFields(array &$rows, string $in, array $covered): void
    {
        $byId = [];
        foreach ($this->known() as $name => $field) {
            if (isset($covered["fields.$name"])) {
                $byId[$field['id']] = ['path' => "fields.$name"] + $field;
            }
        }
        if (!$byId) {
            return;
        }
        $in = implode(',', array_map(function (string $id): string {
            return $this->db->quote($id);
        }, explode(',', $in)));
        foreach ($this->rows('SELECT field_id, item_id, value FROM #__fields_values WHERE field_id IN (' . implode(',', array_keys($byId)) . ") AND item_id IN ($in)") as $v) {
            $field = $byId[$v['field_id']];
            if (isset($rows[$v['item_id']]) && (string) $v['value'] !== '') {
                $rows[$v['item_id']]['values'][$field['path']][] = $this->shown($field, (string) $v['value']);
            }
        }
        foreach ($rows as &$row) {
            foreach ($byId as $field) {
                if (count($row['values'][$field['path']] ?? []) === 1) {
                    $row['values'][$field['path']] = $row['values'][$field['path']][0];
                }
            }
        }
    }

    private function writeFields(int $id, array $set): void
    {
        $model = null;
        foreach ($set as $path => $value) {
            $field = strncmp((string) $path, 'fields.', 7) === 0 ? $this->known()[substr((string) $path, 7)] ?? null : null;
            if ($field === null) {
                continue;
            }
            $model = $model ?? Joomla\CMS\Factory::getApplication()->bootComponent('com_fields')->getMVCFactory()->createModel('Field', 'Administrator', ['ignore_request' => true]);
            $texts = array_map(function (string $text) use ($field, $path): string {
                return $this->stored($field, (string) $path, $text);
            }, self::texts($value));
            if ($model->setFieldValue($field['id'], $id, !$texts ? null : (count($texts) === 1 ? $texts[0] : $texts)) === false) {
                throw new UserSyncError('permission', "Joomla did not let the agent write \"$path\".", (string) $path);
            }
        }
    }

    private function putParams($user, array $set): void
    {
        foreach ($set as $path => $value) {
            $name = self::param((string) $path);
            if ($name === null) {
                continue;
            }
            $texts = self::texts($value);
            // An empty text and not null: Registry keeps the branch, and other names under it stay.
            $user->setParam($name, !$texts ? '' : (count($texts) === 1 ? $texts[0] : $texts));
        }
    }

    private function check(array $set, ?string $id): void
    {
        foreach ($set as $path => $value) {
            $path = (string) $path;
            if (in_array($path, self::CORE, true)) {
                continue;
            }
            $field = strncmp($path, 'fields.', 7) === 0 ? $this->known()[substr($path, 7)] ?? null : null;
            if ($field === null && self::param($path) === null) {
                throw UserSyncError::invalid($path, "Joomla has no field \"$path\" of users that can be written.");
            }
            foreach ($field === null ? [] : self::texts($value) as $text) {
                $this->stored($field, $path, $text);
                if ($field['choices'] && !in_array($text, $field['choices'], true)) {
                    throw UserSyncError::invalid($path, "The field \"$path\" does not offer this value.");
                }
            }
        }
    }

    private function shown(array $field, string $value): string
    {
        if ($field['joomla'] !== 'calendar') {
            return $value;
        }
        return $field['type'] === 'date' ? substr($value, 0, 10) : (($time = strtotime("$value UTC")) === false ? $value : gmdate('Y-m-d\TH:i:s\+00:00', $time));
    }

    private function stored(array $field, string $path, string $text): string
    {
        if ($field['joomla'] !== 'calendar') {
            return $text;
        }
        $form = '/^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/D';
        $time = preg_match($form, $text) ? date_create($text, new DateTimeZone('UTC')) : false;
        $problems = date_get_last_errors();
        if (!$time || ($problems && $problems['warning_count'] > 0)) {
            throw UserSyncError::invalid($path, "The field \"$path\" takes a date such as 2024-05-06 or 2024-05-06T07:08:09+00:00.");
        }
        return $field['type'] === 'date' ? substr($text, 0, 10) . ' 00:00:00' : $time->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d H:i:s');
    }

    private function known(): array
    {
        if ($this->fields === null) {
            $this->fields = [];
            foreach ($this->rows("SELECT id, name, title, type, fieldparams FROM #__fields WHERE context = 'com_users.user' AND state = 1 ORDER BY name") as $row) {
                if (!in_array($row['type'], self::PLAIN, true)) {
                    continue;
                }
                $params = json_decode((string) $row['fieldparams'], true) ?: [];
                $choices = [];
                foreach ((array) ($params['options'] ?? []) as $option) {
                    $choices[] = (string) ($option['value'] ?? '');
                }
                $type = self::TYPES[$row['type']] ?? 'text';
                if ($row['type'] === 'calendar' && empty($params['showtime'])) {
                    $type = 'date';
                } elseif ($row['type'] === 'list' && !empty($params['multiple'])) {
                    $type = 'choices';
                }
                $this->fields[$row['name']] = ['id' => (int) $row['id'], 'label' => (string) $row['title'], 'joomla' => $row['type'], 'type' => $type, 'choices' => array_values(array_filter($choices, 'strlen'))];
            }
        }
        return $this->fields;
    }

    private function paramPaths(): array
    {
        $paths = [];
        foreach ($this->rows("SELECT params FROM #__users WHERE params NOT IN ('', '{}') ORDER BY id DESC LIMIT 5000") as $row) {
            $paths += $this->flat((string) $row['params']);
        }
        unset($paths[self::MARKER]);
        $paths = array_map('strval', array_keys($paths));
        sort($paths, SORT_STRING);
        return $paths;
    }

    /** Params as dotted names and texts. */
    private function flat(string $json): array
    {
        $flat = [];
        $walk = static function (array $branch, string $prefix) use (&$walk, &$flat): void {
            foreach ($branch as $key => $value) {
                if (!is_array($value)) {
                    $flat[$prefix . $key] = is_bool($value) ? ($value ? 'true' : 'false') : (string) $value;
                } elseif ($value !== [] && $value === array_values($value) && count(array_filter($value, 'is_scalar')) === count($value)) {
                    $flat[$prefix . $key] = array_map('strval', $value);
                } else {
                    $walk($value, $prefix . $key . '.');
                }
            }
        };
        $decoded = json_decode($json, true);
        $walk(is_array($decoded) ? $decoded : [], '');
        return $flat;
    }

    private static function param(string $path): ?string
    {
        $name = strncmp($path, 'params.', 7) === 0 ? substr($path, 7) : '';
        return $name === '' || strncmp($name, 'usersync.', 9) === 0 || !preg_match('/^[^.\s]+(\.[^.\s]+)*$/', $name) ? null : $name;
    }

    private function checkEmail(string $email, ?string $id): void
    {
        if ($email === '') {
            throw UserSyncError::invalid('email', 'A user of Joomla needs an e-mail address.');
        }
        if (strlen($email) > 100 || !Joomla\CMS\Mail\MailHelper::isEmailAddress($email) || !preg_match('/@[^@]+\.[^@.]+$/', $email)) {
            throw UserSyncError::invalid('email', 'Joomla does not take this e-mail address.');
        }
        // No unique key stands behind this in Joomla.
        foreach (array_diff($this->idsByEmail([$email]), [$id]) as $other) {
            throw new UserSyncError('duplicate', "The e-mail address belongs to user $other.", 'email');
        }
    }

    private function newLogin(array $set, string $email, string $marker): string
    {
        $given = self::text($set['username'] ?? null);
        foreach ($given === '' ? self::logins($email, $marker) : [$given] as $login) {
            if (!$this->rows('SELECT id FROM #__users WHERE username = ' . $this->db->quote($login))) {
                return $login;
            }
        }
        throw new UserSyncError('duplicate', 'The login name belongs to another user.', 'username');
    }

    private function groupIds(array $names): array
    {
        $ids = [];
        foreach ($names as $name) {
            $found = null;
            foreach ($this->groups() as $group) {
                if ($group['id'] === (string) $name || strcasecmp($group['name'], (string) $name) === 0) {
                    $found = (int) $group['id'];
                    break;
                }
            }
            if ($found === null) {
                throw UserSyncError::invalid('groups', "The site has no group \"$name\".");
            }
            $ids[] = $found;
        }
        return $ids;
    }

    private function whereGroups(array $groups): string
    {
        return $groups ? ' AND EXISTS (SELECT 1 FROM #__user_usergroup_map m WHERE m.user_id = u.id AND m.group_id IN (' . implode(',', $this->groupIds($groups)) . '))' : '';
    }

    private function fresh(string $id)
    {
        if (!$this->rows('SELECT id FROM #__users WHERE id = ' . (int) $id)) {
            throw new UserSyncError('notFound', "There is no user $id.");
        }
        // Not from the store of instances: this process lives long.
        return new Joomla\CMS\User\User((int) $id);
    }

    /** The user and the values of custom fields, or nothing. */
    private function store($user, array $set): void
    {
        $this->db->transactionStart();
        $done = false;
        try {
            $this->save($user);
            $this->writeFields((int) $user->id, $set);
            $done = true;
        } finally {
            $done ? $this->db->transactionCommit() : $this->db->transactionRollback();
        }
    }

    private function save($user): void
    {
        // What params hold beyond the form of the administration is kept too.
        $this->demand($user->save(), $user);
    }

    private function demand($done, $user): void
    {
        if ($done) {
            return;
        }
        $message = method_exists($user, 'getError') ? trim(strip_tags((string) $user->getError())) : '';
        $key = preg_match('/in use|Duplicate entry|already/i', $message) ? 'duplicate' : 'invalidItem';
        throw new UserSyncError($key, $message === '' ? 'Joomla refused the values without saying why.' : $message);
    }

    private function rows(string $sql): array
    {
        return $this->db->setQuery($sql)->loadAssocList() ?: [];
    }

    private function quoted(array $texts): string
    {
        return implode(',', array_map(function (string $text): string {
            return $this->db->quote($text);
        }, $texts));
    }
}

$usersync = new UserSyncAgent(new UserSyncJoomla());
$usersync_file = $usersync->open(array_slice($argv, 1));
try {
    require_once $usersync_file;
} catch (Throwable $usersync_error) {
    $usersync->startFailed($usersync_error);
}
$usersync->serve();
