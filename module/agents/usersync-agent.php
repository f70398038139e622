<?php
/**
 * The protocol that all agents of UserSync share: one JSON object a line over standard input and output.
 * Described in docs/agent-protocol.md. PHP 7.4 or newer, no dependencies.
 */

if (PHP_SAPI !== 'cli') {
    header('HTTP/1.1 403 Forbidden');
    exit('The agent of UserSync does not run through a web server.');
}

/** A refusal that is told to the other side as it is. */
final class UserSyncError extends RuntimeException
{
    /** @var string one of the codes of docs/agent-protocol.md */
    public $kind;

    /** @var string|null the field or item that is meant */
    public $path;

    public function __construct(string $kind, string $message, ?string $path = null)
    {
        parent::__construct($message);
        $this->kind = $kind;
        $this->path = $path;
    }

    public static function invalid(string $path, string $message): self
    {
        return new self('invalidItem', $message, $path);
    }
}

/** What an agent must know of its CMS. Ids and values are texts; times are Unix seconds. */
abstract class UserSyncCms
{
    /** Largest number of users that one answer lists. */
    public const PAGE = 5000;

    /** Short name, as "kind" in a profile. */
    abstract public function kind(): string;

    /** Checks the folder before anything of the CMS is loaded, and brings the file that loads it. */
    abstract public function prepare(string $root, ?string $url): string;

    /** Runs after that file was loaded. */
    abstract public function booted(): void;

    /** Facts for the answer to "hello". */
    abstract public function facts(): array;

    /** Fields that can be mapped: path, label, type, writable, choices. */
    abstract public function fields(): array;

    /** Groups or roles: id, name. */
    abstract public function groups(): array;

    /** Ids above $after in ascending order, at most $limit. */
    abstract public function page(int $after, int $limit, ?int $since, array $groups): array;

    /** How many users page() would walk over without a time. */
    abstract public function count(array $groups): int;

    /** Ids of users that may have one of these addresses. */
    abstract public function idsByEmail(array $emails): array;

    /** Ids of users that a create with one of these markers has made. */
    abstract public function idsByMarker(array $markers): array;

    /**
     * The users with these ids, in ascending order; ids that do not exist bring no row. A row has id, created, modified or null,
     * enabled or null, groups (ids), marker or null, values by path without empty ones, unread (paths).
     *
     * @param string[]|null $paths null for all
     */
    abstract public function read(array $ids, ?array $paths): array;

    /** The paths for which a missing value in a row means empty. */
    abstract public function covered(?array $paths): array;

    /** Makes a user and brings its id. */
    abstract public function create(array $item): string;

    abstract public function update(string $id, array $item): void;

    abstract public function block(string $id): void;

    abstract public function delete(string $id, array $item): void;

    /** Takes or gives back a lock that all agents of the site share, so that no two make a user with the same address. */
    abstract public function lock(bool $take): void;

    /** Makes the connection to the database anew if it was lost, as happens to one that was idle for long; true when it was. */
    public function awake(): bool
    {
        return false;
    }

    /** False for what must not be sent as the id of a user. */
    final public static function isId($id): bool
    {
        return is_string($id) && preg_match('/^[1-9][0-9]{0,17}$/', $id) === 1;
    }

    /** An address with its domain in ASCII, where that is possible. */
    final public static function ascii(string $email): string
    {
        $at = strrpos($email, '@');
        if ($at === false || !function_exists('idn_to_ascii') || !preg_match('/[^\x00-\x7f]/', substr($email, $at + 1))) {
            return $email;
        }
        $domain = idn_to_ascii(substr($email, $at + 1), IDNA_DEFAULT, INTL_IDNA_VARIANT_UTS46);
        return $domain === false ? $email : substr($email, 0, $at + 1) . $domain;
    }

    /** The forms in which an address may be stored. */
    final public static function spellings(string $email): array
    {
        $forms = [$email, self::ascii($email)];
        $at = strrpos($email, '@');
        if ($at !== false && function_exists('idn_to_utf8') && stripos($email, 'xn--') !== false) {
            $domain = idn_to_utf8(substr($email, $at + 1), IDNA_DEFAULT, INTL_IDNA_VARIANT_UTS46);
            if ($domain !== false) {
                $forms[] = substr($email, 0, $at + 1) . $domain;
            }
        }
        return array_values(array_unique($forms));
    }

