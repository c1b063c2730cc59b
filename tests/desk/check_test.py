"""onrecord check as scripts use it: exit status, order, errors, hostile input, the same bytes whatever the threads."""
import json
import os
import pathlib
import subprocess
import tempfile

from program import PROGRAM, SAMPLES, SOURCE, main, run

HARBOUR = SAMPLES / "harbour.txt"
ARTICLE = HARBOUR.read_text(encoding="utf-8")


def record(number, text=ARTICLE):
    return json.dumps({"id": f"r{number}", "text": text})


def lines(done):
    return [json.loads(line) for line in done.out.decode("utf-8").splitlines()]


def test_exit_status_follows_fail_on():
    found = json.loads(run(["check", HARBOUR, "--format", "json", "--fail-on", "never"]).out)["findings"]
    severities = {f["severity"] for f in found}
    assert severities, "the sample gives no finding at all"
    for level, counted in (("error", {"error"}), ("warning", {"error", "warning"}),
                           ("note", {"error", "warning", "note"}), ("never", set())):
        status = run(["check", HARBOUR, "--fail-on", level]).status
        assert status == int(bool(severities & counted)), f"--fail-on {level}: {status} with {severities}"


def test_what_cannot_be_done_is_2_and_says_what_to_do():
    for arguments, words in ((["check", "/nonexistent/a.txt"], ["/nonexistent/a.txt"]),
                             (["check", HARBOUR, "--rules", "/nonexistent"], ["/nonexistent"]),
                             (["check", HARBOUR, "--format", "pdf"], ["--format"]),
                             (["check", HARBOUR, "-o", "/nonexistent/x.txt"], ["/nonexistent/x.txt", "help:"]),
                             (["check", HARBOUR, HARBOUR, "--format", "html"], ["help:", "FOLDER/"]),
                             (["frobnicate"], []), ([], [])):
        done = run(arguments)
        assert done.status == 2, f"{arguments}: {done.status}"
        assert done.err, f"{arguments}: nothing on standard error"
        for word in words:
            assert word in done.err, f"{arguments}: no {word!r} in {done.err!r}"


def test_a_missing_file_does_not_stop_the_others():
    done = run(["check", HARBOUR, "/nonexistent/a.txt", HARBOUR, "--format", "jsonl"])
    assert done.status == 2 and [("error" in o) for o in lines(done)] == [False, True, False]


def test_standard_input_named_or_not():
    a = run(["check", "--format", "json", "--input", "text"], stdin=ARTICLE.encode())
    b = run(["check", "-", "--format", "json", "--input", "text"], stdin=ARTICLE.encode())
    assert a.out == b.out and json.loads(a.out)["text"] == ARTICLE


def test_files_keep_their_order():
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i in range(200):
            paths.append(pathlib.Path(folder) / f"{i:03}.txt")
            paths[-1].write_text(f"The port of Selwyn {i} closed, Ines Calder said.\n" * (1 + i % 7), encoding="utf-8")
        done = run(["check", *reversed(paths), "--format", "jsonl"])
        assert [o["article"]["path"] for o in lines(done)] == [str(p) for p in reversed(paths)]


def test_json_lines_is_a_pure_filter():
    given = [record(0), "", "{broken", record(1), '["no object"]', '{"id": "no text"}', record(2)]
    done = run(["check", "--input", "jsonl", "--format", "jsonl"], stdin="\n".join(given).encode())
    out = lines(done)
    assert [o.get("id", "error") for o in out] == ["r0", "error", "r1", "error", "error", "r2"], done.err
    assert [o["error"]["line"] for o in out if "error" in o] == [3, 5, 6], [o.get("error") for o in out]
    assert done.status == 2 and done.err.count("onrecord: ") == 3, done.err


def test_text_is_analysed_exactly_as_given():
    text = "\ufeffA\u00a0b \u201cc\u201d\r\n\r\n  d\x00e \U0001F600 said Ines Calder."
    done = run(["check", "--input", "jsonl", "--format", "jsonl"], stdin=json.dumps({"id": "x", "text": text}).encode())
    assert lines(done)[0]["text"] == text


