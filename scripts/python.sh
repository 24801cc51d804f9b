#!/bin/sh
# Prints the Python to make environments with: the first fit one of $PYTHON, python3, python3.14 ... python3.11.
set -u

newest_first='python3.14 python3.13 python3.12 python3.11'
fit='import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)'
complete='import ensurepip, venv'
incomplete=''

for python in ${PYTHON:-python3 $newest_first}; do
    "$python" -c "$fit" >/dev/null 2>&1 || continue
    if "$python" -c "$complete" >/dev/null 2>&1; then
        command -v "$python"
        exit 0
    fi
    incomplete=$python
done

if [ -n "$incomplete" ]; then
    echo "$incomplete has no venv module. On Debian or Ubuntu: apt install python3-venv" >&2
elif [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON is not Python 3.11 or newer." >&2
else
    echo "Python 3.11 or newer is needed, and none was found. Install one, or name it: make PYTHON=/path/to/python3" >&2
fi
exit 1
