"""What people and programs are shown, whole: each folder holds an input, the arguments of its runs, and what came out.

    golden_test.py            compare; the difference of a failing case is printed
    golden_test.py --write    accept what comes out now; look at `git diff` before committing

args: one run a line, "NAME: arguments"; NAME is the file with what is expected on standard output, and ends in .txt,
.json, .jsonl or .html. Versions, hashes, style and script are left out of the comparison.
"""
import difflib
import pathlib
import re
import shlex
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
from program import run

HERE = pathlib.Path(__file__).parent


def normal(name, out):
    text = out.decode("utf-8")
    text = re.sub(r'("onrecord":\s*)"[^"]*"', r'\1"VERSION"', text)
    text = re.sub(r'("ruleset":\s*)\{[^}]*\}', r'\1"RULESET"', text)
    if name.endswith(".html"):
        text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.S)
        text = re.sub(r"<script>.*?</script>", "<script></script>", text, flags=re.S)
        text = re.sub(r'(Content-Security-Policy" content=)"[^"]*"', r'\1"POLICY"', text)
        text = re.sub(r'(content="OnRecord )[^"]*"', r'\1VERSION"', text)
        text = re.sub(r"<footer>.*?</footer>", "<footer></footer>", text, flags=re.S)
    return text


def runs():
    for case in sorted(p for p in HERE.iterdir() if (p / "args").is_file()):
        for line in (case / "args").read_text(encoding="utf-8").splitlines():
            name, arguments = line.split(":", 1)
            done = run(shlex.split(arguments), directory=case)
            yield case / name, normal(name, done.out) + f"status {done.status}\n" + done.err


def main(write):
    failed = 0
    for path, shown in runs():
        if write:
            path.write_text(shown, encoding="utf-8")
            continue
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        if shown == expected:
            print("ok  ", path.relative_to(HERE))
            continue
        failed += 1
        print("FAIL", path.relative_to(HERE))
        sys.stdout.writelines(list(difflib.unified_diff(expected.splitlines(True), shown.splitlines(True), "expected",
                                                        "shown", n=1))[:60])
    sys.exit(failed > 0)


main("--write" in sys.argv[1:])