def test_the_same_bytes_whatever_the_threads():
    given = "\n".join(record(i, ARTICLE[: 200 + 37 * (i % 40)]) for i in range(300)).encode()
    for form in ("jsonl", "text"):
        outs = {run(["check", "--input", "jsonl", "--format", form, "--jobs", jobs], stdin=given).out for jobs in (1, 2, 7)}
        assert len(outs) == 1, f"{form}: {len(outs)} different outputs"


def test_hostile_input_is_only_text():
    hostile = {
        "empty": b"",
        "blank": b" \n\t\n",
        "nul": b"a\x00b said \x00 Ines Calder.\n",
        "broken": bytes(range(256)) * 20,
        "halves": "\u201c\u201cquoted \u2018said".encode()[:-1],
        "marks": b'"' * 5000 + b" said " + b"'" * 5000,
        "open": b"(" * 20000 + b'"' + b"[" * 20000,
        "bom": b"\xef\xbb\xbf\xef\xbb\xbftext",
        "utf16": "He said so.".encode("utf-16"),
        "nested": b"<div>" * 50000 + b"He said so.",
    }
    for name, data in hostile.items():
        for form in ("json", "text", "html"):
            done = run(["check", "-", "--input", "text", "--format", form, "--fail-on", "never"], stdin=data)
            assert done.status == 0, f"{name} as {form}: {done.status} {done.err}"
            shown = done.out.decode("utf-8")
            assert form != "text" or not any(c < " " and c != "\n" for c in shown), f"{name}: controls reach the terminal"


def test_what_is_no_text_is_told():
    picture = run(["check", "-", "--fail-on", "never"], stdin=bytes(range(256)) * 20)
    assert picture.status == 2 and "is no text" in picture.err, picture.err
    damaged = run(["check", "-", "--fail-on", "never"], stdin=b"a\x00b said \x00 Ines Calder.\n")
    assert damaged.status == 0, damaged.err


