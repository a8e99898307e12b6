"""The page in a real browser: what is seen, clicked, filtered, sorted and printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from selenium.webdriver.common.keys import Keys

from tests.page.made import HOSTILE, city, fault, file, many, summed, written
from tests.page.screen import Screen
from xltools.core.consolidation.page import page

UNITS = [
    "示例市甲局本级",
    "甲局示例中心",
    "甲局示例站",
    "示例市乙局本级",
    f"乙局{HOSTILE}",
    "乙局示例馆",
    "名册外示例社",
    "坏 #1%.xlsx",
]

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="没有 pdftotext，不能读 PDF")


def test_nothing_is_loaded_and_nothing_fails(screen: Screen, city_page: Path) -> None:
    """Opening and using the page asks for no address but its own file, and the browser has no complaint."""
    screen.open(city_page)
    screen.detail(UNITS[1])
    screen.close()
    screen.choose("verdict", "不通过")
    asked = screen.requests()
    assert [unquote(address) for address in asked] == [f"file://{city_page}"]
    assert screen.faults() == []


def test_the_policy_is_in_force(screen: Screen, city_page: Path) -> None:
    """A script, a picture and a request brought in later are all stopped by the page's own policy."""
    screen.open(city_page)
    screen.run("""
        const script = document.createElement('script'); script.textContent = 'window.ran = 1';
        const picture = document.createElement('img'); picture.src = 'x.png';
        document.body.append(script, picture);
        fetch('data.json').catch(() => {});
    """)
    assert screen.run("return window.ran === undefined")
    said = [message for message in screen.faults() if "Content Security Policy" in message]
    for what in ("inline script", "x.png", "data.json"):
        assert any(what in message for message in said), (what, said)


def test_headlines_are_those_of_the_summary(screen: Screen, city_page: Path) -> None:
    """Each headline stands on the page with its figure and unit, and each chart has its bars."""
    told = page(city())
    screen.open(city_page)
    tiles = screen.texts("#tiles > div")
    assert len(tiles) == len(told.tiles)
    for text, tile in zip(tiles, told.tiles, strict=True):
        assert text.split("\n")[0] == tile.label
        assert (f"{tile.text}{tile.unit}" if tile.text else "—") in text.replace(" ", "")
    bars = [bar for chart in told.charts for bar in chart.bars]
    assert len(bars) > 6
    assert len(screen.all("#charts rect")) == len(bars)
    assert screen.texts("#charts text")[1::2] == [bar.text for bar in bars]


def test_every_unit_stands_in_table_and_map(screen: Screen, city_page: Path) -> None:
    """Each unit and each stray file once, with sign and word: colour is never the only sign."""
    screen.open(city_page)
    assert screen.units() == UNITS
    words = ["√ 通过", "× 不通过", "○ 未报", "● 需核实", "× 不通过", "！ 重复", "！ 名册外", "× 无法读取"]
    tiles = [re.sub(r"\s", "", tile) for tile in screen.tiles()]
    assert tiles == [re.sub(r"\s", "", word + name) for word, name in zip(words, UNITS, strict=True)]


def test_a_unit_shows_its_findings(screen: Screen, city_page: Path) -> None:
    """A click on a unit: its findings, worst first, with rule, level, cells, message, both sides and remedy."""
    screen.open(city_page)
    text = screen.detail("甲局示例中心")
    cards = screen.texts("#detail .finding")
    assert [card.split("\n")[0][:4] for card in cards] == ["× 错误", "● 核实"]
    assert "R037" in cards[0]
    assert "“三公”合计 1,234.50 元，四项之和 1,200 元，不相等" in cards[0]
    assert "自评表!F65、F61、评分表!B3" in cards[0]
    assert re.search(r"左边：1,234.5\s+右边：1,200\s+相差：34.5", cards[0])
    assert "怎么改：核对四项费用" in cards[0]
    assert "比上年增长 1,250%，请说明" in cards[1]
    assert "第 3 名" in text


def test_key_figures_say_where_they_stand(screen: Screen, city_page: Path) -> None:
    """A figure has its cell and file; a blank is called blank, what nobody can read is neither blank nor 0."""
    screen.open(city_page)
    screen.detail("示例市甲局本级")
    lines = screen.texts("#detail table:last-of-type tbody tr")
    budget = next(line for line in lines if "财政下达预算数" in line)
    assert re.search(r"1,234,567\.50 元 自评表!\w+ 101\.xlsx", budget)
    assert sum("（空）" in line for line in lines) > 3
    screen.close()
    screen.detail("示例市乙局本级")
    assert "填的内容不能识别" in next(
        line for line in screen.texts("#detail tbody tr") if "财政下达预算数" in line
    )


