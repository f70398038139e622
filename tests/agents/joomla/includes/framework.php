<?php
/**
 * A stand-in of Joomla's core for joomla.php: as much of it as the agent calls, with the users in a JSON file (USERSYNC_FAKE_STATE).
 * Not taken from Joomla; how it behaves is told in the contract "Joomla" and by User.php of Joomla 5.
 */

namespace {
    defined('_JEXEC') or die;
    const JVERSION = '5.3.3';

    function fake_state(callable $work)
    {
        $file = fopen(getenv('USERSYNC_FAKE_STATE'), 'c+b');
        flock($file, LOCK_EX);
        $state = json_decode(stream_get_contents($file), true);
        $result = $work($state);
        ftruncate($file, 0);
        rewind($file);
        fwrite($file, json_encode($state, JSON_UNESCAPED_UNICODE));
        fclose($file);
        return $result;
    }

    final class FakeDatabase
    {
        private $sql;
        private $lock;
        private $before;
        /** @var int|null the connection that was made after so many losses; null when none is open */
        private $losses;

        public function disconnect(): void
        {
            $this->losses = null;
        }

        /** All or nothing, as far as one process is concerned. */
        public function transactionStart(): void
        {
            $this->before = fake_state(static function (array $state): array {
                return $state;
            });
        }

        public function transactionCommit(): void
        {
        }

        public function transactionRollback(): void
        {
            fake_state(function (array &$state): void {
                $state = $this->before;
            });
        }

        /** An open connection may be lost: state.json.gone has a letter for each time that happened to all. */
        private function demand(): void
        {
            clearstatcache();
            $losses = (int) @filesize(getenv('USERSYNC_FAKE_STATE') . '.gone');
            $this->losses = $this->losses ?? $losses;
            if ($this->losses !== $losses) {
                throw new RuntimeException('MySQL server has gone away');
            }
        }

        public function connect(): void
        {
        }

        public function getServerType(): string
        {
            return 'mysql';
        }

        public function quote(string $text): string
        {
            return "'" . addslashes($text) . "'";
        }

        public function setQuery(string $sql): self
        {
            $this->sql = $sql;
            return $this;
        }

        public function loadAssocList(): array
        {
            $sql = $this->sql;
            $this->demand();
            if ($sql === 'SELECT 1 AS n') {
                return [['n' => '1']];
            }
            if (strpos($sql, 'GET_LOCK') !== false) {
                $this->lock = fopen(getenv('USERSYNC_FAKE_STATE') . '.lock', 'c');
                flock($this->lock, LOCK_EX);
                return [['l' => '1']];
            }
            if (strpos($sql, 'RELEASE_LOCK') !== false) {
                fclose($this->lock);
                return [['l' => '1']];
            }
            return fake_state(static function (array &$state) use ($sql): array {
                return FakeDatabase::rows($state, $sql);
            });
        }

        private static function ids(string $sql, string $column): array
        {
            return preg_match("/\\b$column IN \\(([^)]*)\\)/", $sql, $m) ? array_map(static function (string $id): string {
                return trim($id, " '");
            }, explode(',', $m[1])) : [];
        }

