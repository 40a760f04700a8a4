#!/bin/sh
# Fetches botocore's source distribution, whose protocol tests `compliance.rs` runs, below target/.
# Usage: fetch-botocore.sh FOLDER VERSION
set -eu
folder=$1
version=$2
ready="$folder/botocore-$version"
[ -d "$ready/tests/unit/protocols/input" ] && exit 0
# Several tests may ask at once: each unpacks for itself, and what is whole takes its place in one step.
own="$folder.$$"
trap 'rm -rf "$own"' EXIT
mkdir -p "$folder" "$own"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary botocore --dest "$own" "botocore==$version"
tar -xzf "$own/botocore-$version.tar.gz" -C "$own"
[ -d "$ready" ] || mv "$own/botocore-$version" "$ready"
