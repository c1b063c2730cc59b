#!/usr/bin/env bash
# How an audit's speed, memory and file grow with the number of articles, and what it costs beyond the analysis alone.
#   scripts/bench_archive.sh ARTICLES.jsonl [SIZES...]      sizes: 1000 10000 100000 by default
# Articles are repeated with new ids until there are enough. Seconds are user and system time: other work on the machine
# changes them least. ONRECORD: the program; JOBS: cores, all by default; SETTING: full or fast, fast by default.
set -eu
articles=${1:?usage: scripts/bench_archive.sh ARTICLES.jsonl [SIZES...]}
shift
[ $# -gt 0 ] || set -- 1000 10000 100000
program=${ONRECORD:-$(dirname "$0")/../build/release/onrecord}
jobs=${JOBS:-$(nproc)}
how="--jobs $jobs --setting ${SETTING:-fast}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

repeat() {  # ARTICLES COUNT: JSON Lines on standard output
  python3 - "$1" "$2" <<'PYTHON'
import itertools, json, sys
with open(sys.argv[1], encoding="utf-8") as lines:
    articles = [json.loads(line) for line in lines if line.strip()]
for number, article in enumerate(itertools.islice(itertools.cycle(articles), int(sys.argv[2]))):
    keep = {k: article.get(k) for k in ("text", "title", "date", "author", "url", "publisher", "section") if article.get(k)}
    print(json.dumps({"id": f"{number}", **keep}, ensure_ascii=False))
PYTHON
}

# seconds of all cores and peak MB of a command: "12.34 56"
measure() { /usr/bin/time -f '%U %S %M' -o "$folder/time" "$@" >/dev/null 2>"$folder/err" || { cat "$folder/err" >&2; exit 1; }
            awk '{ printf "%s %d", $1 + $2, $3 / 1024 }' "$folder/time"; }

printf '%9s %7s %10s %10s %8s %10s %10s %9s %10s\n' articles MB 'check s' 'audit s' 'of speed' 'a core/s' 'again s' 'peak MB' 'KB/article'
for size in "$@"; do
  repeat "$articles" "$size" > "$folder/in.jsonl"
  rm -f "$folder"/a.db*
  check=$(measure "$program" check --input jsonl --format jsonl --fail-on never -o /dev/null $how "$folder/in.jsonl")
  audit=$(measure "$program" audit "$folder/in.jsonl" --db "$folder/a.db" $how --quiet)
  again=$(measure "$program" audit "$folder/in.jsonl" --db "$folder/a.db" $how --quiet)
  echo "$size $(stat -c %s "$folder/in.jsonl") $check $audit $again $(stat -c %s "$folder/a.db")" | awk '{
    printf "%9d %7.1f %10.1f %10.1f %7.0f%% %10.0f %10.1f %9d %10.1f\n",
           $1, $2 / 1e6, $3, $5, 100 * $3 / $5, $1 / $5, $7, $6, $9 / $1 / 1024 }'
done
