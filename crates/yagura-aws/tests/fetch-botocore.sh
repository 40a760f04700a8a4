#!/bin/sh
# Fetches botocore's source distribution, whose protocol tests `compliance.rs` runs, below target/.
# Usage: fetch-botocore.sh FOLDER VERSION
set -eu
folder=$1
version=$2
[ -d "$folder/botocore-$version/tests/unit/protocols/input" ] && exit 0
mkdir -p "$folder"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary botocore --dest "$folder" "botocore==$version"
tar -xzf "$folder/botocore-$version.tar.gz" -C "$folder"
