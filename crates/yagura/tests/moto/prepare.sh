#!/bin/sh
# Makes the Python environment of the emulator that the end-to-end tests scan.
# Usage: prepare.sh FOLDER
set -eu
folder=$1
wanted='moto[server]==5.2.5 boto3==1.44.5'
[ "$(cat "$folder/wanted" 2>/dev/null || true)" = "$wanted" ] && exit 0
python3 -m venv "$folder"
# shellcheck disable=SC2086 # two words
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check $wanted
printf '%s' "$wanted" >"$folder/wanted"