    /** Login names to try, the same each time for the same person. */
    final public static function logins(string $email, string $marker): array
    {
        $hash = hash('sha256', $marker !== '' ? $marker : strtolower($email));
        $at = strrpos($email, '@');
        $local = strtolower($at === false ? $email : substr($email, 0, $at));
        $name = trim(substr(preg_replace('/[^a-z0-9._-]+/', '', str_replace('+', '-', $local)), 0, 36), '._-');
        if ($name === '' || ctype_digit($name)) {
            $name = 'user-' . ($name === '' ? substr($hash, 0, 8) : $name);
        }
        return [$name, $name . '-' . substr($hash, 0, 6), $name . '-' . substr($hash, 0, 12)];
    }

    /** The one text of a value that is no list. */
    final public static function text($value): string
    {
        if (is_array($value)) {
            return implode(', ', array_map('strval', $value));
        }
        return $value === null ? '' : (string) $value;
    }

    /** All texts of a value. */
    final public static function texts($value): array
    {
        $texts = array_map('strval', is_array($value) ? $value : ($value === null ? [] : [$value]));
        return array_values(array_filter($texts, static function (string $t): bool {
            return $t !== '';
        }));
    }

    /** RFC 3339 in UTC. */
    final public static function time(?int $seconds): ?string
    {
        return $seconds === null ? null : gmdate('Y-m-d\TH:i:s\Z', $seconds);
    }
}

/** Reads requests, has the CMS do them, and writes answers. */
final class UserSyncAgent
{
    public const PROTOCOL = 1;
    public const VERSION = '0.1.0';

    /** Longest line either way, in bytes. */
    public const LINE = 16777216;

    /** Most items of one request. */
    public const BATCH = 500;

    private const STRAY = 4000;
    private const FLAGS = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES;

    /** @var UserSyncCms */
    private $cms;
    /** @var resource */
    private $out;
    /** @var string what was printed that is no answer */
    private $stray = '';
    /** @var array|null the request in hand */
    private $request;
    /** @var string what was read of the next request */
    private $ahead = '';
    /** @var bool no request will come any more */
    private $ended = false;
    /** @var array results of the request in hand */
    private $results = [];
    /** @var bool */
    private $booted = false;
    /** @var array */
    private $notes = [];
    /** @var string|null freed in the shutdown function, which may run because memory ran out */
    private $reserve;

    public function __construct(UserSyncCms $cms)
    {
        $this->cms = $cms;
    }

    /** Waits for "hello" and brings the file that loads the CMS. It is loaded by the caller, because a CMS expects the global scope. */
    public function open(array $arguments): string
    {
        $this->takeOutput();
        $this->reserve = str_repeat(' ', 262144);
        register_shutdown_function(function (): void {
            $this->ending();
        });
        while (true) {
            $request = $this->next();
            if ($request === null) {
                exit(0);
            }
            if (($request['op'] ?? null) !== 'hello') {
                $this->fail('protocol', 'The first request must be hello.');
                continue;
            }
            try {
                return $this->cms->prepare($this->root($request, $arguments), $request['url'] ?? null);
            } catch (UserSyncError $e) {
                $this->fail($e->kind, $e->getMessage());
                exit(1);
            }
        }
    }

    /** Answers "hello", then every further request until the input ends. */
    public function serve(): void
    {
        try {
            $this->cms->booted();
            $this->booted = true;
            $this->answer($this->hello());
        } catch (Throwable $e) {
            $this->startFailed($e);
        }
        while (($request = $this->next()) !== null) {
            try {
                $this->cms->awake();
                $this->answer($this->performOrRepeat($request));
            } catch (UserSyncError $e) {
                $this->fail($e->kind, $e->getMessage(), $e->path);
            } catch (Throwable $e) {
                $this->fail('transient', self::words($e));
            }
        }
        $this->request = null;
        exit(0);
    }

    /** The CMS raised an error while it was loaded. */
    public function startFailed(Throwable $e): void
    {
        if ($e instanceof UserSyncError) {
            $this->fail($e->kind, $e->getMessage());
        } else {
            $this->fail(self::kindOf($e->getMessage()), 'The CMS could not be started: ' . self::words($e));
        }
        exit(1);
    }

