"""onrecord audit, query, names and merge as scripts use them: only what is new, killed at any moment, on a full disk, in
parts; always the same content."""
import csv
import io
import json
import os
import pathlib
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
from program import PROGRAM, SOURCE, main, run
import invented

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="onrecord-archive-"))
ARTICLES = invented.write(FOLDER / "articles.jsonl", range(160))
KILLS = 30


def audit(db, *inputs, more=()):
    done = run(["audit", *inputs, "--db", db, "--quiet", *more], seconds=600)
    assert done.status == 0, done.err
    return db


def digest(db):
    done = run(["query", "digest", "--db", db, "--format", "csv"])
    assert done.status == 0, done.err
    return done.out.decode().split()[1]


def ask(db, *arguments):
    done = run(["query", *arguments, "--db", db, "--format", "json"])
    assert done.status == 0, done.err
    return json.loads(done.out)


def sound(db):
    with sqlite3.connect(db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


ONE = audit(FOLDER / "one.db", ARTICLES)
WANTED = digest(ONE)


def last_run(db):
    return ask(db, "runs")[-1]


def test_a_second_audit_analyses_nothing():
    db = shutil.copy(ONE, FOLDER / "second.db")
    audit(db, ARTICLES)
    assert last_run(db)["unchanged"] == 160 and last_run(db)["stored"] == 0
    assert digest(db) == WANTED
    sound(db)


def test_order_jobs_and_batches_do_not_matter():
    for order, jobs, batch in ((5, 1, 500), (6, 4, 3)):
        shuffled = invented.write(FOLDER / f"shuffled{order}.jsonl", range(160), order=order)
        db = audit(FOLDER / f"order{order}.db", shuffled, more=["--jobs", jobs, "--batch", batch])
        assert digest(db) == WANTED, (order, jobs)


def test_killed_at_random_moments():
    rng = random.Random(17)
    db = FOLDER / "killed.db"
    began = time.monotonic()
    audit(FOLDER / "timed.db", ARTICLES, more=["--batch", "5"])
    usual = time.monotonic() - began
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen([PROGRAM, "audit", ARTICLES, "--db", db, "--quiet", "--batch", "5"])
        time.sleep(rng.uniform(0, usual * 0.8))
        process.kill()
        killed += process.wait() < 0
        if db.exists() and db.stat().st_size:
            sound(db)
        if process.returncode == 0:  # everything is stored: begin anew, so that later kills hit something
            for path in FOLDER.glob("killed.db*"):
                path.unlink()
    assert killed >= KILLS / 3, f"only {killed} of {KILLS} were killed"
    audit(db, ARTICLES)
    assert digest(db) == WANTED
    sound(db)


def limited(size):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def goes_on_after(db, done):
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert b"help:" in done.stderr and b"again" in done.stderr, done.stderr
    sound(db)


def test_no_room_for_the_file():
    db = FOLDER / "limited.db"
    done = subprocess.run([PROGRAM, "audit", ARTICLES, "--db", db, "--quiet", "--batch", "5"], capture_output=True,
                          preexec_fn=limited(400_000))
    goes_on_after(db, done)
    audit(db, ARTICLES)
    assert digest(db) == WANTED


def test_a_full_disk():
    small = FOLDER / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", small], capture_output=True).returncode:
        return print("     (no right to mount a small disk: left out)")
    try:
        db = small / "full.db"
        done = subprocess.run([PROGRAM, "audit", ARTICLES, "--db", db, "--quiet", "--batch", "5"], capture_output=True)
        goes_on_after(db, done)
        assert subprocess.run(["mount", "-o", "remount,size=64m", small]).returncode == 0
        audit(db, ARTICLES)
        assert digest(db) == WANTED
    finally:
        subprocess.run(["umount", small])


def test_damaged_records_are_skipped_and_told():
    lines = ARTICLES.read_text(encoding="utf-8").splitlines()[:4]
    lines[1:1] = ["{\"id\": \"broken\"", "{\"id\": \"no text\"}"]
    path = FOLDER / "damaged.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    db = FOLDER / "damaged.db"
    done = run(["audit", path, "--db", db])
    assert done.status == 0 and "damaged: 2" in done.err, done.err
    assert len(ask(db, "skipped")) == 2 and len(ask(db, "articles")) == 4


def test_since():
    db = audit(FOLDER / "since.db", ARTICLES, more=["--since", "2024-07-01"])
    dates = [row["date"] for row in ask(db, "articles")]
    assert dates and min(dates) >= "2024-07-01"
    assert all(row["reason"] == "before --since" for row in ask(db, "skipped"))


def test_progress_for_programs():
    done = run(["audit", ARTICLES, "--db", FOLDER / "progress.db", "--progress", "json"])
    states = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    assert states[-1]["finished"] and states[-1]["read"] == 160 and states[-1]["part"] == 1


def test_every_question_in_every_format():
    help_text = run(["query", "--help"]).out.decode()
    names = re.findall(r"^  ([a-z-]+) {2,}\S", help_text[help_text.index("WHAT is one of"):], re.MULTILINE)
    assert len(names) >= 18, names
    needs = {"quotations": ["--person", "Calder"], "timeline": ["--person", "Ines Calder"], "search": ["--words", "wall"],
             "claims": ["--words", "council"]}
    with sqlite3.connect(ONE) as connection:
        person = connection.execute("SELECT person FROM people ORDER BY attributions DESC").fetchone()
    assert person, "no source of the invented articles was understood"
    needs["quotations"][1] = needs["timeline"][1] = person[0]
    for name in names:
        more = needs.get(name, [])
        rows = ask(ONE, name, *more)
        as_csv = run(["query", name, *more, "--db", ONE, "--format", "csv"]).out.decode("utf-8")
        read = list(csv.DictReader(io.StringIO(as_csv)))
        assert len(read) == len(rows), name
        table = run(["query", name, *more, "--db", ONE]).out.decode("utf-8")
        assert len(table.splitlines()) == len(rows) + 1, name


def test_groups_and_filters():
    months = ask(ONE, "shares", "--by", "month")
    assert [row["month"] for row in months] == sorted(row["month"] for row in months) and len(months) == 12
    assert sum(row["articles"] for row in months) == 160
    march = ask(ONE, "articles", "--from", "2024-03", "--until", "2024-03")
    assert march and {row["date"][:7] for row in march} == {"2024-03"}
    assert all(row["publisher"] == "Selwyn Courier" for row in ask(ONE, "articles", "--publisher", "selwyn courier"))
    assert all(row["score"] < 60 for row in ask(ONE, "articles", "--below", "60"))
    for arguments in (["nonsense"], ["rules", "--person", "x"], ["people", "--by", "moon"], ["people", "--format", "parquet"],
                      ["people", "--person", "Nobody Atall"], ["search"]):
        done = run(["query", *arguments, "--db", ONE])
        assert done.status == 2 and done.err, arguments


def test_search_is_safe_with_any_words():
    for words in ("wall", "\"the wall\"", "wa*", "\"", "AND OR NOT", "text:", "'; DROP TABLE article; --", "(", "*", "é"):
        done = run(["query", "search", "--words", words, "--db", ONE])
        assert done.status in (0, 2) and "SQL" not in done.err, (words, done.err)


def shards_of(count):
    folder = FOLDER / f"shards{count}"
    folder.mkdir()
    lines = ARTICLES.read_text(encoding="utf-8").splitlines(keepends=True)
    for i in range(count):
        (folder / f"part{i}.jsonl").write_text("".join(lines[i::count]), encoding="utf-8")
    return folder


def test_merged_parts_are_one_run():
    folder = shards_of(3)
    parts = [audit(folder / f"part{i}.db", folder / f"part{i}.jsonl") for i in (2, 0, 1)]
    done = run(["merge", *parts, "--db", folder / "all.db", "--quiet"])
    assert done.status == 0, done.err
    assert digest(folder / "all.db") == WANTED
    again = run(["merge", *parts, "--db", folder / "all.db"])
    assert "160 unchanged" in again.err and digest(folder / "all.db") == WANTED
    sound(folder / "all.db")
    for wrong in (ARTICLES, FOLDER / "none.db"):
        assert run(["merge", wrong, "--db", folder / "wrong.db"]).status == 2


def example(name):
    """The shell script that docs/archive.md shows under this name."""
    text = (SOURCE / "docs/archive.md").read_text(encoding="utf-8")
    return re.search(rf"<!-- example: {name} -->\s*```\w+\n(.*?)```", text, re.DOTALL)[1]


def run_example(name, folder):
    path = os.pathsep.join([str(pathlib.Path(PROGRAM).parent), os.environ["PATH"]])
    done = subprocess.run(["bash", "-euc", example(name)], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "PATH": path}, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]


