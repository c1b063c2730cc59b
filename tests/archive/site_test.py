"""The report of an archive in a browser: opened from the disk, it loads, sorts, filters and turns pages, on a desk and on a
phone; hostile text stays text."""
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
from program import main, run, skip
import invented

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.keys import Keys
except ImportError:
    skip("python3-selenium is not installed")
if not (shutil.which("chromium") and shutil.which("chromedriver")):
    skip("chromium and chromium-driver are not installed")

FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --disable-dev-shm-usage").split()
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="onrecord-site-"))
HOSTILE = "<script>window.boom = 1</script><img src=x onerror=\"window.boom = 1\">\"'</td></table>"


def build():
    path = invented.write(FOLDER / "articles.jsonl", range(180))
    hostile = {**invented.article(999), "id": HOSTILE, "title": HOSTILE, "publisher": HOSTILE, "author": HOSTILE,
               "section": HOSTILE}
    hostile["text"] += f"\n\n\"{HOSTILE} we were told,\" said Ines Calder, {HOSTILE}."
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(hostile) + "\n")
    for arguments in (["audit", path, "--db", FOLDER / "a.db", "-q"],
                      ["report", "--db", FOLDER / "a.db", "-o", FOLDER / "site", "--title", "Port <Selwyn>", "-q"]):
        done = run(arguments, seconds=600)
        assert done.status == 0, done.err


def open_browser():
    options = Options()
    for flag in [*FLAGS, f"--user-data-dir={FOLDER / 'profile'}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


build()
BROWSER = open_browser()
PAGES = ["index.html", "articles.html", "people.html", "findings.html", "sources.html"]


def visit(page, width=1280, height=900, scheme="light"):
    BROWSER.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
    BROWSER.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    BROWSER.get_log("browser")
    BROWSER.get((FOLDER / "site" / page).as_uri())


def js(code, *arguments):
    return BROWSER.execute_script(code, *arguments)


def status():
    return js("return document.getElementById('status').textContent")


def wait_for(condition, what):
    for _ in range(80):
        if condition():
            return
        js("return new Promise(done => setTimeout(done, 50))")
    raise AssertionError(f"never: {what}; status is {status()!r}")


def column(index):
    return js("return [...document.querySelectorAll('tbody tr')].map(r => r.cells[arguments[0]].textContent)", index)


def test_no_page_complains_or_runs_hostile_text():
    for page in PAGES:
        visit(page)
        if page in ("articles.html", "people.html"):
            wait_for(lambda: " of " in status(), "rows")
        assert BROWSER.get_log("browser") == [], page
        assert js("return window.boom") is None, page
        assert js("return getComputedStyle(document.body).maxWidth") != "none", "the style sheet was not loaded"
        assert "Port <Selwyn>" in js("return document.querySelector('h1').textContent")


def test_pages_are_turned():
    visit("articles.html")
    wait_for(lambda: status() == "1 to 50 of 181", "the first page")
    first = column(0)
    BROWSER.find_element("id", "next").send_keys(Keys.ENTER)
    wait_for(lambda: status() == "51 to 100 of 181", "the second page")
    assert not set(first) & set(column(0))


def test_sorting_and_filters():
    visit("articles.html")
    wait_for(lambda: " of " in status(), "rows")
    BROWSER.find_element("xpath", "//th//button[text()='score']").send_keys(Keys.ENTER)
    wait_for(lambda: js("return document.querySelector('th[aria-sort=descending]') !== null"), "sorted")
    scores = [int(s) for s in column(5) if s.isdigit()]
    assert scores == sorted(scores, reverse=True) and scores
    BROWSER.find_element("name", "q").send_keys("story 17")
    wait_for(lambda: status() == "1 to 11 of 11", "the articles called story 17")
    BROWSER.find_element("name", "q").clear()
    BROWSER.find_element("name", "q").send_keys("nothing is called so")
    wait_for(lambda: status() == "nothing fits", "none")


def test_an_article_has_its_page():
    visit("articles.html")
    wait_for(lambda: " of " in status(), "rows")
    BROWSER.find_element("name", "q").send_keys("story 42")
    wait_for(lambda: status() == "1 to 1 of 1", "one article")
    BROWSER.find_element("css selector", "tbody a").click()
    assert "Harbour story 42" in js("return document.querySelector('h1').textContent")
    assert BROWSER.get_log("browser") == []
    assert js("return getComputedStyle(document.body).maxWidth") != "none"
    assert js("return document.querySelector('.brand a').getAttribute('href')") == "../../articles.html"


def test_nothing_is_wider_than_a_phone():
    for page in PAGES:
        visit(page, width=390, height=844)
        if page in ("articles.html", "people.html"):
            wait_for(lambda: " of " in status(), "rows")
        assert js("return document.documentElement.scrollWidth") <= 390, page


def test_dark_and_its_button():
    visit("index.html", scheme="dark")
    dark = js("return getComputedStyle(document.body).backgroundColor")
    BROWSER.find_element("id", "theme").send_keys(Keys.ENTER)
    assert js("return getComputedStyle(document.body).backgroundColor") != dark
    js("localStorage.clear()")


def test_charts_are_there_and_say_what_they_show():
    visit("index.html")
    labels = js("return [...document.querySelectorAll('svg.chart')].map(s => s.getAttribute('aria-label'))")
    assert len(labels) >= 3 and all(labels)


def test_only_our_folders_are_replaced():
    foreign = FOLDER / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("years of work")
    done = run(["report", "--db", FOLDER / "a.db", "-o", foreign])
    assert done.status == 2 and (foreign / "thesis.txt").exists()
    assert run(["report", "--db", FOLDER / "a.db", "-o", FOLDER / "site", "-q"], seconds=600).status == 0


try:
    main(globals())
finally:
    BROWSER.quit()
    shutil.rmtree(FOLDER, ignore_errors=True)
