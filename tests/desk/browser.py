"""Chromium for tests of pages:

    with open_browser() as browser:
        browser.visit(path, width=390, scheme="dark")
        assert browser.complaints() == [] and browser.requests() == []
"""
import contextlib
import re
import shutil
import tempfile

from program import skip

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
except ImportError:
    skip("python3-selenium is not installed")
if not (shutil.which("chromium") and shutil.which("chromedriver")):
    skip("chromium and chromium-driver are not installed")

FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --disable-dev-shm-usage").split()
PHONE = 600  # narrower ones are phones


class Browser:
    """A selenium driver (all its methods are here) with what tests of pages ask for."""

    def __init__(self, driver):
        self.driver = driver

    def __getattr__(self, name):
        return getattr(self.driver, name)

    def visit(self, path, width=1280, height=900, scheme="light", scripts=True, motion="no-preference"):
        """Opens a file from the disk; what was logged before is forgotten."""
        command = self.driver.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride",
                {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < PHONE})
        command("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme},
                                                            {"name": "prefers-reduced-motion", "value": motion}]})
        command("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self.complaints(), self.requests()
        self.driver.get(path.as_uri())

    def js(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def complaints(self):
        """What the page wrote to the console since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        """Addresses beyond the disk that were asked for since the last call."""
        urls = [url for entry in self.driver.get_log("performance")
                for url in re.findall(r'"Network\.requestWillBeSent".*?"url":"([^"]*)"', entry["message"])]
        return [url for url in urls if not url.startswith(("file://", "data:"))]

    def wait_for(self, condition, what):
        """The first true value of condition(); fails after some seconds."""
        for _ in range(80):
            value = condition()
            if value:
                return value
            self.js("return new Promise(done => setTimeout(done, 50))")
        raise AssertionError(f"never: {what}; {self.complaints()}")


@contextlib.contextmanager
def open_browser():
    profile = tempfile.mkdtemp(prefix="onrecord-browser-")
    options = Options()
    for flag in [*FLAGS, f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    try:
        yield Browser(driver)
    finally:
        driver.quit()
        shutil.rmtree(profile, ignore_errors=True)
