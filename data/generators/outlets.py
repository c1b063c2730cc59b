#!/usr/bin/env python3
"""Makes data/registry/{perennial,state_media}.tsv from Wikipedia's list of perennial sources and the State Media Matrix.

usage: outlets.py PERENNIAL.jsonl STATE_MEDIA.jsonl OUT_DIR [DATE]

PERENNIAL: one object a line with name, qualifier, status (gr, nc, gu, d, m), domains, last_discussed (CC BY-SA 4.0,
from Wikipedia:Reliable sources/Perennial sources). STATE_MEDIA: region, country, company, asset, domain, typology
(MIT, after State Media Monitor). Only names, states and domains are kept: no text of the discussions.
The columns are those of analyzer/attribution/registry_table.h.
"""
import json
import re
import sys
from pathlib import Path

HEADER = "name\ttype\tcountry\townership\tperennial\taliases\tdomains\torigin\n"
OWNERSHIP = {
    "SC": "state controlled", "CaPu": "captured public", "CaPr": "captured private",
    "ISFM": "independent, state funded and managed", "ISF": "independent, state funded",
    "ISM": "independent, state managed", "IP": "independent public"}
CAPTURED = {"SC", "CaPu", "CaPr"}
STATUS = {"gr", "nc", "gu", "d"}  # "m" is several ratings in one entry: says nothing of the whole
KIND = re.compile(r"^(?:News agency|Television|Print(?: media)?|Online|Radio|TV)\s*:\s*")
PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
# what stands in brackets behind a name and is no other name of it
QUALIFIER = re.compile(r"(?i)magazine|website|newspaper|united|india|social|general|politic|culture|media|topics|names|"
                       r"country|channel|company|feature|content|ufo|british|journal|agency|group|online|platform|edition")
# nor is the language of an edition: "the Russian" is no newspaper
LANGUAGES = set("Arabic Bengali Chinese Dutch English French German Greek Hebrew Hindi Indonesian Italian Japanese Korean "
                "Persian Polish Portuguese Russian Spanish Swahili Thai Turkish Ukrainian Urdu Vietnamese".split())


def clean(text):
    return re.sub(r"\s+", " ", (text or "").replace("\t", " ")).strip(" .,;:()")


def names(raw):
    """The name and its other names: \"China Central Television (CCTV)\"."""
    raw = KIND.sub("", raw)
    inside = [clean(m) for m in PARENTHESIS.findall(raw)]
    name = clean(PARENTHESIS.sub("", raw))
    return name, [a for a in inside if a and not QUALIFIER.search(a) and a not in LANGUAGES | {name}]


def row(name, kind, country, ownership, status, aliases, domains, origin):
    many = lambda items: ";".join(sorted({clean(i) for i in items if clean(i)} - {name}))
    return "\t".join([name, kind, country, ownership, status, many(aliases), many(domains), origin]) + "\n"


def perennial(path, date):
    out = []
    for p in map(json.loads, open(path, encoding="utf-8")):
        name, aliases = names(p["name"])
        if p["status"] not in STATUS or not p["domains"]:
            continue  # an entry without a domain is about a class of sources
        origin = f"Wikipedia, Reliable sources/Perennial sources, discussed {p['last_discussed']}, read {date}"
        out.append(row(name, "outlet", "", "", p["status"], aliases, p["domains"], origin))
    return out


def state_media(path, date):
    merged = {}
    for s in map(json.loads, open(path, encoding="utf-8")):
        typology = s["typology"].rstrip("?")
        name, aliases = names(s["asset"] or "")
        if typology not in OWNERSHIP or len(name) < 2:
            continue
        entry = merged.setdefault((name, s["country"], typology), (set(), set()))
        entry[0].update(aliases)
        if s["domain"]:
            entry[1].add(s["domain"])
    origin = f"State Media Monitor's typology, as collected in state_media.jsonl (MIT), read {date}"
    return [row(n, "state media" if t in CAPTURED else "outlet", clean(c), OWNERSHIP[t], "", a, d, origin)
            for (n, c, t), (a, d) in merged.items()]


def write(path, rows):
    path.write_text(HEADER + "".join(sorted(rows, key=lambda r: (r.casefold(), r))), encoding="utf-8")
    print(f"{path}: {len(rows)} entries")


def main(args):
    if len(args) < 3:
        sys.exit(__doc__)
    out, date = Path(args[2]), args[3] if len(args) > 3 else "2026-11-24"
    write(out / "perennial.tsv", perennial(args[0], date))
    write(out / "state_media.tsv", state_media(args[1], date))


if __name__ == "__main__":
    main(sys.argv[1:])
