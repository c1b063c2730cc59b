#!/usr/bin/env python3
"""What the program costs as a whole: start, throughput, memory. Prints a table for docs/speed.md.

    whole_process.py [--program build/release/onrecord] [--corpus ARTICLES.jsonl] [--runs 20]

Start is one article, program start to end, median of the runs; processor time is what remains on an idle machine.
Throughput counts bytes of article text (UTF-8) in JSON Lines, start included. Without --corpus the sample article is
repeated under new ids, which is kinder to caches than real text.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests/samples/harbour.txt"


def timed(arguments, stdin=None):
    """Wall and processor seconds, and peak memory in MB, of one run."""
    start = time.perf_counter()
    with open(stdin or os.devnull, "rb") as given:
        child = subprocess.Popen(arguments, stdin=given, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"{arguments}: exit status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def corpus(path, folder):
    """JSON Lines of id and text alone, and the bytes of their text."""
    out = folder / "articles.jsonl"
    size = count = 0
    with open(out, "w", encoding="utf-8") as file:
        texts = ((json.loads(line)["text"] for line in open(path, encoding="utf-8")) if path
                 else (SAMPLE.read_text(encoding="utf-8") for _ in range(1500)))
        for text in texts:
            count += 1
            size += len(text.encode("utf-8"))
            file.write(json.dumps({"id": f"n{count}", "text": text}, ensure_ascii=False) + "\n")
    return out, size, count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/release/onrecord"))
    parser.add_argument("--corpus")
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    print("| what | figure |\n| --- | --- |")
    for form in ("text", "json", "html"):
        runs = [timed([options.program, "check", str(SAMPLE), "--format", form]) for _ in range(options.runs)]
        wall, cpu = (statistics.median(r[i] for r in runs) for i in (0, 1))
        print(f"| one article, whole process, {form} | {wall * 1e3:.0f} ms, of them {cpu * 1e3:.0f} ms processor time |")
    version = statistics.median(timed([options.program, "--version"])[1] for _ in range(options.runs))
    print(f"| start and rules alone (`--version`) | {version * 1e3:.0f} ms processor time |")
    with tempfile.TemporaryDirectory() as folder:
        path, size, count = corpus(options.corpus, pathlib.Path(folder))
        print(f"| corpus | {count} articles, {size / 1e6:.1f} MB of text |")
        for setting in ("full", "fast"):
            for jobs in (1, os.cpu_count()):
                wall, cpu, memory = timed([options.program, "check", "--input", "jsonl", "--format", "jsonl", "--jobs",
                                           str(jobs), "--setting", setting], path)
                print(f"| JSON Lines, {setting}, {jobs} thread{'s' * (jobs > 1)} | {size / 1e6 / wall:.2f} MB/s "
                      f"({size / 1e6 / cpu:.2f} MB per processor second), {count / wall:.0f} articles/s, {memory:.0f} MB peak |")


main()
