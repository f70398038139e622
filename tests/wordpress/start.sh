#!/bin/sh
# Starts a real WordPress on loopback for the tests, with a database of its own, and prints how to reach it.
# Usage: tests/wordpress/start.sh          (again: does nothing but print when it already runs)
#   USERSYNC_WP_DATA   data folder, default $TMPDIR/usersync-wordpress
#   USERSYNC_WP_USERS  seeded users beside the administrator, default 2000
#   USERSYNC_WP_PORT   port, default a free one
# Needs Debian's wordpress, mariadb-server and php-cli (with php-mysql). Installs nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${USERSYNC_WP_DATA:-${TMPDIR:-/tmp}/usersync-wordpress}
users=${USERSYNC_WP_USERS:-2000}
source=/usr/share/wordpress
PATH=$PATH:/usr/sbin:/sbin

missing=
command -v php >/dev/null || missing="$missing php-cli"
command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null || missing="$missing mariadb-server"
[ -f "$source/wp-includes/version.php" ] || missing="$missing wordpress"
if [ -z "$missing" ] && ! php -m | grep -qi '^mysqli$'; then missing="$missing php-mysql"; fi
if [ -n "$missing" ]; then
    echo "tests/wordpress/start.sh: missing packages:$missing" >&2
    echo "install them with: apt-get install --no-install-recommends$missing" >&2
    exit 69
fi

answers() { php -r 'exit(@file_get_contents($argv[1], false, stream_context_create(["http" => ["timeout" => 10]])) === false ? 1 : 0);' "$1" 2>/dev/null; }
alive() { [ -f "$data/$1.pid" ] && kill -0 "$(cat "$data/$1.pid")" 2>/dev/null; }

if [ -f "$data/env" ] && alive php && alive mariadb; then
    cat "$data/env"
    exit 0
fi

umask 077
mkdir -p "$data"
# Two starts at once would fight over the folder.
exec 9>"$data/lock"
if command -v flock >/dev/null; then flock 9; fi

socket=$data/mariadb.sock
if ! alive mariadb; then
    if [ ! -d "$data/db/mysql" ]; then
        mariadb-install-db --no-defaults --datadir="$data/db" --auth-root-authentication-method=normal \
            --skip-test-db --user="$(id -un)" >"$data/install-db.log" 2>&1
    fi
    # Durability is worth nothing here; without it seeding takes a fraction of the time.
    mariadbd --no-defaults --user="$(id -un)" --datadir="$data/db" --socket="$socket" --pid-file="$data/mariadb.pid" \
        --skip-networking --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-buffer-pool-size=64M \
        >"$data/mariadb.log" 2>&1 9>&- &
    tries=0
    until [ -S "$socket" ] && alive mariadb; do
        tries=$((tries + 1))
        if [ "$tries" -gt 150 ]; then echo "mariadbd did not start, see $data/mariadb.log" >&2; exit 1; fi
        sleep 0.1
    done
fi

if [ ! -f "$data/port" ]; then
    if [ -n "${USERSYNC_WP_PORT:-}" ]; then echo "$USERSYNC_WP_PORT"
    else php -r '$s = stream_socket_server("tcp://127.0.0.1:0"); echo preg_replace("/.*:/", "", stream_socket_get_name($s, false)), "\n";'
    fi >"$data/port"
fi
port=$(cat "$data/port")
url=http://127.0.0.1:$port

site=$data/site
if [ ! -f "$site/.complete" ]; then
    rm -rf "$site"
    mkdir -p "$site"
    # A copy, because WordPress takes its folder from the resolved path of its own files. Dangling links of the package are no loss.
    cp -RL "$source/." "$site/" 2>"$data/copy.log" || true
    cp "$here/wp-config.php" "$site/wp-config.php"
    mkdir -p "$site/wp-content/mu-plugins"
    cp "$here/usersync-tests.php" "$site/wp-content/mu-plugins/"
    [ -f "$site/wp-settings.php" ] || { echo "copying $source failed, see $data/copy.log" >&2; exit 1; }
    : >"$site/.complete"
fi
export USERSYNC_WP_SOCKET="$socket" USERSYNC_WP_SITE_URL="$url" USERSYNC_WP_DATA="$data"

if [ ! -f "$data/env" ]; then
    php -d memory_limit=512M "$here/install.php" "$site" "$users" >"$data/env.new"
    mv "$data/env.new" "$data/env"
fi

if ! alive php; then
    PHP_CLI_SERVER_WORKERS=4 php -d opcache.enable=1 -d display_errors=0 -S "127.0.0.1:$port" -t "$site" "$here/router.php" \
        >"$data/php.log" 2>&1 9>&- &
    echo $! >"$data/php.pid"
fi
tries=0
until answers "$url/wp-json/?_fields=name"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 40 ] || ! alive php; then echo "WordPress does not answer at $url, see $data/php.log" >&2; exit 1; fi
    sleep 0.25
done
cat "$data/env"
