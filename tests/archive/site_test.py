"""The report of an archive in a browser: opened from the disk, it loads, sorts, filters and turns pages, on a desk and on a
phone; hostile text stays text."""
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
from browser import open_browser
from program import main, run
from selenium.webdriver.common.keys import Keys
import invented

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


PAGES = ["index.html", "articles.html", "people.html", "findings.html", "sources.html"]


def visit(page, **how):
    BROWSER.visit(FOLDER / "site" / page, **how)


def status():
    return BROWSER.js("return document.getElementById('status').textContent")


def column(index):
    return BROWSER.js("return [...document.querySelectorAll('tbody tr')].map(r => r.cells[arguments[0]].textContent)", index)


def test_no_page_complains_or_runs_hostile_text():
    for page in PAGES:
        visit(page)
        if page in ("articles.html", "people.html"):
            BROWSER.wait_for(lambda: " of " in status(), "rows")
        assert BROWSER.complaints() == [], page
        assert BROWSER.js("return window.boom") is None, page
        assert BROWSER.js("return getComputedStyle(document.body).maxWidth") != "none", "the style sheet was not loaded"
        assert "Port <Selwyn>" in BROWSER.js("return document.querySelector('h1').textContent")


def test_pages_are_turned():
    visit("articles.html")
    BROWSER.wait_for(lambda: status() == "1 to 50 of 181", "the first page")
    first = column(0)
    BROWSER.find_element("id", "next").send_keys(Keys.ENTER)
    BROWSER.wait_for(lambda: status() == "51 to 100 of 181", "the second page")
    assert not set(first) & set(column(0))


def test_sorting_and_filters():
    visit("articles.html")
    BROWSER.wait_for(lambda: " of " in status(), "rows")
    BROWSER.find_element("xpath", "//th//button[text()='score']").send_keys(Keys.ENTER)
    BROWSER.wait_for(lambda: BROWSER.js("return document.querySelector('th[aria-sort=descending]') !== null"), "sorted")
    scores = [int(s) for s in column(5) if s.isdigit()]
    assert scores == sorted(scores, reverse=True) and scores
    BROWSER.find_element("name", "q").send_keys("story 17")
    BROWSER.wait_for(lambda: status() == "1 to 11 of 11", "the articles called story 17")
    BROWSER.find_element("name", "q").clear()
    BROWSER.find_element("name", "q").send_keys("nothing is called so")
    BROWSER.wait_for(lambda: status() == "nothing fits", "none")


def test_an_article_has_its_page():
    visit("articles.html")
    BROWSER.wait_for(lambda: " of " in status(), "rows")
    BROWSER.find_element("name", "q").send_keys("story 42")
    BROWSER.wait_for(lambda: status() == "1 to 1 of 1", "one article")
    BROWSER.find_element("css selector", "tbody a").click()
    assert "Harbour story 42" in BROWSER.js("return document.querySelector('h1').textContent")
    assert BROWSER.complaints() == []
    assert BROWSER.js("return getComputedStyle(document.body).maxWidth") != "none"
    assert BROWSER.js("return document.querySelector('.brand a').getAttribute('href')") == "../../articles.html"


def test_nothing_is_wider_than_a_phone():
    for page in PAGES:
        visit(page, width=390, height=844)
        if page in ("articles.html", "people.html"):
            BROWSER.wait_for(lambda: " of " in status(), "rows")
        assert BROWSER.js("return document.documentElement.scrollWidth") <= 390, page


def test_tables_stay_tables_on_a_phone():
    for page in ("index.html", "findings.html", "sources.html"):
        visit(page, width=390, height=844)
        broken = BROWSER.js("""
            return [...document.querySelectorAll('table:not(.rows) tr')].filter(r => r.offsetParent &&
              new Set([...r.cells].map(c => Math.round(c.getBoundingClientRect().top))).size > 1).map(r => r.innerText)""")
        assert broken == [], (page, broken)
    visit("index.html", width=390, height=844)
    small = BROWSER.js("return [...document.querySelectorAll('.chart .tick')].map(t => t.getBoundingClientRect())"
                       ".filter(b => b.height > 0 && b.height < 10).length")
    assert small == 0, "labels of charts can be read"


def test_sorting_on_a_phone():
    visit("articles.html", width=390, height=844)
    BROWSER.wait_for(lambda: " of " in status(), "rows")
    assert not BROWSER.find_element("xpath", "//th//button").is_displayed()
    BROWSER.find_element("id", "sorting").send_keys("score \u2191")
    BROWSER.wait_for(lambda: BROWSER.js("return document.querySelector('th[aria-sort=ascending]') !== null"), "sorted")
    scores = [int(s) for s in column(5) if s.isdigit()]
    assert scores == sorted(scores) and scores


def test_paper_is_white_and_has_no_buttons():
    visit("articles.html")
    BROWSER.js("document.documentElement.dataset.theme = 'dark'")
    BROWSER.wait_for(lambda: " of " in status(), "rows")
    BROWSER.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = BROWSER.js("return [...document.querySelectorAll('button, input, select, nav')]"
                       ".filter(e => e.getClientRects().length && !e.closest('th')).map(e => e.outerHTML)")
    assert shown == [], shown
    colors = BROWSER.js("const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]")
    assert colors == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], colors
    assert len(BROWSER.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]) > 20000
    BROWSER.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_dark_and_its_button():
    visit("index.html", scheme="dark")
    dark = BROWSER.js("return getComputedStyle(document.body).backgroundColor")
    BROWSER.find_element("id", "theme").send_keys(Keys.ENTER)
    assert BROWSER.js("return getComputedStyle(document.body).backgroundColor") != dark
    BROWSER.js("localStorage.clear()")


def test_charts_are_there_and_say_what_they_show():
    visit("index.html")
    labels = BROWSER.js("return [...document.querySelectorAll('svg.chart')].map(s => s.getAttribute('aria-label'))")
    assert len(labels) >= 3 and all(labels)


def test_only_our_folders_are_replaced():
    foreign = FOLDER / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("years of work")
    done = run(["report", "--db", FOLDER / "a.db", "-o", foreign])
    assert done.status == 2 and (foreign / "thesis.txt").exists()
    assert run(["report", "--db", FOLDER / "a.db", "-o", FOLDER / "site", "-q"], seconds=600).status == 0


try:
    build()
    with open_browser() as BROWSER:
        main(globals())
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
