"""The page in a real browser: what is seen, clicked, filtered, sorted and printed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from selenium.webdriver.common.keys import Keys

from tests.page.made import HOSTILE, UNITS, city, fault, file, summed, written
from tests.page.screen import Screen
from xltools.core.consolidation.page import page


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
    """A click on a unit: its findings, worst first, with rule, level, cells, message, sides and remedy."""
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
    """A figure has its cell and file; a blank is called blank, what nobody can read is no blank and no 0."""
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


def test_a_finding_leads_to_its_own_file(screen: Screen, city_page: Path) -> None:
    """Of two files of one name in two folders a finding's link is to the one it was found in."""
    screen.open(city_page)
    screen.detail("乙局示例馆")
    links = screen.run("""
        return [...document.querySelectorAll('.finding')].map((card) =>
          [card.querySelector('.message').textContent, card.querySelector('a')?.getAttribute('href')]);
    """)
    found = [unquote(link) for message, link in links if message.startswith("比上年增长")]
    assert len(found) == 1
    assert found[0].endswith("二/203.xlsx")


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
        return [...document.body.querySelectorAll('*:not(script, noscript)')]
          .map((e) => parseFloat(getComputedStyle(e).fontSize));
    """)
    assert len(sizes) > 200
    assert min(sizes) >= 14


def test_messages_come_back_as_they_were(screen: Screen, tmp_path: Path) -> None:
    """Messages are kept without their numbers, which are put back: whatever a message holds, none changes."""
    messages = [
        "1,234.50 元与 0.10 元相差 1,234.4 元",
        "1;2；3",
        "没有数",
        "12",
        "１２ 3e5 .5 5. 1.2.3",
        "先\x01后 7",
        "\x017",
        " 前后有空 8 ",
        "两行\n第 2 行",
        "-3 与 +4，A1:B2，R037",
        "<b>9</b>&amp;10",
        "👍12😀",
    ]
    found = tuple(
        fault(message=message, left=f"左{message}", right=None, difference=None) for message in messages
    )
    screen.open(written(summed([file("1", "甲", findings=found)]), tmp_path))
    screen.detail("甲")
    shown = screen.run(
        "return [...document.querySelectorAll('.finding .message')].map((each) => each.textContent)"
    )
    assert shown == messages
    sides = screen.run(
        "return [...document.querySelectorAll('.finding .sides')].map((each) => each.textContent)"
    )
    assert sides == [f"左边：左{message}" for message in messages]


def test_a_file_name_that_is_no_text(screen: Screen, tmp_path: Path) -> None:
    """A name with half a surrogate is shown without a link; the page stands, and nothing fails."""
    screen.open(written(summed([file("1", "甲", path="报送/坏\udcff名.xlsx")]), tmp_path))
    assert r"坏\udcff名.xlsx" in screen.detail("甲")
    assert screen.all("#detail td a") == []
    assert screen.faults() == []