def test_links_lead_to_the_files(screen: Screen, tmp_path: Path) -> None:
    """Relative to the page, whatever signs the name has: the link opens the very file."""
    name = "甲 #1%?&(示例).xlsx"
    path = tmp_path / "报送" / name
    path.parent.mkdir()
    path.touch()
    where = written(summed([file("1", "甲", path=str(path))]), tmp_path / "报送" / "..")
    screen.open(where)
    screen.detail("甲")
    address = screen.all("#detail a")[0].get_attribute("href")
    assert Path(unquote(address.removeprefix("file://"))) == path
    assert screen.run("return document.querySelector('#detail a').getAttribute('href')").startswith("./")


def test_hostile_texts_are_texts(screen: Screen, city_page: Path) -> None:
    """A unit called like a script, in its name, file, finding and remedy: all shown, nothing of it runs."""
    screen.open(city_page)
    text = screen.detail(f"乙局{HOSTILE}")
    assert text.count(HOSTILE) >= 3
    assert "<b>文字</b>" in text
    assert "甲 #1%<i>.xlsx" in text
    assert screen.run("return document.querySelectorAll('img, b, i').length") == 0
    assert screen.run("return document.querySelectorAll('script').length") == 2
    assert screen.faults() == []


@pytest.mark.parametrize(
    ("filters", "units"),
    [
        ({"state": "未报"}, UNITS[2:3]),
        ({"verdict": "不通过"}, [UNITS[1], UNITS[4]]),
        ({"branch": "示例市乙局"}, UNITS[3:6]),
        ({"kind": "核实"}, [UNITS[1], UNITS[3], UNITS[5]]),
        ({"rule": "R037"}, UNITS[1:2]),
        ({"rule": "R045", "kind": "错误"}, []),
        ({"branch": "示例市乙局", "kind": "未判"}, UNITS[3:4]),
    ],
)
def test_filters(screen: Screen, city_page: Path, filters: dict[str, str], units: list[str]) -> None:
    """Filters together keep the units that meet them all, in table and map; cleared, all are back.

    Level and rule are of one finding: a unit with an error and another rule's doubt is not kept.
    """
    screen.open(city_page)
    for name, text in filters.items():
        screen.choose(name, text)
    assert screen.units() == units
    assert len(screen.tiles()) == len(units)
    assert screen.texts("#matches") == [f"符合条件的 {len(units)} 家，共 {len(UNITS)} 家"]
    assert all(text in screen.all("#chosen")[0].text for text in filters.values())
    screen.clear()
    assert screen.units() == UNITS


def test_search(screen: Screen, city_page: Path) -> None:
    """By name or code, full-width or not; a text that would be HTML is only a text."""
    screen.open(city_page)
    screen.search("示例站")
    assert screen.units() == ["甲局示例站"]
    screen.search("１０2")
    assert screen.units() == ["甲局示例中心"]
    screen.search("<img")
    assert screen.units() == [UNITS[4]]


def test_sort(screen: Screen, city_page: Path) -> None:
    """A heading sorts, once more turns it round; what has no value comes last both ways."""
    screen.open(city_page)
    screen.sort("自评总分")
    assert screen.column(10)[:4] == ["1.00", "1.50", "2.00", ""]
    assert [each.get_attribute("aria-sort") for each in screen.all("#units th")].count("ascending") == 1
    screen.sort("自评总分")
    assert screen.column(10)[:4] == ["2.00", "1.50", "1.00", ""]
    assert screen.all("#units th")[9].get_attribute("aria-sort") == "descending"
    screen.sort("结论")
    assert [each[:1] for each in screen.column(5)] == ["×", "×", "×", "●", "●", "√", "√", ""]


def test_branches_fold(screen: Screen, city_page: Path) -> None:
    """A department closes and opens, by mouse and by keyboard, and tells how its units stand while closed."""
    screen.open(city_page)
    before = len(screen.tiles())
    screen.all("#tree .toggle")[0].click()
    assert len(screen.tiles()) == before - 3
    assert screen.all("#tree .toggle")[0].get_attribute("aria-expanded") == "false"
    assert "3 家：√ 通过 1，× 不通过 1，○ 未报 1" in screen.texts("#tree .tally")
    screen.browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert len(screen.tiles()) == before
    screen.all("#close-all")[0].click()
    assert screen.tiles() == []
    screen.all("#open-all")[0].click()
    assert len(screen.tiles()) == before


def test_keyboard_alone(screen: Screen, city_page: Path) -> None:
    """Tab and Enter lead from the search to a unit's window; Esc closes it, and one is where one was."""
    screen.open(city_page)
    screen.run("document.getElementById('f-text').focus()")
    for _ in range(60):
        active = screen.browser.switch_to.active_element
        if "tile" in (active.get_attribute("class") or ""):
            break
        active.send_keys(Keys.TAB)
    row = active.get_attribute("data-row")
    active.send_keys(Keys.ENTER)
    assert screen.run("return document.getElementById('detail').open")
    screen.close()
    assert not screen.run("return document.getElementById('detail').open")
    assert screen.browser.switch_to.active_element.get_attribute("data-row") == row


