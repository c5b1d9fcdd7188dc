"""Draws the README's pictures from a diagnosis and its plan.

    python docs/pictures/render.py diagnosis.json plan.json docs/pictures

writes ``terminal.svg`` and, where Chromium and its driver are installed, ``report-light.png`` and
``report-dark.png``. The pictures show what the commands show: nothing is drawn by hand.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from remediate.model.diagnosis import DiagnosisReport
from remediate.model.plan import Plan
from remediate.plan_file import load_plan
from remediate.report import html_page, show

THEME = TerminalTheme(
    (22, 27, 34),
    (214, 221, 230),
    [
        (60, 68, 78), (248, 119, 109), (116, 208, 143), (236, 184, 86),
        (110, 168, 240), (197, 160, 247), (98, 196, 212), (214, 221, 230),
    ],
)  # fmt: skip
# As rich's own frame, without the web font that it would load.
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 18px; font-weight: bold; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def terminal_svg(
    report: DiagnosisReport | None, plan: Plan | None, *, width: int = 100, limit: int = 2
) -> str:
    """Return the terminal's view as a picture; ``limit`` tunnels are shown in full."""
    console = Console(
        record=True,
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    show(console, report, plan, limit=limit)
    return console.export_svg(
        title="remediate", theme=THEME, code_format=FRAME, unique_id="remediate"
    )


def screenshots(page: bytes, folder: Path) -> list[Path]:
    """Write the page's pictures with its first tunnel open; none where there is no Chromium."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        return []
    from selenium import webdriver  # noqa: PLC0415 - the picture of the terminal needs no browser
    from selenium.webdriver.chrome.options import Options  # noqa: PLC0415 - nor these
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415 - nor these

    written = []
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "report.html"
        source.write_bytes(page)
        options = Options()
        options.binary_location = browser
        for flag in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            f"--user-data-dir={place}/profile",
        ):
            options.add_argument(flag)
        with webdriver.Chrome(options=options, service=Service(driver)) as chrome:
            chrome.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": 1240, "height": 1900, "deviceScaleFactor": 1, "mobile": False},
            )
            for scheme in ("light", "dark"):
                chrome.execute_cdp_cmd(
                    "Emulation.setEmulatedMedia",
                    {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
                )
                chrome.get(source.as_uri())
                chrome.execute_script(
                    "const first = document.querySelector('details.tunnel');"
                    "if (first) first.open = true;"
                )
                path = folder / f"report-{scheme}.png"
                chrome.save_screenshot(str(path))
                written.append(path)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("diagnosis", type=Path)
    parser.add_argument("plan", type=Path)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    report = msgspec.json.decode(chosen.diagnosis.read_bytes(), type=DiagnosisReport)
    plan = load_plan(chosen.plan)
    picture = chosen.folder / "terminal.svg"
    picture.write_text(terminal_svg(report, plan), encoding="utf-8")
    for path in (picture, *screenshots(html_page(report, plan), chosen.folder)):
        print(path)


if __name__ == "__main__":
    main()
