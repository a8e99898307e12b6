"""What a person sees and does on a page, in a few words."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait


class Screen:
    """A browser with one page open."""

    def __init__(self, browser: WebDriver) -> None:
        self.browser = browser

    def open(self, path: Path) -> Screen:
        """Open a page anew; what was logged before is forgotten."""
        self.browser.get("about:blank")
        self.browser.get_log("browser")
        self.browser.get_log("performance")
        self.browser.get(path.absolute().as_uri())
        return self

    def all(self, selector: str) -> list[WebElement]:
        """The elements that a CSS selector finds."""
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Their texts, as far as they are seen."""
        return [element.text for element in self.all(selector)]

    def run(self, script: str) -> Any:
        """What a script returns."""
        return self.browser.execute_script(script)

    def faults(self) -> list[str]:
        """What the browser complained of."""
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def requests(self) -> list[str]:
        """Every address that was asked for since the page was opened."""
        messages = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def choose(self, name: str, text: str) -> None:
        """Choose in a filter the entry that begins with a text."""
        select = Select(self.all(f"#f-{name}")[0])
        (entry,) = [option.text for option in select.options if option.text.strip("　").startswith(text)]
        select.select_by_visible_text(entry)

    def search(self, text: str) -> None:
        """Type into the search field, and wait until the page has answered."""
        field = self.all("#f-text")[0]
        field.clear()
        field.send_keys(text)
        WebDriverWait(self.browser, 20).until(lambda _: f"查找：{text}" in self.all("#chosen")[0].text)

    def clear(self) -> None:
        """Press 清除筛选."""
        self.all("#filters button")[0].click()

    def units(self) -> list[str]:
        """The names on 单位表, from the top down."""
        return self.texts("#units tbody .open")

    def column(self, number: int) -> list[str]:
        """A column of 单位表."""
        return self.texts(f"#units tbody td:nth-child({number})")

    def sort(self, heading: str) -> None:
        """Press the heading of a column."""
        (button,) = [each for each in self.all("#units thead button") if each.text.strip(" ▲▼") == heading]
        button.click()

    def tiles(self) -> list[str]:
        """The tiles of 报送状态图."""
        return self.texts("#tree .tile")

    def detail(self, name: str) -> str:
        """Press a unit's name on 单位表; what its window says."""
        next(each for each in self.all("#units tbody .open") if each.text == name).click()
        return self.all("#detail")[0].text

    def close(self) -> None:
        """Close the window of a unit by the keyboard."""
        self.browser.switch_to.active_element.send_keys(Keys.ESCAPE)

    def printed(self, path: Path) -> str:
        """The text of the page as it is printed; the PDF goes to ``path``."""
        pdf = self.browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        path.write_bytes(base64.b64decode(pdf["data"]))
        command = ["pdftotext", "-layout", path, "-"]
        told = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
        return told.stdout.decode()