    private function root(array $request, array $arguments): string
    {
        $asked = (string) ($request['root'] ?? '');
        $pinned = '';
        foreach ($arguments as $argument) {
            if (strncmp($argument, '--root=', 7) === 0) {
                $pinned = substr($argument, 7);
            }
        }
        if (($request['protocol'] ?? null) !== self::PROTOCOL) {
            throw new UserSyncError('fatal', 'The agent ' . self::VERSION . ' speaks version ' . self::PROTOCOL . ' of the protocol, not ' . json_encode($request['protocol'] ?? null) . '.');
        }
        if ($pinned !== '' && $asked !== '' && realpath($asked) !== realpath($pinned)) {
            throw new UserSyncError('permission', "The agent is bound to $pinned and does not open $asked.");
        }
        $root = $pinned !== '' ? $pinned : $asked;
        if ($root === '' || !is_dir($root)) {
            throw new UserSyncError('fatal', $root === '' ? 'No folder of the CMS was given.' : "There is no folder $root on this host, or this account may not enter it.");
        }
        return rtrim($root, '/') === '' ? '/' : rtrim($root, '/');
    }

    private function hello(): array
    {
        $account = function_exists('posix_geteuid') ? posix_getpwuid(posix_geteuid()) : false;
        return [
            'protocol' => self::PROTOCOL,
            'agent' => self::VERSION,
            'kind' => $this->cms->kind(),
            'php' => PHP_VERSION,
            'runsAs' => $account === false ? get_current_user() : $account['name'],
            'time' => UserSyncCms::time(time()),
            'limits' => ['line' => self::LINE, 'batch' => self::BATCH, 'page' => UserSyncCms::PAGE],
        ] + $this->cms->facts();
    }

    /** What only reads is done once more when the database was lost in the middle. */
    private function performOrRepeat(array $request): array
    {
        try {
            return $this->perform($request);
        } catch (UserSyncError $e) {
            throw $e;
        } catch (Throwable $e) {
            if (isset($request['items']) || !$this->cms->awake()) {
                throw $e;
            }
            return $this->perform($request);
        }
    }

    private function perform(array $request): array
    {
        $paths = $this->paths($request);
        switch ($request['op'] ?? null) {
            case 'hello':
                return $this->hello();
            case 'fields':
                return ['fields' => $this->cms->fields()];
            case 'groups':
                return ['groups' => $this->cms->groups()];
            case 'count':
                return ['count' => $this->cms->count($this->strings($request, 'groups'))];
            case 'list':
                return $this->listing($request, $paths);
            case 'get':
                $ids = array_values(array_filter($this->strings($request, 'ids'), [UserSyncCms::class, 'isId']));
                return $this->users($ids, $paths, $this->hashes($request));
            case 'find':
                $ids = isset($request['markers'])
                    ? $this->cms->idsByMarker($this->strings($request, 'markers'))
                    : $this->cms->idsByEmail($this->strings($request, 'emails'));
                return $this->users($ids, $paths, $this->hashes($request));
            case 'create':
            case 'update':
            case 'block':
            case 'delete':
                return $this->batch($request);
            default:
                throw new UserSyncError('protocol', 'Unknown op ' . json_encode($request['op'] ?? null) . '.');
        }
    }

    private function listing(array $request, ?array $paths): array
    {
        $after = $request['after'] ?? '0';
        if (!is_string($after) || !ctype_digit($after)) {
            throw new UserSyncError('protocol', 'after is an id or "0".');
        }
        $limit = max(1, min(UserSyncCms::PAGE, (int) ($request['limit'] ?? 1000)));
        $since = null;
        if (isset($request['changedSince'])) {
            $since = strtotime((string) $request['changedSince']);
            if ($since === false) {
                throw new UserSyncError('protocol', 'changedSince is no time.');
            }
        }
        $ids = $this->cms->page((int) $after, $limit, $since, $this->strings($request, 'groups'));
        $answer = $this->users($ids, $paths, $this->hashes($request));
        if (!isset($answer['next'])) {
            $answer['next'] = count($ids) === $limit ? (string) end($ids) : null;
        }
        return $answer;
    }

    /** Rows for ids, as many as a line bears. */
    private function users(array $ids, ?array $paths, ?string $hashes): array
    {
        $covered = $this->cms->covered($paths);
        $answer = ['users' => [], 'paths' => $covered];
        $size = 0;
        $last = '0';
        foreach (array_chunk($ids, 500) as $chunk) {
            foreach ($this->cms->read($chunk, $paths) as $row) {
                $text = $this->row($row, $hashes);
                $size += strlen($text);
                if ($size > self::LINE / 2 && $answer['users']) {
                    $answer['next'] = $last;
                    return $answer;
                }
                $answer['users'][] = new UserSyncJson($text);
                $last = (string) $row['id'];
            }
        }
        return $answer;
    }