def test_one_line_of_ten_megabytes():
    sentence = "\u201cIt is late,\u201d said Ines Calder of the Harbour Institute, and 40 people left the port. "
    data = (sentence * (1_000_000 // len(sentence.encode()))).encode()
    done = run(["check", "-", "--format", "jsonl", "--input", "text", "--fail-on", "never"], stdin=data, seconds=300)
    assert done.status == 0 and json.loads(done.out)["text"].encode() == data


def test_a_full_disk_is_told():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, "check", str(HARBOUR)], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2 and b"No space left" in done.stderr and b"help:" in done.stderr, done.stderr


def test_a_closed_pipe_is_told():
    many = "\n".join(record(i) for i in range(400)).encode()
    with tempfile.TemporaryFile() as given:
        given.write(many)
        given.seek(0)
        with subprocess.Popen([PROGRAM, "check", "--input", "jsonl", "--format", "jsonl"], stdin=given,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            child.stdout.close()
            told = child.stderr.read()
            assert child.wait(60) == 2 and b"Broken pipe" in told, told


def test_a_file_appears_whole_or_not_at_all():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "out.json"
        path.write_text("before", encoding="utf-8")
        assert run(["check", HARBOUR, "--rules", "/nonexistent", "-o", path]).status == 2
        assert path.read_text(encoding="utf-8") == "before"
        run(["check", HARBOUR, "--format", "json", "-o", path])
        assert json.loads(path.read_text(encoding="utf-8"))["text"] == ARTICLE
        assert os.listdir(folder) == ["out.json"], "a draft is left"


def test_pages_of_several_articles_go_into_a_folder():
    with tempfile.TemporaryDirectory() as folder:
        given = "\n".join([record(1), record(1), json.dumps({"id": "../x/y?", "text": ARTICLE})]).encode()
        done = run(["check", "--input", "jsonl", "--format", "html", "-o", f"{folder}/pages/", "--fail-on", "never"],
                   stdin=given)
        assert done.status == 0, done.err
        assert sorted(os.listdir(f"{folder}/pages")) == ["r1-2.html", "r1.html", "y-.html"]


def test_colours_only_where_asked_for():
    assert b"\x1b[" not in run(["check", HARBOUR]).out
    assert b"\x1b[" in run(["check", HARBOUR, "--color", "always"]).out
    assert b"\x1b[" not in run(["check", HARBOUR, "--color", "never"]).out


def rules_of(done):
    return {f["rule"] for f in json.loads(done.out)["findings"]}


def test_one_run_chooses_its_rules():
    json_of = ["check", HARBOUR, "--format", "json", "--fail-on", "never"]
    every = rules_of(run(json_of))
    one = sorted(every)[0]
    family = one.split("/")[0]
    assert rules_of(run([*json_of, "--only", one])) == {one}
    assert rules_of(run([*json_of, "--only", family])) == {r for r in every if r.startswith(family + "/")}
    assert rules_of(run([*json_of, "--ignore", one])) == every - {one}
    done = run([*json_of, "--ignore", "source/vage-study"])
    assert done.status == 2 and "source/vague-study" in done.err, done.err


def test_a_newsroom_has_one_file_of_its_own():
    with tempfile.TemporaryDirectory() as folder:
        desk = pathlib.Path(folder, "desk", "monday")
        desk.mkdir(parents=True)
        json_of = ["check", HARBOUR, "--format", "json", "--fail-on", "never"]
        every = run(json_of)
        one = sorted(rules_of(every))[0]
        house = pathlib.Path(folder, "onrecord.rule")
        house.write_text(f'ruleset our-desk version "7"\n\nadjust {one}\n  severity off\n')
        found = run(json_of, directory=desk)
        assert rules_of(found) == rules_of(every) - {one}
        assert json.loads(found.out)["ruleset"]["name"] == "our-desk"
        assert rules_of(run([*json_of, "--isolated"], directory=desk)) == rules_of(every)
        assert rules_of(run([*json_of, "--rules", house])) == rules_of(every) - {one}
        assert b"Changed by " in run(["rules", "explain", one], directory=desk).out
        house.write_text(f"adjust {one}\n  severity of\n")
        done = run(json_of, directory=desk)
        assert done.status == 2 and "onrecord.rule:2:12:" in done.err and "^" in done.err, done.err


def test_the_newsroom_file_of_the_handbook_works():
    page = (SOURCE / "docs/rule-language.md").read_text(encoding="utf-8")
    block = page[page.index("    ruleset our-desk"):]
    block = block[:block.index("\n`--isolated`")]
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "onrecord.rule").write_text("\n".join(line[4:] for line in block.split("\n")))
        assert run(["rules", "test", "desk"], directory=folder).out.startswith(b"2 of 2 examples")
        told = run(["rules", "explain", "source/vague-quantifier"], directory=folder).out.decode()
        assert "severity note" in told and "We allow it in features" in told, told


def test_rules_are_listed_for_programs():
    listed = json.loads(run(["rules", "list", "--kind", "check", "--format", "json", "--ignore", "quote/scare"]).out)
    by_id = {r["id"]: r for r in listed}
    assert len(by_id) == len(listed) > 50 and all(r["kind"] == "check" for r in listed)
    assert not by_id["quote/scare"]["on"] and by_id["quote/unclosed"]["on"]
    assert by_id["quote/unclosed"]["settings"]["severity"] == "error" and by_id["quote/unclosed"]["what"]
    assert all(line.split()[1] == b"check" for line in run(["rules", "list", "--kind", "check"]).out.splitlines()[:-1])


def test_version_and_help():
    done = run(["--version"])
    assert done.status == 0 and done.out.startswith(b"onrecord ") and b"\nrules " in done.out
    for verb in ([], ["check"], ["rules"], ["eval"]):
        assert run([*verb, "--help"]).status == 0


main(globals())
