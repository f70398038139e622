#!/bin/sh
# Stops the WordPress of start.sh. Usage: tests/wordpress/stop.sh [--delete]; --delete also removes its data folder.
set -eu
data=${USERSYNC_WP_DATA:-${TMPDIR:-/tmp}/usersync-wordpress}
for name in php mariadb; do
    file=$data/$name.pid
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    # A pid from before a restart of the machine may be somebody else's by now.
    if grep -aq "$data" "/proc/$pid/cmdline" 2>/dev/null; then
        # The built-in server's workers do not end with their parent.
        workers=
        if [ "$name" = php ]; then workers=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true); fi
        # shellcheck disable=SC2086
        kill "$pid" $workers 2>/dev/null || true
        tries=0
        while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
    fi
    rm -f "$file"
done
if [ "${1:-}" = --delete ] && [ -f "$data/port" ]; then rm -rf "$data"; fi