    private function row(array $row, ?string $hashes): string
    {
        $modified = UserSyncCms::time($row['modified']);
        $row['created'] = UserSyncCms::time($row['created']);
        $values = $row['values'];
        $row['values'] = (object) $values;
        // What is null or empty is left out: a listing is half as long without.
        foreach (['modified', 'created', 'enabled', 'marker', 'unread'] as $key) {
            if ($key === 'modified' || $row[$key] === null || $row[$key] === []) {
                unset($row[$key]);
            }
        }
        $text = json_encode($row, self::FLAGS);
        if ($text === false) {
            // A value that is no UTF-8 is told as not read; nothing else of the row is lost.
            foreach ($values as $path => $value) {
                if (json_encode($value, self::FLAGS) === false) {
                    unset($values[$path]);
                    $row['unread'][] = $path;
                    $this->note('warning', "User {$row['id']}: the value of $path is not UTF-8 and was left out.");
                }
            }
            $row['values'] = (object) $values;
            $text = json_encode($row, self::FLAGS | JSON_INVALID_UTF8_SUBSTITUTE);
        }
        if ($hashes !== null) {
            // Without the time of the last change, which moves with every save and says nothing of the content.
            ksort($values, SORT_STRING);
            $hash = md5(json_encode(['values' => $values] + $row, self::FLAGS | JSON_INVALID_UTF8_SUBSTITUTE));
            if ($hashes === 'only') {
                return json_encode(['id' => $row['id'], 'hash' => $hash]);
            }
            $text = substr($text, 0, -1) . ',"hash":"' . $hash . '"}';
        }
        if ($modified !== null) {
            $text = substr($text, 0, -1) . ',"modified":"' . $modified . '"}';
        }
        if (strlen($text) > self::LINE / 2) {
            throw new UserSyncError('invalidItem', "User {$row['id']} is larger than a line may be; name the fields that are wanted.");
        }
        return $text;
    }

    private function batch(array $request): array
    {
        $items = $request['items'] ?? null;
        if (!is_array($items) || count($items) > self::BATCH || $items !== array_values($items)) {
            throw new UserSyncError('protocol', 'items is a list of at most ' . self::BATCH . ' objects.');
        }
        foreach ($items as $item) {
            if ($this->results && $this->isAlone()) {
                // Whoever asked was killed. The next run settles what was done, and must not meet us still at work.
                $this->request = null;
                exit(1);
            }
            $this->results[] = $this->attempt($request['op'], is_array($item) ? $item : []);
        }
        return ['results' => $this->results];
    }

    private function attempt(string $op, array $item): array
    {
        $id = isset($item['id']) ? (string) $item['id'] : '';
        try {
            $this->checkSet($item);
            if ($op === 'create') {
                $id = '';
                $id = $this->create($item);
            } elseif (!UserSyncCms::isId($id)) {
                throw new UserSyncError('notFound', "\"$id\" is not the id of a user.");
            } elseif ($op === 'update') {
                $this->cms->update($id, $item);
            } elseif ($op === 'block') {
                $this->cms->block($id);
            } else {
                $this->cms->delete($id, $item);
                return ['ok' => true, 'id' => $id];
            }
            return $this->stored($id, $item);
        } catch (UserSyncError $e) {
            return ['ok' => false, 'id' => $id === '' ? null : $id, 'error' => $this->error($e->kind, $e->getMessage(), $e->path)];
        } catch (Throwable $e) {
            // Another program's hook may have failed after the user was stored. The next item finds a database again.
            $this->cms->awake();
            return ['ok' => false, 'id' => $id === '' ? null : $id, 'error' => $this->error('inDoubt', self::words($e), null)];
        }
    }

    /** Values are texts, lists of texts, or null; nothing is guessed from anything else. */
    private function checkSet(array $item): void
    {
        $set = $item['set'] ?? [];
        if (!is_array($set)) {
            throw new UserSyncError('invalidItem', 'set is an object of values by path.');
        }
        foreach ($set as $path => $value) {
            $list = is_array($value) ? $value : [$value ?? ''];
            if ($list !== array_values($list) || $list !== array_filter($list, 'is_string')) {
                throw UserSyncError::invalid((string) $path, "The value of \"$path\" is neither a text, nor a list of texts, nor null.");
            }
        }
    }

