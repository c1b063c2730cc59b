#!/usr/bin/env bash
# Installs what OnRecord is built, run and tested with, from Debian 12's own packages. Root or sudo.
#   scripts/install.sh          build and run
#   scripts/install.sh --test   also what the tests use (browser, JSON Schema validator)
#   scripts/install.sh --fuzz   also what the fuzzers are built with (clang and its sanitizers)
set -eu

build="g++ cmake ninja-build make ccache pkg-config
  libboost1.81-dev libboost-json1.81-dev libfmt-dev libre2-dev libicu-dev libexpected-dev
  libsqlite3-dev libsqlitecpp-dev libcli11-dev libgumbo-dev libtbb-dev zlib1g-dev libzstd-dev libarchive-dev zstd
  libcmark-dev libpugixml-dev libmd-dev libkainjow-mustache-dev libxxhash-dev
  libxml2-dev nettle-dev liblzma-dev libbz2-dev liblz4-dev"
tests="libgtest-dev libgmock-dev libbenchmark-dev python3 python3-jsonschema python3-selenium chromium chromium-driver
  parallel"
wanted="$build"
[ "${1:-}" = "--test" ] && wanted="$build $tests"
[ "${1:-}" = "--fuzz" ] && wanted="$build clang libclang-rt-14-dev"

missing=""
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then exit 0; fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install.sh: needs root or sudo to install:$missing" >&2; exit 1; }
  as_root="sudo"
fi
echo "installing:$missing"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