        public static function rows(array $state, string $sql): array
        {
            $users = array_map(static function (array $u): array {
                return array_map('strval', array_diff_key($u, ['groups' => 0, 'fields' => 0]));
            }, $state['users']);
            $rows = [];
            if (strpos($sql, 'FROM #__usergroups') !== false) {
                return $state['groups'];
            }
            if (strpos($sql, 'FROM #__fields_values') !== false) {
                foreach ($state['users'] as $u) {
                    foreach ($u['fields'] as $field => $values) {
                        foreach ((array) $values as $value) {
                            $rows[] = ['field_id' => (string) $field, 'item_id' => (string) $u['id'], 'value' => $value];
                        }
                    }
                }
                $items = self::ids($sql, 'item_id');
                $fields = self::ids($sql, 'field_id');
                return array_values(array_filter($rows, static function (array $r) use ($items, $fields): bool {
                    return in_array($r['item_id'], $items, true) && in_array($r['field_id'], $fields, true);
                }));
            }
            if (strpos($sql, 'FROM #__fields ') !== false) {
                return $state['fields'];
            }
            if (strpos($sql, 'FROM #__user_usergroup_map WHERE user_id IN') !== false) {
                foreach ($state['users'] as $u) {
                    foreach ($u['groups'] as $g) {
                        $rows[] = ['user_id' => (string) $u['id'], 'group_id' => (string) $g];
                    }
                }
                $ids = self::ids($sql, 'user_id');
                return array_values(array_filter($rows, static function (array $r) use ($ids): bool {
                    return in_array($r['user_id'], $ids, true);
                }));
            }
            $among = self::ids($sql, 'm.group_id');
            foreach ($users as $key => $u) {
                $member = !$among || array_intersect(array_map('strval', $state['users'][$key]['groups']), $among);
                if (preg_match('/u\.id > (\d+)/', $sql, $m)) {
                    $hit = (int) $u['id'] > (int) $m[1] && $member;
                } elseif (strpos($sql, 'JOIN #__user_usergroup_map') !== false) {
                    $hit = $u['block'] === '0' && $member;
                } elseif (preg_match('/\bemail IN \((.*)\) ORDER/', $sql, $m)) {
                    $hit = stripos(stripslashes($m[1]), "'" . $u['email'] . "'") !== false;
                } elseif (preg_match("/username = '(.*)'/", $sql, $m)) {
                    $hit = mb_strtolower($u['username']) === mb_strtolower(stripslashes($m[1]));
                } elseif (preg_match('/params LIKE/', $sql)) {
                    $hit = strpos($u['params'], '"usersync"') !== false;
                } elseif (preg_match('/params NOT IN/', $sql)) {
                    $hit = !in_array($u['params'], ['', '{}'], true);
                } elseif (preg_match('/\bid = (\d+)/', $sql, $m)) {
                    $hit = $u['id'] === $m[1];
                } elseif (preg_match('/\bid IN/', $sql)) {
                    $hit = in_array($u['id'], self::ids($sql, 'id'), true);
                } else {
                    throw new RuntimeException("The stand-in does not know this query: $sql");
                }
                if ($hit) {
                    $rows[] = $u;
                }
            }
            usort($rows, static function (array $a, array $b): int {
                return $a['id'] <=> $b['id'];
            });
            if (strpos($sql, 'COUNT(*)') !== false) {
                return [['n' => (string) count($rows)]];
            }
            return preg_match('/LIMIT (\d+)/', $sql, $m) ? array_slice($rows, 0, (int) $m[1]) : $rows;
        }
    }

    final class FakeContainer
    {
        public function alias(string $name, string $target): self
        {
            return $this;
        }

        public function get(string $name)
        {
            static $made = [];
            return $made[$name] = $made[$name] ?? ($name === Joomla\Console\Application::class ? new Joomla\Console\Application() : new FakeDatabase());
        }
    }

    final class FakeConfig
    {
        public function set(string $key, $value): void
        {
        }

        public function get(string $key, $default = null)
        {
            return ['sitename' => 'Stand-in', 'offset' => 'Europe/Moscow'][$key] ?? $default;
        }
    }

    final class FakeFieldModel
    {
        public function setFieldValue($field, $user, $value): bool
        {
            if (!isset(Joomla\CMS\Factory::$application->session['user'])) {
                // It asks the session and not the application; whoever may not edit values is not told so.
                return false;
            }
            if ($value === 'refused') {
                return false;
            }
            fake_state(static function (array &$state) use ($field, $user, $value): void {
                $state['users'][$user]['fields'][$field] = $value === null ? [] : (array) $value;
            });
            return true;
        }
    }
}

namespace Joomla\Console {
    final class Application
    {
        public $identity;
        public $session = [];
        public $mapped = false;

        public function __construct()
        {
            // Symfony's console takes the constant STDOUT, but where it believes that the system has none.
            if (getenv('OSTYPE') !== 'OS400' && !is_resource(STDOUT)) {
                throw new \InvalidArgumentException('The StreamOutput class needs a stream as its first argument.');
            }
        }

        public function createExtensionNamespaceMap(): void
        {
            $this->mapped = true;
        }

        public function getSession()
        {
            return new class($this) {
                private $app;

                public function __construct($app)
                {
                    $this->app = $app;
                }

                public function set(string $key, $value): void
                {
                    $this->app->session[$key] = $value;
                }
            };
        }

        public function getConfig()
        {
            return new \FakeConfig();
        }

        public function getLanguage()
        {
            return new class {
                public function load(string $name, string $path): void
                {
                }
            };
        }

        public function loadIdentity($user): void
        {
            $this->identity = $user;
        }

