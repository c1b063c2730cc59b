#!/usr/bin/env python3
"""Makes data/models/word_fields.bin from WordNet 3.0 (Debian's package wordnet-base, Princeton's licence).

usage: word_fields.py [WORDNET_DIR] [OUT]

For each single word: the lexicographer's field of its first sense as noun and as verb, a class (an ancestor synset of
that sense), and flags. Layout: analyzer/language/word_fields.h.
"""
import struct
import sys
from pathlib import Path

NOUN_FLAGS = {"person": 1, "social_group": 2, "communication": 4, "document": 8, "organization": 16, "location": 32}
THAT_FRAMES = {26, 34}          # Somebody ----s that CLAUSE; It ----s that CLAUSE
WHETHER_FRAMES = {29}           # Somebody ----s whether INFINITIVE
INFINITIVE_FRAMES = {28, 35}    # Somebody ----s to INFINITIVE
NOUN_CLASS_DEPTH = 5
VERB_CLASS_DEPTH = 1


def fnv(word):
    h = 14695981039346656037
    for b in word.encode():
        h = ((h ^ b) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return h


def read_synsets(path):
    """offset -> (field, words, hypernym offset, frames)"""
    out = {}
    for line in open(path, encoding="utf-8"):
        if line.startswith("  "):
            continue
        parts = line.split("|")[0].split()
        n = int(parts[3], 16)
        words = [parts[4 + 2 * i] for i in range(n)]
        at = 4 + 2 * n
        pointers = int(parts[at])
        at += 1
        hypernym = None
        for _ in range(pointers):
            if parts[at] in ("@", "@i") and hypernym is None:
                hypernym = parts[at + 1]
            at += 4
        frames = set()
        if parts[2] == "v" and at < len(parts):
            for i in range(int(parts[at])):
                frames.add(int(parts[at + 2 + 3 * i]))
        out[parts[0]] = (int(parts[1]), words, hypernym, frames)
    return out


def chain(synsets, offset):
    """From the root down to `offset`."""
    path = []
    while offset is not None and offset not in path:
        path.append(offset)
        offset = synsets[offset][2]
    return path[::-1]


def read_index(path):
    for line in open(path, encoding="utf-8"):
        if line.startswith("  "):
            continue
        parts = line.split()
        n = int(parts[2])
        yield parts[0], parts[-n:]


def main(wordnet, out):
    rows = {}
    classes = {"n": {}, "v": {}}

    def class_of(pos, offset):
        return classes[pos].setdefault(offset, len(classes[pos]) + 1)

    nouns = read_synsets(wordnet / "data.noun")
    anchors = {}
    for offset, (field, words, _, _) in sorted(nouns.items()):
        for name, flag in NOUN_FLAGS.items():
            if words[0] == name and name not in anchors and len(chain(nouns, offset)) < 9:
                anchors[name] = (offset, flag)
    for lemma, senses in read_index(wordnet / "index.noun"):
        if "_" in lemma:
            continue
        path = chain(nouns, senses[0])
        flags = 0
        for sense in senses[:2]:
            above = chain(nouns, sense)
            for offset, flag in anchors.values():
                flags |= flag * (offset in above)
        rows.setdefault(lemma, [0] * 6)[0] = nouns[senses[0]][0] - 2   # 03 noun.Tops -> 1
        rows[lemma][2] = flags
        rows[lemma][4] = class_of("n", path[min(NOUN_CLASS_DEPTH, len(path) - 1)])
    verbs = read_synsets(wordnet / "data.verb")
    for lemma, senses in read_index(wordnet / "index.verb"):
        if "_" in lemma:
            continue
        path = chain(verbs, senses[0])
        fields = [verbs[s][0] for s in senses[:3]]
        frames = set().union(*(verbs[s][3] for s in senses[:3]))
        flags = (32 in fields) * 1 | (31 in fields) * 2 | (37 in fields) * 4 | bool(frames & THAT_FRAMES) * 8
        flags |= bool(frames & WHETHER_FRAMES) * 16 | bool(frames & INFINITIVE_FRAMES) * 32 | (41 in fields) * 64
        rows.setdefault(lemma, [0] * 6)[1] = verbs[senses[0]][0] - 28  # 29 verb.body -> 1
        rows[lemma][3] = flags
        rows[lemma][5] = class_of("v", path[min(VERB_CLASS_DEPTH, len(path) - 1)])
    table = sorted((fnv(w), *r) for w, r in rows.items())
    with open(out, "wb") as f:
        f.write(struct.pack("<8sII", b"ORFIELD1", len(table), 0))
        for row in table:
            f.write(struct.pack("<QBBBBHH", *row))
    print(f"{len(table)} words, {len(classes['n'])} noun classes, {len(classes['v'])} verb classes")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"),
         sys.argv[2] if len(sys.argv) > 2 else Path(__file__).parents[1] / "models/word_fields.bin")
