#!/usr/bin/env bash
# Builds the fuzzers (clang, libFuzzer, asan+ubsan) and runs each for a while. What crashes is left in build/fuzz/found.
#   scripts/fuzz.sh [SECONDS]      default 60 for each
set -eu
cd "$(dirname "$0")/.."
seconds="${1:-60}"
command -v clang++ >/dev/null || { echo "fuzz.sh: needs clang: apt-get install clang libclang-rt-14-dev" >&2; exit 1; }

cmake --preset fuzz -DONRECORD_TESTS=ON >/dev/null
cmake --build build/fuzz --target article_fuzzer html_fuzzer rules_fuzzer
mkdir -p build/fuzz/found build/fuzz/corpus/{article,html,rules}
cp -n tests/samples/* build/fuzz/corpus/article/ 2>/dev/null || true
cp -n rules/*/*.rule build/fuzz/corpus/rules/ 2>/dev/null || true
for what in article html rules; do
  build/fuzz/tests/${what}_fuzzer -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=3000 -print_final_stats=0 \
    -verbosity=0 -artifact_prefix=build/fuzz/found/ build/fuzz/corpus/$what
  echo "$what: nothing found in $seconds s"
done