        public function bootComponent(string $name)
        {
            return new class {
                public function getMVCFactory()
                {
                    return $this;
                }

                public function createModel(string $name, string $prefix, array $options)
                {
                    return new \FakeFieldModel();
                }
            };
        }
    }
}

namespace Joomla\Database {
    interface DatabaseInterface
    {
    }
}

namespace Joomla\CMS {
    final class Factory
    {
        public static $application;

        public static function getContainer()
        {
            static $container;
            return $container = $container ?? new \FakeContainer();
        }

        public static function getApplication()
        {
            return self::$application;
        }
    }
}

namespace Joomla\CMS\Plugin {
    final class PluginHelper
    {
        public static function importPlugin(string $group): void
        {
            if (!\Joomla\CMS\Factory::$application->mapped) {
                throw new \Error('Class "Joomla\Plugin\User\Joomla\Extension\Joomla" not found');
            }
        }
    }
}

namespace Joomla\CMS\Access {
    final class Access
    {
        public static function checkGroup(int $group, string $action): bool
        {
            return $group === 8;
        }
    }
}

namespace Joomla\CMS\Mail {
    final class MailHelper
    {
        public static function isEmailAddress(string $email): bool
        {
            return (bool) preg_match('/^[^\s@]+@[^\s@]+$/D', $email);
        }
    }
}

namespace Joomla\CMS\Component {
    final class ComponentHelper
    {
        public static function getParams(string $name)
        {
            return new class {
                public function get(string $key, $default)
                {
                    return $default;
                }
            };
        }
    }
}

namespace Joomla\CMS\User {
    final class UserHelper
    {
        public static function genRandomPassword(int $length): string
        {
            return bin2hex(random_bytes($length));
        }
    }

    class User
    {
        public $id = 0;
        public $name;
        public $username;
        public $email;
        public $block = 0;
        public $groups = [];
        private $params = [];
        private $registered;
        private $error = '';

        public function __construct(int $id = 0)
        {
            $u = $id === 0 ? null : \fake_state(static function (array $state) use ($id) {
                return $state['users'][$id] ?? null;
            });
            if ($u !== null) {
                [$this->id, $this->name, $this->username, $this->email, $this->block] = [(int) $u['id'], $u['name'], $u['username'], $u['email'], $u['block']];
                $this->groups = array_combine($u['groups'], $u['groups']) ?: [];
                $this->params = json_decode((string) $u['params'], true) ?: [];
                $this->registered = $u['registerDate'];
            }
        }

        public function bind(array &$data): bool
        {
            foreach (['name', 'username', 'email', 'block', 'groups'] as $key) {
                $this->$key = $data[$key];
            }
            $this->registered = gmdate('Y-m-d H:i:s');
            return true;
        }

        /** As Registry: a dot is a branch. */
        public function setParam(string $path, $value): void
        {
            $branch = &$this->params;
            foreach (explode('.', $path) as $key) {
                if (!is_array($branch)) {
                    $branch = [];
                }
                $branch = &$branch[$key];
            }
            $branch = $value;
        }

        public function authorise(string $action): bool
        {
            return in_array(8, $this->groups);
        }

        public function getError(): string
        {
            return $this->error;
        }

        public function save(): bool
        {
            if (preg_match('/[<>"\'%;()\\\\&]/', $this->username)) {
                $this->error = 'Please enter a valid username. No space at beginning or end, at least 2 characters and must <strong>not</strong> contain the following characters.';
                return false;
            }
            if (mb_strlen($this->name) > 400) {
                $this->error = "Data too long for column 'name' at row 1";
                return false;
            }
            return \fake_state(function (array &$state): bool {
                foreach ($state['users'] as $u) {
                    if ((int) $u['id'] !== $this->id && mb_strtolower($u['username']) === mb_strtolower($this->username)) {
                        $this->error = 'Username in use.';
                        return false;
                    }
                }
                if ($this->id === 0) {
                    $this->id = $state['next']++;
                }
                $state['users'][$this->id] = [
                    'id' => $this->id, 'name' => $this->name, 'username' => $this->username, 'email' => $this->email, 'block' => (int) $this->block,
                    'registerDate' => $this->registered, 'params' => json_encode($this->params ?: new \stdClass()), 'groups' => array_map('intval', array_values($this->groups)),
                    'fields' => $state['users'][$this->id]['fields'] ?? [],
                ];
                return true;
            });
        }

        public function delete(): bool
        {
            \fake_state(function (array &$state): void {
                unset($state['users'][$this->id]);
            });
            return true;
        }
    }
}
