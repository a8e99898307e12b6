"""A real browser without a window; without one the tests that look at pages skip, and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests.page.screen import Screen

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1366,768"
)


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """One Chromium for all tests of a worker, with a profile of its own."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("没有 Chromium 或 chromedriver，不能在浏览器里试网页")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for option in (*_OPTIONS.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chromium = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield Screen(chromium)
    finally:
        chromium.quit()


@pytest.fixture(scope="session")
def city_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small city with units of every kind of standing."""
    from tests.page.made import city, written

    return written(city(), tmp_path_factory.mktemp("城市"))


@pytest.fixture(scope="session")
def many_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 1,234 units."""
    from tests.page.made import many, written

    return written(many(1234), tmp_path_factory.mktemp("很多"))
