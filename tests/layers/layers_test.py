"""What the compiler lets pass. A folder of analyzer/ is a layer: it includes itself and those before it, never one
above. A class is defined once: of two with one name the linker takes the functions of either for both."""
import collections
import os
import pathlib
import re
import sys

LAYERS = ["base", "article", "language", "quotation", "rulebook", "attribution", "editorial", "report", "archive", "desk"]
root = pathlib.Path(os.environ.get("ONRECORD_SOURCE_DIR", pathlib.Path(__file__).parents[2]))


def sources(folder):
    for path in sorted((root / folder).rglob("*")):
        if path.suffix in (".h", ".cc"):
            yield path, path.read_text(encoding="utf-8").splitlines()


def wrong_includes():
    for path, lines in sources("analyzer"):
        layer = path.relative_to(root / "analyzer").parts[0]
        if layer not in LAYERS:
            yield f"{path}: '{layer}' is no known layer"
            continue
        for number, line in enumerate(lines, 1):
            match = re.match(r'\s*#include "(\w+)/', line)
            if match and (match[1] not in LAYERS or LAYERS.index(match[1]) > LAYERS.index(layer)):
                yield f"{path}:{number}: {layer}/ must not include {match[1]}/"


def classes(lines):
    """(line, name) of each class that other files could define too: those outside unnamed namespaces."""
    namespaces = []
    for number, line in enumerate(lines, 1):
        if match := re.match(r"namespace ?([\w:]*) \{$", line):
            namespaces.append(match[1])
        elif re.match(r"\}  // namespace", line):
            namespaces.pop()
        elif (match := re.match(r"(?:class|struct|union) ([\w:]+)(?: final)?(?: :.*)?(?: \{.*)?$", line)) and "" not in namespaces:
            yield number, "::".join(namespaces + [match[1]])


def doubled_classes(folder):
    places = collections.defaultdict(list)
    for path, lines in sources(folder):
        for number, name in classes(lines):
            places[name].append(f"{path}:{number}")
    for name, where in places.items():
        if len(where) > 1:
            yield f"{name} is defined twice: {', '.join(where)}"


found = list(wrong_includes()) + list(doubled_classes("analyzer")) + list(doubled_classes("tests"))
print("\n".join(found) or "layers hold, classes are defined once")
sys.exit(bool(found))
