"""A folder of analyzer/ is a layer: it includes itself and those before it, never one above."""
import os
import pathlib
import re
import sys

LAYERS = ["base", "article", "language", "quotation", "rulebook", "attribution", "editorial", "report", "archive", "desk"]
root = pathlib.Path(os.environ.get("ONRECORD_SOURCE_DIR", pathlib.Path(__file__).parents[2])) / "analyzer"


def faults():
    for path in sorted(root.rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        layer = path.relative_to(root).parts[0]
        if layer not in LAYERS:
            yield f"{path}: '{layer}' is no known layer"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = re.match(r'\s*#include "(\w+)/', line)
            if match and (match[1] not in LAYERS or LAYERS.index(match[1]) > LAYERS.index(layer)):
                yield f"{path}:{number}: {layer}/ must not include {match[1]}/"


found = list(faults())
print("\n".join(found) or "layers hold")
sys.exit(bool(found))
