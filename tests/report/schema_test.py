"""What check prints as JSON: valid by the published schema, and its offsets lead to the words it names."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
import jsonschema
from program import SAMPLES, SOURCE, main, run

SCHEMA = json.loads((SOURCE / "reports/onrecord.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
TEXTS = [path.read_bytes() for path in sorted(SAMPLES.glob("*.txt"))] + [b"", b"\xff\x00\"said", b"Some say so."]


def results():
    for text in TEXTS:
        yield json.loads(run(["check", "-", "--input", "text", "--format", "json", "--fail-on", "never"], stdin=text).out)


def test_the_schema_is_a_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_results_are_valid():
    for result in results():
        for fault in VALIDATOR.iter_errors(result):
            raise AssertionError(f"{list(fault.absolute_path)}: {fault.message[:300]} {[c.message[:200] for c in fault.context]}")


def test_an_error_is_valid_and_a_stranger_is_not():
    done = run(["check", "--input", "jsonl", "--format", "jsonl"], stdin=b"{")
    VALIDATOR.validate(json.loads(done.out))
    result = next(results())
    for spoil in (lambda r: r.pop("score"), lambda r: r["attributions"].append({}), lambda r: r.update(text=3)):
        spoiled = json.loads(json.dumps(result))
        spoil(spoiled)
        assert not VALIDATOR.is_valid(spoiled)


def test_both_layouts_are_one_object():
    path = SAMPLES / "harbour.txt"
    a = run(["check", path, "--format", "json", "--fail-on", "never"]).out
    b = run(["check", path, "--format", "jsonl", "--fail-on", "never"]).out
    assert json.loads(a) == json.loads(b) and b.count(b"\n") == 1


def spans_of(value):
    """All lists called spans, wherever they are."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "spans":
                yield part
            else:
                yield from spans_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans_of(part)


def test_offsets_lead_to_the_words():
    for result in results():
        text = result["text"]
        for spans in spans_of(result):
            flat = [position for span in spans for position in span]
            assert flat == sorted(flat) and (not flat or flat[-1] <= len(text)), spans
        for attribution in result["attributions"]:
            for role in ("source", "cue", "content"):
                named = attribution[role]
                assert named["text"] == " ".join(text[b:e] for b, e in named["spans"]), named


def test_findings_lead_to_the_bytes_of_the_input():
    given = b"\xef\xbb\xbf" + (SAMPLES / "harbour.txt").read_bytes()
    result = json.loads(run(["check", "-", "--input", "text", "--format", "json", "--fail-on", "never"], stdin=given).out)
    for finding in result["findings"]:
        for (b, e), (ob, oe) in zip(finding["spans"], finding["origin"]):
            assert given[ob:oe].decode("utf-8") == result["text"][b:e], finding["rule"]


def test_ids_lead_to_what_they_name():
    for result in results():
        attributions = {a["id"] for a in result["attributions"]}
        sources = {s["id"] for s in result["sources"]}
        for a in result["attributions"]:
            assert a["source_id"] is None or a["source_id"] in sources
            assert a["parent"] is None or a["parent"] in attributions
        for q in result["quotations"] + result["claims"]:
            assert q["attribution"] is None or q["attribution"] in attributions


main(globals())
