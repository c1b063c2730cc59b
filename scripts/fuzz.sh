#!/usr/bin/env bash
# Builds the fuzzers (clang, libFuzzer, asan+ubsan) and runs each for a while. What crashes is left in build/fuzz/found.
#   scripts/fuzz.sh [SECONDS]      default 60 for each
set -eu
cd "$(dirname "$0")/.."
seconds="${1:-60}"
scripts/install.sh --fuzz

cmake --preset fuzz >/dev/null
nice cmake --build build/fuzz -j "$(nproc)" --target article_fuzzer html_fuzzer records_fuzzer rules_fuzzer
mkdir -p build/fuzz/found build/fuzz/corpus/{article,html,records,rules}
seed() { cp -n "${@:2}" "build/fuzz/corpus/$1/"; }  # KIND FILES...: what earlier runs added stays
seed article tests/samples/* tests/fuzz/seeds/article-*
seed html tests/fuzz/seeds/html-*
seed records tests/fuzz/seeds/records-*
seed rules rules/*/*.rule
for what in article html records rules; do
  build/fuzz/tests/${what}_fuzzer -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=3000 -print_final_stats=0 \
    -verbosity=0 -artifact_prefix=build/fuzz/found/ build/fuzz/corpus/$what
  echo "$what: nothing found in $seconds s"
done
