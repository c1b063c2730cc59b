"""onrecord audit, query, names and merge as scripts use them: only what is new, killed at any moment, on a full disk, in
parts; always the same content."""
import contextlib
import csv
import io
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
from program import PROGRAM, SOURCE, main, run
import invented

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="onrecord-archive-"))
COUNT = 160
ARTICLES = invented.write(FOLDER / "articles.jsonl", range(COUNT))
ARCHIVES_KILLED, KILLS_OF_EACH = 12, 3


def arguments_of(db, *inputs, more=()):
    return ["audit", *map(str, inputs), "--db", str(db), "--quiet", "--setting", "fast", *map(str, more)]


def audit(db, *inputs, more=()):
    done = run(arguments_of(db, *inputs, more=more), seconds=600)
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


def sql(db, statement):
    with contextlib.closing(sqlite3.connect(db)) as connection:
        return connection.execute(statement).fetchall()


def sound(db):
    """The file is whole, and its full-text index fits its rows."""
    assert sql(db, "PRAGMA integrity_check") == [("ok",)]
    assert sql(db, "PRAGMA foreign_key_check") == []
    if not stored(db):
        return
    for index in ("quotation_search", "claim_search"):
        sql(db, f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")


def stored(db):
    """Articles that are committed."""
    if not sql(db, "SELECT 1 FROM sqlite_schema WHERE name = 'article'"):
        return 0
    return sql(db, "SELECT count(*) FROM article")[0][0]


ONE = audit(FOLDER / "one.db", ARTICLES)
WANTED = digest(ONE)


def last_run(db):
    return ask(db, "runs")[-1]


def test_a_second_audit_analyses_nothing():
    db = shutil.copy(ONE, FOLDER / "second.db")
    audit(db, ARTICLES)
    assert last_run(db)["unchanged"] == COUNT and last_run(db)["stored"] == 0
    assert digest(db) == WANTED
    sound(db)


def test_order_jobs_and_batches_do_not_matter():
    for order, jobs, batch in ((5, 1, 500), (6, 4, 3)):
        shuffled = invented.write(FOLDER / f"shuffled{order}.jsonl", range(COUNT), order=order)
        db = audit(FOLDER / f"order{order}.db", shuffled, more=["--jobs", jobs, "--batch", batch])
        assert digest(db) == WANTED, (order, jobs)


# ---- killed, cut off, full -------------------------------------------------------------------------------------------
# Moments are counted in bytes of the write-ahead log and not in seconds: so they fall into all parts of a run, on a fast
# machine as on a slow one.
SMALL_BATCHES = ["--batch", "5"]


def log_of(db):
    return pathlib.Path(f"{db}-wal")


def log_size(db):
    try:
        return log_of(db).stat().st_size
    except FileNotFoundError:
        return 0


def start_until(arguments, db, log_bytes):
    """Runs the program until its log is so long, or it ends."""
    process = subprocess.Popen([PROGRAM, *arguments])
    while process.poll() is None and log_size(db) < log_bytes:
        time.sleep(0.001)
    return process


def longest_log(arguments, db):
    """Of an undisturbed run."""
    process, longest = subprocess.Popen([PROGRAM, *arguments]), 0
    while process.poll() is None:
        longest = max(longest, log_size(db))
        time.sleep(0.001)
    assert process.returncode == 0 and longest > 0
    return longest


LOG = longest_log(arguments_of(FOLDER / "log.db", ARTICLES, more=SMALL_BATCHES), FOLDER / "log.db")


def test_killed_at_random_moments():
    rng, partly = random.Random(17), 0
    for number in range(ARCHIVES_KILLED):
        db = FOLDER / f"killed{number}.db"
        arguments = arguments_of(db, ARTICLES, more=SMALL_BATCHES)
        rest = LOG
        for _ in range(KILLS_OF_EACH):
            process = start_until(arguments, db, rng.random() * rest)
            time.sleep(rng.random() * 0.01)
            process.kill()
            process.wait()
            if db.exists():
                sound(db)
                partly += 0 < stored(db) < COUNT
                rest = LOG * (1 - stored(db) / COUNT)
        audit(db, ARTICLES, more=SMALL_BATCHES)
        assert digest(db) == WANTED
        sound(db)
    print(f"     ({partly} of {ARCHIVES_KILLED * KILLS_OF_EACH} kills left some articles and not all)")
    assert partly >= ARCHIVES_KILLED, "kills that hit nothing prove nothing"


def test_a_power_cut_loses_what_was_not_yet_on_the_disk():
    """The log is cut anywhere, and its last sector is noise; the machine comes up again and the audit goes on."""
    rng, partly = random.Random(23), 0
    for number in range(8):
        db, after = FOLDER / f"power{number}.db", FOLDER / f"after{number}.db"
        process = start_until(arguments_of(db, ARTICLES, more=SMALL_BATCHES), db, rng.random() * LOG)
        process.send_signal(signal.SIGSTOP)
        log = log_of(db).read_bytes() if log_of(db).exists() else b""
        shutil.copy(db, after)
        log = log[:int(len(log) * max(rng.random(), rng.random()))]
        log_of(after).write_bytes(log[:-512] + rng.randbytes(min(512, len(log))))
        process.kill()
        process.wait()
        sound(after)
        partly += 0 < stored(after) < COUNT
        audit(after, ARTICLES)
        assert digest(after) == WANTED
        sound(after)
    print(f"     ({partly} of 8 cuts left some articles and not all)")
    assert partly >= 2, "cuts that hit nothing prove nothing"


def goes_on_after(db, done):
    """A full disk is told; what was committed is there, and the same command does the rest. Was it a part?"""
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert b"help:" in done.stderr and b"again" in done.stderr, done.stderr
    sound(db)
    return 0 < stored(db) < COUNT


def limited(size):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def test_no_room_for_the_file():
    partly = 0
    for share in (0.05, 0.3, 0.6, 0.9):
        db = FOLDER / f"limited{share}.db"
        done = subprocess.run([PROGRAM, *arguments_of(db, ARTICLES, more=SMALL_BATCHES)], capture_output=True,
                              preexec_fn=limited(int(LOG * share)))
        partly += goes_on_after(db, done)
        audit(db, ARTICLES)
        assert digest(db) == WANTED
    assert partly >= 3, partly


def test_a_full_disk():
    small = FOLDER / "small"
    small.mkdir()
    size = int(LOG * 0.7)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", small], capture_output=True).returncode:
        return print("     (no right to mount a small disk: left out)")
    try:
        db = small / "full.db"
        done = subprocess.run([PROGRAM, *arguments_of(db, ARTICLES, more=SMALL_BATCHES)], capture_output=True)
        assert goes_on_after(db, done)
        assert subprocess.run(["mount", "-o", "remount,size=256m", small]).returncode == 0
        audit(db, ARTICLES)
        assert digest(db) == WANTED
    finally:
        subprocess.run(["umount", small])


def test_a_merge_that_was_killed_is_done_again():
    folder, rng = shards_of(4), random.Random(29)
    parts = [str(audit(folder / f"part{i}.db", folder / f"part{i}.jsonl")) for i in range(4)]
    arguments = lambda db: ["merge", *parts, "--db", str(db), "--quiet"]
    log, partly = longest_log(arguments(folder / "log.db"), folder / "log.db"), 0
    for number in range(8):
        db = folder / f"all{number}.db"
        process = start_until(arguments(db), db, rng.random() * log)
        process.kill()
        process.wait()
        sound(db)
        partly += 0 < stored(db) < COUNT
        assert run(arguments(db)).status == 0 and digest(db) == WANTED
        sound(db)
    assert partly >= 2, partly


def test_damaged_records_are_skipped_and_told():
    lines = ARTICLES.read_text(encoding="utf-8").splitlines()[:4]
    lines[1:1] = ["{\"id\": \"broken\"", "{\"id\": \"no text\"}"]
    path = FOLDER / "damaged.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    db = FOLDER / "damaged.db"
    done = run(["audit", path, "--db", db, "--setting", "fast"])
    assert done.status == 0 and "damaged: 2" in done.err, done.err
    assert len(ask(db, "skipped")) == 2 and len(ask(db, "articles")) == 4


def test_since():
    db = audit(FOLDER / "since.db", ARTICLES, more=["--since", "2024-07-01"])
    dates = [row["date"] for row in ask(db, "articles")]
    assert dates and min(dates) >= "2024-07-01"
    assert all(row["reason"] == "before --since" for row in ask(db, "skipped"))


def test_progress_for_programs():
    done = run(["audit", ARTICLES, "--db", FOLDER / "progress.db", "--progress", "json", "--setting", "fast"])
    states = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    assert states[-1]["finished"] and states[-1]["read"] == COUNT and states[-1]["part"] == 1


def test_every_question_in_every_format():
    help_text = run(["query", "--help"]).out.decode()
    names = re.findall(r"^  ([a-z-]+) {2,}\S", help_text[help_text.index("WHAT is one of"):], re.MULTILINE)
    assert len(names) >= 18, names
    needs = {"quotations": ["--person", "Calder"], "timeline": ["--person", "Ines Calder"], "search": ["--words", "wall"],
             "claims": ["--words", "council"]}
    person = sql(ONE, "SELECT person FROM people ORDER BY attributions DESC")
    assert person, "no source of the invented articles was understood"
    needs["quotations"][1] = needs["timeline"][1] = person[0][0]
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
    assert sum(row["articles"] for row in months) == COUNT
    march = ask(ONE, "articles", "--from", "2024-03", "--until", "2024-03")
    assert march and {row["date"][:7] for row in march} == {"2024-03"}
    assert all(row["publisher"] == "Selwyn Courier" for row in ask(ONE, "articles", "--publisher", "selwyn courier"))
    assert all(row["score"] < 60 for row in ask(ONE, "articles", "--below", "60"))
    for arguments in (["nonsense"], ["rules", "--person", "x"], ["people", "--by", "moon"], ["people", "--format", "parquet"],
                      ["people", "--person", "Nobody Atall"], ["search"]):
        done = run(["query", *arguments, "--db", ONE])
        assert done.status == 2 and done.err, arguments


def test_all_rows_can_be_asked_for():
    assert len(ask(ONE, "articles", "--limit", "3")) == 3
    assert len(ask(ONE, "articles", "--limit", "0")) == COUNT
    assert len(ask(ONE, "people", "--by", "month", "--limit", "0")) > len(ask(ONE, "people", "--by", "month", "--limit", "1"))


def test_rules_are_added_and_fields_may_have_other_names():
    own = FOLDER / "own/rules/words"
    own.mkdir(parents=True)
    (own / "archive-official.rule").write_text('words words/archive-official\n  what "Who is official here"\n  items "engineer" = 1\n',
                                               encoding="utf-8")
    renamed = FOLDER / "renamed.jsonl"
    with renamed.open("w", encoding="utf-8") as out:
        for line in ARTICLES.read_text(encoding="utf-8").splitlines()[:20]:
            article = json.loads(line)
            out.write(json.dumps({"nr": article.pop("id"), "body": article.pop("text"), **article}) + "\n")
    db = audit(FOLDER / "own.db", renamed, more=["--field", "id=nr", "--field", "text=body", "--rules", FOLDER / "own/rules"])
    assert len(ask(db, "articles")) == 20 and ask(db, "rules"), "the installed rules are used, too"
    assert sql(db, "SELECT DISTINCT role FROM source WHERE official") == [("chief engineer at the Harbour Institute",)]
    for wrong in ("body", "text=", "txt=body"):
        assert run(arguments_of(db, renamed, more=["--field", wrong])).status == 2, wrong


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
    assert f"{COUNT} unchanged" in again.err and digest(folder / "all.db") == WANTED
    sound(folder / "all.db")
    for wrong in (ARTICLES, FOLDER / "none.db"):
        assert run(["merge", wrong, "--db", folder / "wrong.db"]).status == 2


def example(name):
    """The script that docs/archive.md shows under this name, with the setting of this test."""
    text = (SOURCE / "docs/archive.md").read_text(encoding="utf-8")
    script = re.search(rf"<!-- example: {name} -->\s*```\w+\n(.*?)```", text, re.DOTALL)[1]
    return re.sub(r"onrecord (audit|check)", r"onrecord \1 --setting fast", script)


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
    assert ids == [f"invented-{n:05}" for n in range(COUNT)], "order is kept"


def run_python_example(name, folder, needs):
    """False where this interpreter has not got the packages."""
    if subprocess.run([sys.executable, "-c", f"import {needs}"], capture_output=True).returncode:
        print(f"     ({needs} is not installed: left out)")
        return False
    (folder / "example.py").write_text(example(name), encoding="utf-8")
    path = os.pathsep.join([str(pathlib.Path(PROGRAM).parent), os.environ["PATH"]])
    done = subprocess.run([sys.executable, "example.py"], cwd=folder, capture_output=True, text=True, timeout=600,
                          env={**os.environ, "PATH": path})
    assert done.returncode == 0, done.stderr[-2000:]
    return True


def test_documented_example_with_spark():
    folder = FOLDER / "spark"
    folder.mkdir()
    shutil.copy(ARTICLES, folder / "articles.jsonl")
    if run_python_example("spark", folder, "pyspark"):
        lines = [line for part in sorted((folder / "results").glob("part-*")) for line in part.read_text().splitlines()]
        assert [json.loads(line)["id"] for line in lines] == [f"invented-{n:05}" for n in range(COUNT)]


def test_documented_example_with_parquet():
    folder = FOLDER / "parquet"
    folder.mkdir()
    shutil.copy(ONE, folder / "archive.db")
    if run_python_example("parquet", folder, "pandas, pyarrow"):
        assert (folder / "quotations.parquet").read_bytes().startswith(b"PAR1")


try:
    main(globals())
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