def test_letters_are_large_enough(screen: Screen, city_page: Path) -> None:
    """No text on the page or in a unit's window is smaller than 14 px."""
    screen.open(city_page)
    screen.detail("甲局示例中心")
    sizes = screen.run("""
        return [...document.body.querySelectorAll('*')].filter((e) => !['SCRIPT', 'NOSCRIPT'].includes(e.tagName))
          .map((e) => parseFloat(getComputedStyle(e).fontSize));
    """)
    assert len(sizes) > 200
    assert min(sizes) >= 14


def test_very_many_units_come_bit_by_bit(screen: Screen, many_page: Path) -> None:
    """Of 1,234 units the table shows 50 at a time and the map only open branches; search finds the last one."""
    screen.open(many_page)
    assert len(screen.units()) == 50
    assert screen.tiles() == []
    screen.all("#pages button")[-1].click()
    assert screen.units()[-1] == "示例单位01233"
    assert len(screen.units()) == 1234 % 50
    screen.search("01233")
    assert screen.units() == ["示例单位01233"]
    assert len(screen.tiles()) == 1
    screen.clear()
    screen.sort("名次")
    assert screen.column(12)[:2] == ["1", "1"]


def test_one_branch_of_very_many(screen: Screen, tmp_path: Path) -> None:
    """Without a roster 700 units stand side by side: 300 tiles, then more when asked."""
    units = [file(f"{number:04d}", f"示例{number:04d}") for number in range(700)]
    screen.open(written(summed(units), tmp_path))
    assert len(screen.all("#tree .tile")) == 300
    (more,) = screen.all("#tree .more")
    assert more.text == "再显示 300 家（还有 400 家）"
    more.click()
    assert len(screen.all("#tree .tile")) == 600


def test_what_is_left_out_is_said(screen: Screen, tmp_path: Path) -> None:
    """Of 230 findings of one unit 200 are listed, 50 at a time; the other 30 are counted and sent for."""
    found = tuple(fault(message=f"第 {number} 条", left=None) for number in range(230))
    screen.open(written(summed([file("1", "甲", findings=found)]), tmp_path))
    text = screen.detail("甲")
    assert "问题（230 条）" in text
    assert "另有 30 条没有列在本页，请看 汇总.xlsx 的“问题清单”页" in text
    assert len(screen.all("#detail .finding")) == 50
    for _ in range(3):
        screen.all("#detail .more button")[0].click()
    assert len(screen.all("#detail .finding")) == 200
    assert screen.all("#detail .more") == []
    screen.close()
    assert "问题共 230 条" in screen.texts("#limits")[0]


@needs_pdftotext
def test_printed_page(screen: Screen, city_page: Path, tmp_path: Path) -> None:
    """On A4: headlines, charts, map, table with every unit, closed branches open; no filters, no buttons."""
    screen.open(city_page)
    screen.all("#close-all")[0].click()
    text = screen.printed(tmp_path / "页.pdf")
    plain = re.sub(r"\s", "", text)
    for name in UNITS:
        # On the map the long name is broken into two lines, with its neighbour between them.
        assert plain.count(name.replace(" ", "")) >= (1 if name == UNITS[4] else 2), name
    assert all(
        word in plain for word in ("一、摘要", "应报", "失分最多的指标", "报送状态图", "单位表", "自评总分")
    )
    assert not any(word in plain for word in ("清除筛选", "全部展开", "下一页", "查找"))
    size = subprocess.run(["pdfinfo", tmp_path / "页.pdf"], capture_output=True, check=True).stdout.decode()
    assert re.search(r"Page size:\s+84[12]\S* x 59[456]", size)
    assert screen.tiles() == []


@needs_pdftotext
def test_printed_pages_have_all_units(screen: Screen, tmp_path: Path) -> None:
    """The table on paper is not cut at the 50 of the screen; a filter in force is printed with it."""
    screen.open(written(many(120), tmp_path))
    screen.choose("verdict", "不通过")
    text = screen.printed(tmp_path / "页.pdf")
    printed = set(re.findall(r"示例单位(\d{5})", text))
    assert printed == {f"{number:05d}" for number in range(1, 120, 2)}
    assert "筛选：结论：不通过" in text


@needs_pdftotext
def test_printed_unit(screen: Screen, tmp_path: Path) -> None:
    """With a unit's window open that unit is printed, all its findings, and nothing else."""
    found = tuple(fault(message=f"这是第{number}条。", left=None) for number in range(70))
    screen.open(written(summed([file("1", "示例甲", findings=found), file("2", "示例乙")]), tmp_path))
    screen.detail("示例甲")
    text = screen.printed(tmp_path / "页.pdf")
    assert {int(number) for number in re.findall(r"这是第(\d+)条", text)} == set(range(70))
    assert "示例乙" not in text
    assert "摘要" not in text
    assert len(screen.all("#detail .finding")) == 50
