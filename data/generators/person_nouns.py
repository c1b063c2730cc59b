#!/usr/bin/env python3
"""Makes rules/words/source-person.tsv: nouns that mean a person, of those that news uses.

usage: person_nouns.py SHARED_CORPORA OUT [WORDNET_DIR]

A noun is listed where WordNet 3.0 (Princeton's licence) gives it a person as its first sense and for at least two
fifths of all, and where it stands at least three times in the training texts (PolNeAR train, UD English
EWT and GUM train). Only words and counts leave the corpora. Column 1: share of its senses that are persons.
"""
import json
import re
import sys
from collections import Counter
from pathlib import Path

PERSON_FIELD = 18


def senses(wordnet):
    """noun -> fields of its senses, most frequent first"""
    field = {}
    for line in open(wordnet / "data.noun", encoding="utf-8"):
        if not line.startswith("  "):
            field[line[:8]] = int(line.split(" ", 2)[1])
    out = {}
    for line in open(wordnet / "index.noun", encoding="utf-8"):
        if line.startswith("  "):
            continue
        parts = line.split()
        if "_" not in parts[0]:
            out[parts[0]] = [field[o] for o in parts[-int(parts[2]):]]
    return out


def counts(corpora):
    n = Counter()
    for row in map(json.loads, open(corpora / "polnear" / "train.jsonl", encoding="utf-8")):
        n.update(t[5].lower() for t in row.get("tokens") or [] if t[3] in ("NN", "NNS"))
    for part in ("ewt", "gum"):
        for line in open(corpora / "ud" / f"en_{part}-train.conllu", encoding="utf-8"):
            cells = line.split("\t")
            if len(cells) > 4 and cells[3] == "NOUN":
                n[cells[2].lower()] += 1
    return n


def main(args):
    if len(args) < 2:
        sys.exit(__doc__)
    corpora, out = Path(args[0]), Path(args[1])
    seen = counts(corpora)
    rows = []
    for noun, fields in senses(Path(args[2] if len(args) > 2 else "/usr/share/wordnet")).items():
        share = sum(f == PERSON_FIELD for f in fields) / len(fields)
        if seen[noun] >= 3 and fields[0] == PERSON_FIELD and share >= 0.4 and re.fullmatch(r"[a-z][a-z-]+", noun):
            rows.append((noun, share))
    out.write_text("# made by data/generators/person_nouns.py\n" +
                   "".join(f"{n}\t{s:.2f}\n" for n, s in sorted(rows)), encoding="utf-8")
    print(f"{out}: {len(rows)} nouns")


if __name__ == "__main__":
    main(sys.argv[1:])