def test_documented_example_with_gnu_parallel():
    if not shutil.which("parallel"):
        return print("     (GNU parallel is not installed: left out)")
    folder = FOLDER / "gnu"
    folder.mkdir()
    shutil.copy(ARTICLES, folder / "articles.jsonl")
    run_example("parallel-archive", folder)
    assert digest(folder / "all.db") == WANTED
    run_example("parallel-filter", folder)
    ids = [json.loads(line)["id"] for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ids == [f"invented-{n:05}" for n in range(160)], "order is kept"


def test_documented_example_with_spark():
    if subprocess.run([sys.executable, "-c", "import pyspark"], capture_output=True).returncode:
        return print("     (pyspark is not installed: left out)")
    folder = FOLDER / "spark"
    folder.mkdir()
    shutil.copy(ARTICLES, folder / "articles.jsonl")
    (folder / "spark.py").write_text(example("spark"), encoding="utf-8")
    path = os.pathsep.join([str(pathlib.Path(PROGRAM).parent), os.environ["PATH"]])
    done = subprocess.run([sys.executable, "spark.py"], cwd=folder, capture_output=True, text=True, timeout=600,
                          env={**os.environ, "PATH": path})
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for part in sorted((folder / "results").glob("part-*")) for line in part.read_text().splitlines()]
    assert sorted(json.loads(line)["id"] for line in lines) == [f"invented-{n:05}" for n in range(160)]


try:
    main(globals())
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
