"""onrecord eval gives the figures of attribution_score.py, and lists what a run gained and lost."""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from program import main, run, shared

TEXT = "\u201cWe will appeal,\u201d said Ines Calder. Rolf Brandt wrote that the port\u2019s fees \u201cmust fall\u201d. Some doubt it."


def span(words):
    begin = TEXT.index(words)
    return [[begin, begin + len(words)]]


def attribution(source, cue, content):
    return {"source": span(source), "cue": span(cue), "content": span(content)}


APPEAL = attribution("Ines Calder", "said", "\u201cWe will appeal,\u201d")
FEES = attribution("Rolf Brandt", "wrote", "that the port\u2019s fees \u201cmust fall\u201d")
DOUBT = attribution("Some", "doubt", "it")


def write(path, attributions):
    path.write_text(json.dumps({"id": "a", "publisher": "Courier", "text": TEXT, "attributions": attributions}) + "\n",
                    encoding="utf-8")


def in_folder(test):
    with tempfile.TemporaryDirectory() as folder:
        test(pathlib.Path(folder))


def test_gained_and_lost():
    def check(folder):
        gold, before, after = folder / "gold", folder / "before", folder / "after"
        write(gold, [APPEAL, FEES, DOUBT])
        write(before, [APPEAL, DOUBT])
        write(after, [APPEAL, {**FEES, "rule": "attribution/x"}])
        out = run(["eval", gold, "--predicted", after, "--before", before, "--by", "rule"]).out.decode("utf-8")
        assert "gained 1, lost 1" in out, out
        assert "+ a: Rolf Brandt / wrote / that" in out and "- a: Some / doubt / it" in out, out
        assert "attribution/x" in out, out
    in_folder(check)


def test_saved_results_are_results():
    def check(folder):
        gold, saved = folder / "gold", folder / "saved"
        write(gold, [APPEAL])
        first = run(["eval", gold, "--save", saved])
        assert first.status == 0, first.err
        assert run(["eval", gold, "--predicted", saved]).out == first.out
    in_folder(check)


def test_errors_are_shown():
    def check(folder):
        gold, found = folder / "gold", folder / "found"
        write(gold, [APPEAL, FEES])
        write(found, [APPEAL, DOUBT])
        out = run(["eval", gold, "--predicted", found, "--errors", "5"]).out.decode("utf-8")
        assert "missed in a\n  source  Rolf Brandt\n" in out and "spurious in a\n  source  Some\n" in out, out
    in_folder(check)


def test_errors_have_classes():
    def check(folder):
        gold, found = folder / "gold", folder / "found"
        write(gold, [APPEAL, FEES, DOUBT])
        write(found, [{**APPEAL, "source": span("Rolf Brandt")}, {**FEES, "source": []}, {**DOUBT, "content": span("port\u2019s")}])
        out = run(["eval", gold, "--predicted", found, "--errors", "0"]).out.decode("utf-8")
        assert "errors" not in out  # none asked for
        out = run(["eval", gold, "--predicted", found, "--errors", "1"]).out.decode("utf-8")
        rows = [" ".join(line.split()) for line in out.splitlines()]
        for row in ("missed: another source direct 1", "missed: source left out mixed 1", "missed: nothing found indirect 1"):
            assert row in rows, (row, out)
        assert not any(row.startswith("spurious:") for row in rows), out  # it meets the content of a missed one
    in_folder(check)


def test_markdown_stands_beside_published_figures():
    def check(folder):
        gold = folder / "gold"
        write(gold, [APPEAL, FEES])
        page = run(["eval", gold, "--predicted", gold, "--markdown"]).out.decode("utf-8")
        assert "| OnRecord | this run | 1.000 |" in page and "| fine-tuned BERT | PolNeAR test | 0.866 |" in page, page
        tables = [table.splitlines() for table in page.split("\n\n")]
        assert len(tables) == 4, page
        for table in tables:
            assert len({row.count("|") for row in table}) == 1, table
    in_folder(check)


def damaged(gold, seed):
    """Predictions made of gold ones: some left out, some moved, some without a source."""
    chance = random.Random(seed)
    for row in gold:
        out = []
        for a in row["attributions"]:
            kind = chance.random()
            if kind < 0.15:
                continue
            roles = {r: [list(s) for s in a.get(r) or []] for r in ("source", "cue", "content")}
            if kind < 0.5:
                for spans in roles.values():
                    for s in spans:
                        s[0] = max(0, s[0] + chance.randint(-30, 10))
                        s[1] = max(s[0] + 1, min(len(row["text"]), s[1] + chance.randint(-20, 40)))
            if kind > 0.9:
                roles["source"] = []
            out.append({r: {"spans": s} for r, s in roles.items()})
        yield {"id": row["id"], "attributions": out}


def test_agrees_with_the_scorer():
    folder = shared()
    if folder is None:
        print("      (no corpora here: not compared)")
        return
    gold_path = folder / "corpora/polnear/dev.jsonl"
    gold = [json.loads(line) for line in gold_path.read_text(encoding="utf-8").splitlines()]

    def check(temporary):
        found = temporary / "found"
        found.write_text("".join(json.dumps(r) + "\n" for r in damaged(gold, 7)), encoding="utf-8")
        theirs = json.loads(subprocess.run(
            [sys.executable, str(folder / "eval/attribution_score.py"), str(gold_path), str(found), "--json"],
            capture_output=True, check=True).stdout)
        ours = json.loads(run(["eval", gold_path, "--predicted", found, "--json"]).out)
        assert theirs.keys() == ours.keys()
        for name, figures in theirs.items():
            for key, value in figures.items():
                assert abs(value - ours[name][key]) < 1e-4, (name, key, value, ours[name][key])
    in_folder(check)


main(globals())
