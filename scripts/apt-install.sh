#!/bin/sh
# Installs those Debian packages that are missing, as root and quietly: apt-install.sh PACKAGE ...
set -eu

missing=''
for package in "$@"; do
    dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lists may be too old to fetch anything by. Names of packages hold no spaces: split them.
# shellcheck disable=SC2086
if ! { apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends $missing; } </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    exit 1
fi
