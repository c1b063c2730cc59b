"""The page in a browser: it runs under its policy, asks nothing of the network, works from the keyboard, without scripts,
on a phone, in the dark; text of an article stays text."""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
from program import SAMPLES, main, run
from browser import open_browser
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="onrecord-page-"))
HOSTILE = ["<script>window.boom = 1</script>", "<img src=x onerror=\"window.boom = 1\">", "\"><svg onload='window.boom = 1'>",
           "</style></title><script>window.boom = 1</script>", "javascript:window.boom=1", "{{{script}}}", "\u202egnirts"]


def page(name, data, *arguments):
    path = FOLDER / f"{name}.html"
    done = run(["check", "-", "--format", "html", "--fail-on", "never", "-o", path, *arguments], stdin=data)
    assert done.status == 0, done.err
    return path


SAMPLE = page("sample", (SAMPLES / "harbour.txt").read_bytes())


def pop_text():
    return BROWSER.js("const p = document.getElementById('pop'); return p.hidden ? '' : p.innerText")


def first_anchor():
    return BROWSER.find_element("css selector", ".text a[id^=t]")


def test_nothing_is_complained_about_or_fetched():
    BROWSER.visit(SAMPLE)
    assert BROWSER.complaints() == [] and BROWSER.requests() == []


def test_hover_shows_who_and_why():
    BROWSER.visit(SAMPLE)
    ActionChains(BROWSER).move_to_element(first_anchor()).perform()
    text = BROWSER.wait_for(pop_text, "a card on hover")
    for word in ("Rule", "attribution/", "% sure", "Source"):
        assert word in text, text


def test_the_keyboard_is_enough():
    BROWSER.visit(SAMPLE)
    for _ in range(60):
        ActionChains(BROWSER).send_keys(Keys.TAB).perform()
        if BROWSER.js("return document.activeElement.matches('.text a[id^=t]')"):
            break
    BROWSER.wait_for(pop_text, "a card on focus")
    assert BROWSER.js("return document.querySelectorAll('.text .lit').length") > 0
    ActionChains(BROWSER).send_keys(Keys.ESCAPE).perform()
    assert pop_text() == ""


def test_findings_and_their_places_lead_to_each_other():
    BROWSER.visit(SAMPLE, motion="reduce")
    links = BROWSER.find_elements("css selector", ".findings .badge a")
    assert links, "no finding has a place"
    for link in links:
        number = link.get_attribute("data-f")
        assert BROWSER.js("return !!document.querySelector('.text #m' + arguments[0])", number), f"finding {number} has no place"
    links[-1].click()
    assert BROWSER.js("return location.hash") == "#m" + links[-1].get_attribute("data-f")
    assert BROWSER.js("return document.querySelectorAll('.text .lit').length") > 0


def test_every_link_leads_somewhere():
    BROWSER.visit(SAMPLE)
    lost = BROWSER.js("return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
              ".filter(h => !document.getElementById(h.slice(1)))")
    assert lost == [], lost
    twice = BROWSER.js("const n = {}; for (const e of document.querySelectorAll('[id]')) n[e.id] = (n[e.id] || 0) + 1;"
               "return Object.keys(n).filter(k => n[k] > 1)")
    assert twice == [], twice


def test_it_fits_a_phone():
    BROWSER.visit(SAMPLE, 360, 740)
    assert BROWSER.js("return document.documentElement.scrollWidth") <= 360
    small = BROWSER.js("return [...document.querySelectorAll('.text p, .message, .card p')]"
               ".filter(e => e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 13).map(e => e.className)")
    assert small == [], small
    anchor = first_anchor()
    BROWSER.js("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", anchor)
    anchor.click()
    BROWSER.wait_for(pop_text, "a sheet on touch")
    box = BROWSER.js("const b = document.getElementById('pop').getBoundingClientRect(); return [b.left, b.right, b.bottom, innerHeight]")
    assert box[0] >= 0 and box[1] <= 361 and abs(box[2] - box[3]) <= 1, box


def luminance(color):
    def part(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    red, green, blue = map(part, color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_stands_out_in_both_schemes():
    """WCAG 2.1 AA: 4.5 to 1 for text."""
    code = """
      const rgb = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
      const back = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
      const seen = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) { const e = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || !e.offsetParent || e.closest('script, .skip')) continue;
        if (e.closest('.b-remains')) continue;  // set back on purpose: no part of the article
        seen.push([e.tagName + '.' + e.className, rgb(getComputedStyle(e).color).slice(0, 3), back(e)]); }
      return seen;"""
    for scheme in ("light", "dark"):
        BROWSER.visit(SAMPLE, scheme=scheme, motion="reduce")
        weak = {(name, round(contrast(ink, paper), 2)) for name, ink, paper in BROWSER.js(code) if contrast(ink, paper) < 4.5}
        assert not weak, f"{scheme}: {sorted(weak)}"


def test_the_theme_can_be_chosen():
    BROWSER.visit(SAMPLE)
    before = BROWSER.js("return getComputedStyle(document.body).backgroundColor")
    BROWSER.find_element("id", "theme").click()
    assert BROWSER.js("return getComputedStyle(document.body).backgroundColor") != before


def test_without_scripts_all_is_there():
    BROWSER.visit(SAMPLE, scripts=False)
    source = BROWSER.page_source
    assert "data-a=\"1\"" in source and "class=\"card\"" in source and "class=\"strip\"" in source


def test_hostile_text_stays_text():
    text = "\n\n".join(f"\u201c{h}\u201d said {h} Ines Calder {h}. Many {h} feel so, an aide said {h}." for h in HOSTILE)
    BROWSER.visit(page("hostile", text.encode(), "--input", "text"))
    BROWSER.js("for (const e of document.querySelectorAll('.text a, summary')) { e.focus(); e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})); }")
    assert BROWSER.js("return window.boom") is None
    assert BROWSER.js("return document.querySelectorAll('img, .text script, .text svg:not(.strip), iframe, [onload], [onerror]').length") == 0
    assert BROWSER.requests() == []
    shown = BROWSER.js("return document.querySelector('.text').innerText")
    assert "<script>window.boom = 1</script>" in shown


def test_the_policy_stops_what_would_slip_through():
    """Were something left unescaped, it could not run."""
    spoiled = FOLDER / "spoiled.html"
    source = SAMPLE.read_text(encoding="utf-8")
    spoiled.write_text(source.replace("</main>", "<script>window.boom = 1</script><img src=x onerror='window.boom = 1'></main>"),
                       encoding="utf-8")
    BROWSER.visit(spoiled)
    assert BROWSER.js("return window.boom") is None
    assert any("Content Security Policy" in c for c in BROWSER.complaints())


def test_it_prints():
    BROWSER.visit(SAMPLE)
    pdf = BROWSER.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    assert len(pdf) > 20000


try:
    with open_browser() as BROWSER:
        main(globals())
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
