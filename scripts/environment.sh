#!/bin/sh
# Makes a virtual environment afresh with exactly what a lock file names: environment.sh FOLDER LOCK_FILE
set -eu

folder=$1 lock=$2
python=$(scripts/python.sh)
"$python" -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --no-deps --require-hashes --requirement "$lock"
touch "$folder/ready"