    private function create(array $item): string
    {
        $this->cms->lock(true);
        try {
            return $this->cms->create($item);
        } finally {
            $this->cms->lock(false);
        }
    }

    private function stored(string $id, array $item): array
    {
        $paths = array_keys($item['set'] ?? []);
        $rows = $this->cms->read([$id], $paths);
        if (!$rows) {
            throw new UserSyncError('inDoubt', "User $id was written and cannot be read back.");
        }
        return ['ok' => true, 'id' => $id, 'user' => new UserSyncJson($this->row($rows[0], null)), 'paths' => $this->cms->covered($paths)];
    }

    private function paths(array $request): ?array
    {
        return isset($request['fields']) ? $this->strings($request, 'fields') : null;
    }

    /** "only", "too", or null for no hashes. */
    private function hashes(array $request): ?string
    {
        $asked = $request['hashes'] ?? null;
        return in_array($asked, ['only', 'too'], true) ? $asked : null;
    }

    private function strings(array $request, string $key): array
    {
        $list = $request[$key] ?? [];
        if (!is_array($list)) {
            throw new UserSyncError('protocol', "$key is a list of texts.");
        }
        foreach ($list as $text) {
            if (!is_string($text)) {
                throw new UserSyncError('protocol', "$key is a list of texts.");
            }
        }
        return array_values($list);
    }

    /** True when the input has ended and nobody reads the output any more. */
    private function isAlone(): bool
    {
        $ready = [STDIN];
        $none = null;
        if (!$this->ended && $this->ahead === '' && @stream_select($ready, $none, $none, 0)) {
            // The next request is waiting already, or this is the end.
            $this->ahead = (string) fgetc(STDIN);
            $this->ended = $this->ahead === '';
        }
        // An empty line means nothing, and cannot be written when there is no reader.
        return $this->ended && !(@fwrite($this->out, "\n") && @fflush($this->out));
    }

    private function line(): string
    {
        $ahead = $this->ahead;
        $this->ahead = '';
        return $ahead === "\n" ? $ahead : $ahead . fgets(STDIN, self::LINE + 2);
    }

    /** The next request; null at the end of the input. Broken lines are answered at once. */
    private function next(): ?array
    {
        $this->request = null;
        $this->results = [];
        if (function_exists('set_time_limit')) {
            // A plugin may have set one for the work of a moment ago.
            set_time_limit(0);
        }
        while (true) {
            $line = $this->line();
            if ($line === '') {
                return null;
            }
            if (substr($line, -1) !== "\n" && strlen($line) > self::LINE) {
                do {
                    $more = fgets(STDIN, 1048576);
                } while ($more !== false && substr($more, -1) !== "\n");
                $this->fail('protocol', 'The line is longer than ' . self::LINE . ' bytes.');
                continue;
            }
            if (trim($line) === '') {
                continue;
            }
            $request = json_decode($line, true, 32);
            if (!is_array($request)) {
                $this->fail('protocol', 'The line is no JSON object: ' . json_last_error_msg() . '.');
                continue;
            }
            return $this->request = $request;
        }
    }

    private function answer(array $answer): void
    {
        $this->write(['id' => $this->request['id'] ?? null, 'ok' => true] + $answer);
    }

    private function fail(string $kind, string $message, ?string $path = null): void
    {
        $this->write(['id' => $this->request['id'] ?? null, 'ok' => false, 'error' => $this->error($kind, $message, $path)]);
    }

    private function error(string $kind, string $message, ?string $path): array
    {
        return ['code' => $kind, 'message' => $message] + ($path === null ? [] : ['path' => $path]);
    }

    private function write(array $answer): void
    {
        $this->collect();
        if ($this->notes) {
            $answer['diagnostics'] = $this->notes;
            $this->notes = [];
        }
        $line = UserSyncJson::encode($answer, self::FLAGS | JSON_INVALID_UTF8_SUBSTITUTE) . "\n";
        for ($at = 0; $at < strlen($line); $at += $sent) {
            $sent = fwrite($this->out, $at === 0 ? $line : substr($line, $at));
            if ($sent === false || $sent === 0) {
                // Nobody listens any more.
                $this->request = null;
                exit(1);
            }
        }
        fflush($this->out);
        $this->request = null;
    }

    private function note(string $level, string $text): void
    {
        if (count($this->notes) < 50) {
            $this->notes[] = ['level' => $level, 'text' => $text];
        }
    }

