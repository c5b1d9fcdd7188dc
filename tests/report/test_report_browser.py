"""The page in a real Chromium, opened from a file as a person would open it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from report_fleets import HOSTILE, fleet, hostile

from remediate.model.diagnosis import DiagnosisReport
from remediate.model.plan import Plan
from remediate.report.html import html_page

pytest.importorskip("selenium", reason="selenium is not installed")

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1000",
)
Open = Callable[[DiagnosisReport | None, Plan | None], webdriver.Chrome]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="chromium and chromedriver are not installed"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = Options()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(60)
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: webdriver.Chrome, tmp_path: Path) -> Open:
    def opener(report: DiagnosisReport | None, plan: Plan | None) -> webdriver.Chrome:
        path = tmp_path / "report.html"
        path.write_bytes(html_page(report, plan))
        browser.get_log("browser")
        browser.get(path.as_uri())
        return browser

    return opener


def shown(browser: webdriver.Chrome) -> int:
    return int(
        browser.execute_script(
            "return document.querySelectorAll('details.tunnel:not([hidden])').length"
        )
    )


def wait(browser: webdriver.Chrome, number: int) -> None:
    WebDriverWait(browser, 10).until(lambda driver: shown(driver) == number)


def choose(browser: webdriver.Chrome, field: str, value: str) -> None:
    Select(browser.find_element(By.ID, field)).select_by_value(value)


def test_the_page_opens_without_an_error(opened: Open) -> None:
    browser = opened(*fleet(40))
    assert browser.get_log("browser") == []
    assert browser.title == "IPsec tunnels: diagnosis and change plan"
    assert shown(browser) == 40
    assert browser.find_element(By.ID, "shown").text == "40 of 40 tunnels shown"


def test_every_filter_narrows_the_list(opened: Open) -> None:
    browser = opened(*fleet(40))
    for field, value, number in (
        ("f-v", "HEALTHY", 28),
        ("f-c", "psk-mismatch", 2),
        ("f-s", "DISRUPTIVE", 2),
        ("f-w", "yes", 2),
        ("f-w", "no", 6),
    ):
        choose(browser, field, value)
        wait(browser, number)
        browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
        wait(browser, 40)
    browser.find_element(By.ID, "f-d").send_keys("SPOKE0003")
    wait(browser, 1)
    choose(browser, "f-v", "HEALTHY")
    wait(browser, 0)
    assert browser.find_element(By.ID, "none").is_displayed()


def test_search_finds_any_text_of_a_tunnel(opened: Open) -> None:
    browser = opened(*fleet(40))
    search = browser.find_element(By.ID, "f-text")
    for words, number in (("adjust-mss 1300", 1), ("Hash Algorithm offered", 2), ("zzz", 0)):
        search.clear()
        search.send_keys(words)
        wait(browser, number)


def test_the_counts_are_buttons_that_filter(opened: Open) -> None:
    browser = opened(*fleet(40))
    tile = browser.find_element(By.CSS_SELECTOR, "button.tile[data-verdict=AMBIGUOUS]")
    tile.click()
    wait(browser, 2)
    assert tile.get_attribute("aria-pressed") == "true"
    tile.click()
    wait(browser, 40)
    browser.find_element(By.XPATH, "//td/button[text()='esp-sequence-fail']").click()
    wait(browser, 1)


def test_a_tunnel_opens_by_keyboard_and_its_diff_is_coloured(opened: Open) -> None:
    browser = opened(*fleet(40))
    first = browser.find_element(By.CSS_SELECTOR, "details.tunnel")
    body = first.find_element(By.CSS_SELECTOR, ".body")
    assert not body.is_displayed()
    first.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda _: body.is_displayed())
    added = first.find_element(By.CSS_SELECTOR, ".diff ins")
    removed = first.find_element(By.CSS_SELECTOR, ".diff del")
    assert added.text.startswith("+ 10 permit")
    assert removed.text.startswith("- 10 permit")
    colours = {
        element.value_of_css_property("background-color")
        for element in (added, removed, first.find_element(By.CSS_SELECTOR, ".diff .ctx"))
    }
    assert len(colours) == 3


def test_commands_can_be_copied_and_only_once_a_button(opened: Open) -> None:
    browser = opened(*fleet(40))
    first = browser.find_element(By.CSS_SELECTOR, "details.tunnel")
    summary = first.find_element(By.TAG_NAME, "summary")
    for _ in range(3):
        summary.click()
    WebDriverWait(browser, 10).until(
        lambda _: len(first.find_elements(By.CSS_SELECTOR, ".copy")) == 2
    )
    button = first.find_element(By.CSS_SELECTOR, ".copy")
    assert button.get_attribute("aria-label") == "Copy: Commands on spoke0000"
    button.click()
    WebDriverWait(browser, 10).until(lambda _: button.text == "Copied")


def test_expand_and_collapse_reach_what_is_shown(opened: Open) -> None:
    browser = opened(*fleet(40))
    choose(browser, "f-v", "FAULT")
    wait(browser, 9)
    browser.find_element(By.ID, "expand").click()
    opened_now = "return document.querySelectorAll('details.tunnel[open]').length"
    assert browser.execute_script(opened_now) == 9
    browser.find_element(By.ID, "collapse").click()
    assert browser.execute_script(opened_now) == 0


def test_a_link_to_a_tunnel_opens_it(opened: Open) -> None:
    browser = opened(*fleet(40))
    browser.get(f"{browser.current_url}#tunnel-192.0.2.1--203.0.113.5")
    target = browser.find_element(By.ID, "tunnel-192.0.2.1--203.0.113.5")
    WebDriverWait(browser, 10).until(lambda _: target.get_attribute("open"))


@pytest.mark.parametrize("width", [360, 768, 1280, 2400])
def test_the_page_never_scrolls_sideways(opened: Open, width: int) -> None:
    browser = opened(*fleet(40))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    browser.find_element(By.ID, "expand").click()
    sizes = browser.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert sizes[0] <= sizes[1]


def test_without_javascript_everything_can_be_read(opened: Open) -> None:
    browser = opened(*fleet(40))
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        assert not browser.find_element(By.ID, "filters").is_displayed()
        summaries = browser.find_elements(By.CSS_SELECTOR, "details.tunnel > summary")
        assert len(summaries) == 40
        summaries[0].click()
        diff = browser.find_element(By.CSS_SELECTOR, "details.tunnel[open] .diff")
        assert "+ 10 permit ip" in diff.text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_four_thousand_tunnels_stay_usable(opened: Open) -> None:
    report, plan = fleet(4000, faulty=800, unclear=60)
    began = time.monotonic()
    browser = opened(report, plan)
    assert shown(browser) == 4000
    # Loose on purpose: this asks for a page that a person can use, it is no benchmark.
    assert time.monotonic() - began < 20
    assert browser.get_log("browser") == []
    spent = browser.execute_script(
        """
        const began = performance.now();
        const field = document.getElementById('f-text');
        field.value = 'spoke0700';
        document.getElementById('filters').requestSubmit();
        document.body.getBoundingClientRect();
        return performance.now() - began;
        """
    )
    assert shown(browser) == 1
    assert spent < 5000
    browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    wait(browser, 4000)
    browser.find_element(By.ID, "expand").click()
    assert "first 200 were opened" in browser.find_element(By.ID, "shown").text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_device_never_acts(opened: Open, text: str) -> None:
    browser = opened(*hostile(text))
    title = browser.title
    browser.find_element(By.ID, "expand").click()
    assert browser.title == title == "IPsec tunnels: diagnosis and change plan"
    assert browser.get_log("browser") == []
    strangers = browser.execute_script(
        "return document.querySelectorAll('img, iframe, object, embed, a:not(.skip), h6').length"
        " + document.querySelectorAll('script').length - 1"
    )
    assert strangers == 0
    overflow = browser.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0


def test_a_diff_of_ten_thousand_lines_opens(opened: Open) -> None:
    from test_report_html import long_diff

    browser = opened(*long_diff(10_000))
    browser.find_element(By.ID, "expand").click()
    assert "more lines of the difference" in browser.find_element(By.TAG_NAME, "main").text
    assert browser.get_log("browser") == []
