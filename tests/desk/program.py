"""Runs the program for tests: run(["check", "-"], stdin=b"...").out"""
import os
import pathlib
import subprocess
import sys
from typing import NamedTuple

SOURCE = pathlib.Path(os.environ.get("ONRECORD_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
PROGRAM = os.environ.get("ONRECORD", str(SOURCE / "build/release/onrecord"))
SAMPLES = SOURCE / "tests/samples"
SKIP = 77


class Done(NamedTuple):
    status: int
    out: bytes
    err: str


def run(arguments, stdin=b"", environment=None, directory=None, seconds=120):
    """The program's exit status, standard output (bytes) and standard error. Never a signal: that is a failure."""
    env = {**os.environ, "NO_COLOR": "", **(environment or {})}
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, timeout=seconds, env=env,
                          cwd=directory)
    assert done.returncode in (0, 1, 2), f"{arguments}: ended by {done.returncode}\n{done.stderr.decode()[-2000:]}"
    return Done(done.returncode, done.stdout, done.stderr.decode("utf-8"))


def shared():
    """The folder of corpora beside the source, or None."""
    for place in (os.environ.get("ONRECORD_SHARED"), SOURCE / ".." / "shared"):
        if place and pathlib.Path(place).is_dir():
            return pathlib.Path(place)
    return None


def skip(why):
    print("skipped:", why)
    sys.exit(SKIP)


def main(tests):
    """Runs every function whose name begins with test_; says which failed."""
    failed = 0
    for name, test in sorted(tests.items()):
        if not name.startswith("test_"):
            continue
        try:
            test()
            print("ok  ", name)
        except Exception as fault:  # a test that breaks is a test that fails
            failed += 1
            print("FAIL", name, type(fault).__name__, fault)
    sys.exit(failed > 0)