    /**
     * Keeps the standard output for answers: file 1 becomes the standard error, so that also what bypasses output buffers
     * (programs that are started, extensions) cannot come between. Echoes are caught before, to be told as diagnostics.
     */
    private function takeOutput(): void
    {
        ini_set('html_errors', '0');
        $this->out = fopen('php://fd/1', 'wb');
        fclose(STDOUT);
        // The lowest free number is 1.
        $GLOBALS['usersync_stdout'] = fopen('php://stderr', 'wb');
        $this->capture();
    }

    private function capture(): void
    {
        ob_start(function (string $text): string {
            if (strlen($this->stray) < self::STRAY) {
                $this->stray .= substr($text, 0, self::STRAY);
            }
            return '';
        }, 4096);
    }

    private function collect(): void
    {
        while (ob_get_level() > 1) {
            ob_end_flush();
        }
        if (ob_get_level() === 1) {
            ob_clean();
        } else {
            // Somebody closed our buffer.
            $this->capture();
        }
        $text = self::plain($this->stray);
        $this->stray = '';
        if ($text !== '') {
            $this->note('output', $text);
        }
    }

    /** Told when PHP ends although a request is in hand: a fatal error, or a plugin that says exit. */
    private function ending(): void
    {
        $this->reserve = null;
        if ($this->request === null) {
            return;
        }
        $last = error_get_last();
        $fatal = $last !== null && ($last['type'] & (E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR)) !== 0;
        $this->collect();
        $said = '';
        foreach ($this->notes as $note) {
            $said .= $note['level'] === 'output' ? ' ' . $note['text'] : '';
        }
        if ($fatal) {
            $why = 'A fatal error ended the program: ' . strtok($last['message'], "\n") . ' in ' . $last['file'] . ':' . $last['line'];
        } else {
            $why = 'The CMS or a plugin ended the program' . ($said === '' ? ' without a word.' : ':' . $said);
        }
        if (!$this->booted) {
            $hint = $said === '' && !$fatal ? ' It is probably not installed in this folder, or sends visitors elsewhere.' : '';
            $this->fail(self::kindOf($why), $why . $hint);
            return;
        }
        $items = $this->request['items'] ?? null;
        if (!is_array($items)) {
            $this->fail('transient', $why);
            return;
        }
        if (count($this->results) < count($items)) {
            $this->results[] = ['ok' => false, 'id' => $items[count($this->results)]['id'] ?? null, 'error' => $this->error('inDoubt', $why, null)];
        }
        while (count($this->results) < count($items)) {
            $this->results[] = ['ok' => false, 'id' => $items[count($this->results)]['id'] ?? null, 'error' => $this->error('notAttempted', 'The program ended before this item.', null)];
        }
        $this->answer(['results' => $this->results, 'ended' => $why]);
    }

    private static function kindOf(string $message): string
    {
        if (preg_match('/Access denied for user|Unknown database|could not find driver/i', $message)) {
            return 'fatal';
        }
        return preg_match('/database|mysql|mariadb|SQLSTATE|PDOException/i', $message) ? 'transient' : 'fatal';
    }

    private static function words(Throwable $e): string
    {
        return self::plain(get_class($e) . ': ' . $e->getMessage()) . ' (' . basename($e->getFile()) . ':' . $e->getLine() . ')';
    }

    private static function plain(string $text): string
    {
        $text = preg_replace('~<(style|script|title)\b.*?</\1>~is', ' ', $text) ?? $text;
        $text = html_entity_decode(strip_tags($text), ENT_QUOTES | ENT_HTML5, 'UTF-8');
        $text = trim(preg_replace('/\s+/', ' ', $text));
        return strlen($text) > 500 ? substr($text, 0, 500) . ' …' : $text;
    }
}

/** Text that is JSON already. */
final class UserSyncJson
{
    /** @var string */
    public $text;

    public function __construct(string $text)
    {
        $this->text = $text;
    }

    /** Encodes a value that may hold ready JSON. */
    public static function encode($value, int $flags): string
    {
        if ($value instanceof self) {
            return $value->text;
        }
        if (!is_array($value)) {
            return json_encode($value, $flags);
        }
        $parts = [];
        if ($value === array_values($value)) {
            foreach ($value as $item) {
                $parts[] = self::encode($item, $flags);
            }
            return '[' . implode(',', $parts) . ']';
        }
        foreach ($value as $key => $item) {
            $parts[] = json_encode((string) $key, $flags) . ':' . self::encode($item, $flags);
        }
        return '{' . implode(',', $parts) . '}';
    }
}
