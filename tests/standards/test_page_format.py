"""A page as text, and its examples as tests: what is refused, what is found out, what stays as written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.altered import TEMPLATES, altered, standard
from xltools.authoring.filling import blank_form, filled
from xltools.authoring.pages import Tried, try_pages
from xltools.cli import execute
from xltools.core.entries import Entry, value_of
from xltools.core.errors import StandardError
from xltools.core.layout import lay_out
from xltools.core.model import Value, Workbook
from xltools.core.record import to_serial
from xltools.core.rule_page import Page, head_of, parse_page, with_head
from xltools.core.standard import Standard
from xltools.engines import choose

RULE = standard().rule["R053"]
WORDS = "## 查什么\n\n查。\n\n## 为什么\n\n因。\n\n## 怎么改\n\n改。\n\n"
PASSES = "## 应通过：够用\n\n| 字段 | 值 |\n|---|---|\n| 实际采购金额 | 1 |\n| 财政下达预算数 | 2 |\n\n"
SAID = "> 实际采购金额：采购金额3大于财政下达预算及结转、追加2，多1\n"
FAILS = f"## 应报：不够\n\n| 字段 | 值 |\n|---|---|\n| 实际采购金额 | 3 |\n| 财政下达预算数 | 2 |\n\n{SAID}"


def page(body: str, rule: str = "R053") -> str:
    """A page of a rule with its head."""
    return head_of(standard().rule[rule]) + body


def tried(text: str, chosen: Standard | None = None, number: str = "R053") -> Tried:
    """The test of one page."""
    (result,) = try_pages(chosen or standard(), {number: text}, choose(), (number,))
    return result


def test_a_page_that_holds() -> None:
    """Both cases are run, nothing is wrong."""
    result = tried(page(WORDS + PASSES + FAILS))
    assert (result.problems, result.cases, result.unreadable) == ((), 2, False)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("多1\n", "多2\n", "应有而没有：实际采购金额：采购金额3大于财政下达预算及结转、追加2，多2"),
        ("多1\n", "多2\n", "多出：实际采购金额：采购金额3大于财政下达预算及结转、追加2，多1"),
        ("> 实际采购金额", "> 采购计划金额", "应有而没有：采购计划金额"),
        ("| 实际采购金额 | 3 |", "| 实际采购金额 | 2 |", "应有而没有：实际采购金额"),
        ("| 实际采购金额 | 1 |", "| 实际采购金额 | 4 |", "多出“不通过”：实际采购金额"),
        ("| 财政下达预算数 | 2 |", "| 采购计划金额 | 2 |", "多出“未判”：财政下达预算数"),
    ],
)
def test_what_differs_is_told(old: str, new: str, told: str) -> None:
    """A wrong sentence, a wrong cell, a case that comes out otherwise: each is a problem in words."""
    problems = tried(page((WORDS + PASSES + FAILS).replace(old, new, 1))).problems
    assert any(told in problem for problem in problems), problems


def test_a_page_notices_that_its_rule_changed() -> None:
    """Another tolerance: the head differs, and an example that held no longer does."""
    rules = tuple(
        replace(r, tolerance=Decimal(5)) if r.number == RULE.number else r for r in standard().rules
    )
    problems = tried(page(WORDS + PASSES + FAILS), replace(standard(), rules=rules)).problems
    assert any("页首与规范的规则表不一致" in problem for problem in problems)
    assert any("“应报：不够”应有而没有" in problem for problem in problems)


def test_a_rule_without_a_page_and_a_page_without_a_rule() -> None:
    """Both are told by number."""
    (missing,) = try_pages(standard(), {}, choose(), ("R053",))
    assert "没有规则页 R053.md" in missing.problems[0]
    (stray,) = try_pages(standard(), {"R999": ""}, choose(), ("R999",))
    assert "没有对应的、启用的规则" in stray.problems[0]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "缺少“## 查什么”"),
        (WORDS.replace("## 为什么\n\n因。\n\n", "") + PASSES + FAILS, "缺少“## 为什么”"),
        (WORDS + PASSES, "没有“## 应报：…”的例子"),
        (WORDS + FAILS, "没有“## 应通过：…”的例子"),
        (WORDS + PASSES + FAILS + "## 应当报：乱写\n", "不认识的小节“应当报：乱写”"),
        (WORDS + PASSES + FAILS.replace(SAID, ""), "要写明应有的结果：> 字段名：提示语"),
        (WORDS + PASSES + SAID + FAILS, "应通过的例子不应有提示语"),
        (WORDS + PASSES.replace("| 1 |", "| 1 | 2 |") + FAILS, "这一行有3格，表头有2格"),
        (WORDS + PASSES.replace("| 字段 | 值 |", "| 名称 | 值 |") + FAILS, "表头应为“字段、值”"),
        (WORDS + PASSES + FAILS + "### 项目表\n", "“### 项目表”下面没有表格"),
        (
            WORDS + PASSES.replace("实际采购金额", "实际采购额") + FAILS,
            "没有字段“实际采购额”；是不是“实际采购金额”",
        ),
        (WORDS + PASSES.replace("实际采购金额", "采购执行率") + FAILS, "填不进"),
        (WORDS + PASSES.replace("| 1 |", "| `数值 一` |") + FAILS, "“一”不是数字"),
        (WORDS + PASSES.replace("| 字段", "### 采购表\n\n| 字段") + FAILS, "没有表“采购表”"),
        (WORDS + PASSES.replace("| 字段", "### 项目表\n\n| 字段") + FAILS, "表“项目表”没有列“字段”"),
        (WORDS + PASSES + "### 工作簿\n\n| 项 | 值 |\n|---|---|\n| 隐藏 | 甲 |\n\n" + FAILS, "不认识“隐藏”"),
        (
            WORDS + PASSES + "### 评分表\n\n| 三级指标 | 自评得分 |\n|---|---|\n| 无 | 1 |\n\n" + FAILS,
            "没有“无”这一行",
        ),
    ],
)
def test_a_page_that_cannot_be_read_is_told_with_its_line(body: str, told: str) -> None:
    """What cannot be understood is a sentence with the page and a line, and nothing is taken as passed."""
    result = tried(page(body))
    assert result.unreadable
    assert told in result.problems[0]
    assert result.problems[0].startswith("规则页 R053.md 第")


def test_more_findings_may_be_left_out_only_where_the_page_says_so() -> None:
    """`> ……` stands for findings that are not listed; without it they are told."""
    case = "## 应报：空白\n\n什么也不填。\n\n> 单位名称：单位名称未填\n"
    rest = "## 应通过：见下\n\n什么也不填。\n\n"
    assert tried(page(WORDS + case, "R087") + rest, number="R087").problems != ()
    open_end = tried(page(WORDS + case, "R087") + "> ……\n\n" + rest, number="R087").problems
    assert not any("“应报：空白”" in problem for problem in open_end)


@given(st.text(alphabet="甲乙丙 \n#|>-`ab1", max_size=80))
def test_the_head_alone_is_rewritten(tail: str) -> None:
    """Whatever was written by hand under the first ## stays to the last letter; twice is once."""
    written = f"# 旧的\n\n旧的页首\n## 查什么\n{tail}"
    again = with_head(written, RULE)
    assert again == head_of(RULE) + f"## 查什么\n{tail}"
    assert with_head(again, RULE) == again


def test_a_bar_in_a_formula_does_not_break_the_head() -> None:
    """A formula may hold a |: the page still reads, its head unchanged."""
    rule = replace(RULE, left='=IF(单位名称="甲|乙",1,2)')
    body = head_of(rule) + WORDS + PASSES + FAILS
    assert parse_page("R053", body).head == head_of(rule)
    assert "甲\\|乙" in body


FIELDS = {name: field for name, (field, _) in standard().by_cell_name.items()}


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_numbers_are_typed_as_numbers(whole: int, cents: int) -> None:
    """With or without thousands separators, a number becomes that number; in a text cell it stays text."""
    text = f"{whole:,}.{cents:02}"
    value = value_of(Entry.of(text), FIELDS["实际采购金额"], "#,##0.00")
    assert Decimal(repr(value)) == Decimal(text.replace(",", ""))
    assert value_of(Entry.of(str(whole)), FIELDS["编外人数"], "0") == whole
    assert value_of(Entry.of(text), FIELDS["预算编码"], "@") == text


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_dates_are_typed_as_dates(date: dt.date) -> None:
    """A date in a date field is its serial number; elsewhere the text it is."""
    assert value_of(Entry.of(date.isoformat()), FIELDS["填报日期"], "yyyy-mm-dd") == to_serial(date)
    assert value_of(Entry.of(date.isoformat()), FIELDS["报送情况"], "General") == date.isoformat()


@pytest.mark.parametrize(
    ("written", "how", "value"),
    [
        ("`数值 5.01`", "数值", 5.01),
        ("`文本 6,500元`", "文本", "6,500元"),
        ("`公式 =A1+1`", "公式", None),
        ("`显示 27`", "显示", 27),
        ("约六千五", "填", "约六千五"),
        ("", "填", None),
    ],
)
def test_what_is_written_out(written: str, how: str, value: Value) -> None:
    """The few words that do to a cell what no keyboard can."""
    entry = Entry.of(written)
    assert entry.how == how
    assert value_of(entry, FIELDS["会议费_决算"], "#,##0.00") == value


def made(*lines: str) -> Workbook:
    """The blank form with one case typed in."""
    text = page(WORDS + "## 应通过：例\n\n" + "\n".join(lines) + "\n\n" + FAILS)
    parsed = parse_page("R053", text)
    return filled(standard(), parsed, parsed.cases[0], blank_form(standard()))


def test_a_case_changes_only_what_it_writes() -> None:
    """Cells not written are those of the blank form; an overtyped formula is gone, a stale one stays."""
    blank, layout = blank_form(standard()), lay_out(standard())
    book = made(
        "| 字段 | 值 |",
        "|---|---|",
        "| 事业编制数 | 28 |",
        "| 编制数 | `显示 27` |",
        "| 采购执行率 | `数值 9` |",
    )
    shown, typed = layout.cells["编制数"].place, layout.cells["采购执行率"].place
    assert (book.value(shown), book.value(typed)) == (27, 9)
    sheet, old = book.sheet("自评表"), blank.sheet("自评表")
    assert sheet is not None
    assert old is not None
    assert set(old.formulas) - set(sheet.formulas) == {(typed.row, typed.column)}
    changed = {
        (row, column)
        for row in range(1, len(sheet.values) + 1)
        for column in range(1, 12)
        if sheet.value(row, column) != old.value(row, column)
    }
    places = [layout.cells[name].place for name in ("事业编制数", "编制数", "采购执行率")]
    assert changed == {(place.row, place.column) for place in places}
    assert [each for each in book.sheets if each.name != "自评表"] == [
        each for each in blank.sheets if each.name != "自评表"
    ]


def test_rows_of_the_score_sheet_by_name_and_all_others() -> None:
    """One row by its indicator, the others by 其余各行, each with its own points."""
    book = made(
        "### 评分表",
        "",
        "| 三级指标 | 自评得分 |",
        "|---|---|",
        "| 财务合规性 | 2.5 |",
        "| 其余各行 | [@分值] |",
    )
    layout = lay_out(standard())
    for indicator in standard().indicators:
        value = book.value(layout.cells[f"{indicator.name}_自评得分"].place)
        assert value == (2.5 if indicator.name == "财务合规性" else indicator.points)


def test_the_whole_book_can_be_altered() -> None:
    """Rows hidden, cells merged, calculation by hand: in memory, the blank form stays as it is."""
    book = made(
        "### 工作簿", "", "| 项 | 值 |", "|---|---|", "| 计算方式 | 手动 |", "| 隐藏行 | 会议费_决算 |",
        "| 隐藏列 | 会议费_决算 |", "| 合并 | 会议费_决算、培训费_决算 |", "| 隐藏工作表 | 封面 |",
    )  # fmt: skip
    place = lay_out(standard()).cells["会议费_决算"].place
    sheet, cover = book.sheet("自评表"), book.sheet("封面")
    assert sheet is not None
    assert cover is not None
    assert book.manual_calculation
    assert place.row in sheet.hidden_rows
    assert (place.column, place.column) in sheet.hidden_columns
    assert (sheet.merges[-1].first_row, sheet.merges[-1].last_row) == (place.row, place.row + 1)
    assert cover.state == "hidden"
    assert not blank_form(standard()).manual_calculation


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """Run a command line: its exit code, and all it said."""
    monkeypatch.delenv("XLTOOLS_STANDARD", raising=False)

    def call(*arguments: str) -> tuple[int, str]:
        code = execute(arguments)
        return code, "".join(capsys.readouterr())

    return call


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of 四川 with two of its pages."""
    folder = tmp_path / "四川"
    (folder / "规则").mkdir(parents=True)
    for name in ("规范.xlsx", "规则/R042.md", "规则/R901.md"):
        (folder / name).write_bytes((TEMPLATES / "四川" / name).read_bytes())
    return folder


def test_the_command_ends_by_what_it_found(run: Callable[..., tuple[int, str]], copy: Path) -> None:
    """0 where all holds; 1 where one differs or is missing; 2 where one cannot be read."""
    code, said = run("standard", "test", str(copy), "R042", "R901")
    assert code == 0
    assert "√ R042 在职人数不超过编制" in said
    code, said = run("standard", "test", str(copy), "R046")
    assert code == 1
    assert "没有规则页 R046.md" in said
    page_file = copy / "规则" / "R901.md"
    whole = page_file.read_text("utf-8")
    page_file.write_text(whole.replace("大于应征数78.5", "大于应征数79"), "utf-8")
    code, said = run("standard", "test", str(copy), "R901")
    assert code == 1
    assert "× R901" in said
    page_file.write_text("## 乱写\n", "utf-8")
    assert run("standard", "test", str(copy), "R901")[0] == 2
    assert run("standard", "test", str(copy), "R9999")[0] == 2
    assert run("standard", "test", "没有这个规范")[0] == 2


def test_heads_are_written_and_nothing_else(run: Callable[..., tuple[int, str]], copy: Path) -> None:
    """--write puts the rule's head over the words written by hand."""
    page_file = copy / "规则" / "R901.md"
    whole = page_file.read_text("utf-8")
    page_file.write_text(whole[whole.index("## ") :], "utf-8")
    assert run("standard", "test", str(copy), "--write")[0] == 0
    assert page_file.read_text("utf-8") == whole


def test_a_rule_is_explained(run: Callable[..., tuple[int, str]]) -> None:
    """What, why, how, the formulas, an example of each kind; small letters will do."""
    code, said = run("standard", "explain", "r053", "--standard", "湛江2022")
    assert code == 0
    for word in (
        "R053 采购金额不超过可用预算",
        "查什么",
        "为什么",
        "怎么改",
        "左式：=实际采购金额",
        "× 实际采购金额：",
    ):
        assert word in said
    assert len(said.split("例：")) == 4
    code, said = run("standard", "explain", "R072", "--standard", "湛江2022")
    assert code == 0
    assert "停用" in said


def test_an_unknown_number_gets_suggestions(run: Callable[..., tuple[int, str]]) -> None:
    """By number, and by a word of the name."""
    code, said = run("standard", "explain", "R053a", "--standard", "湛江2022")
    assert code == 2
    assert "是不是：R053 采购金额不超过可用预算" in said
    assert "R054 采购支付不超过项目支出" in run("standard", "explain", "采购", "--standard", "湛江2022")[1]
    assert "看全部规则" in run("standard", "explain", "XYZ", "--standard", "湛江2022")[1]


def test_pages_are_parsed_into_their_parts() -> None:
    """Words, cases, tests; the head is the text above."""
    parsed: Page = parse_page("R053", page(WORDS + PASSES + FAILS))
    assert parsed.words == {"查什么": "查。", "为什么": "因。", "怎么改": "改。"}
    assert [(case.kind, case.title) for case in parsed.cases] == [("应通过", "够用"), ("应报", "不够")]
    assert parsed.cases[1].said == (("实际采购金额", "采购金额3大于财政下达预算及结转、追加2，多1"),)
    by_program = page(WORDS + "## 由程序测试\n\n- `tests/甲.py::test_乙`\n")
    assert parse_page("R053", by_program).tests == ("tests/甲.py::test_乙",)
    with pytest.raises(StandardError, match="第1行"):
        parse_page("R053", page(WORDS))


def test_a_rule_that_is_not_in_force_this_year_is_told(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """Its cases may hold all the same: nobody's workbook of this year is asked it."""
    folder = tmp_path / "以后"
    altered(folder, {("规则", "R042", "年度起"): 2030}, "四川")
    (folder / "规则").mkdir()
    page_file = folder / "规则" / "R042.md"
    page_file.write_bytes((TEMPLATES / "四川" / "规则" / "R042.md").read_bytes())
    code, said = run("standard", "test", str(folder), "R042")
    assert code == 1
    assert "规范的年度（2022）不在这条规则的起止年度里，从不检查" in said


@pytest.mark.parametrize("number", ["R053", "r53", "53", "053", " R53 "])
def test_a_number_is_understood_as_people_write_it(run: Callable[..., tuple[int, str]], number: str) -> None:
    """With or without R, capital or small, zeros or none."""
    code, said = run("standard", "explain", number, "--standard", "湛江2022")
    assert code == 0
    assert said.startswith("R053 采购金额不超过可用预算")


def test_a_number_of_another_standard_is_sent_there(run: Callable[..., tuple[int, str]]) -> None:
    """The standard that has it is named; one that nobody has is answered with the nearest."""
    code, said = run("standard", "explain", "911", "--standard", "湛江2022")
    assert code == 2
    assert "规范“项目支出自评”有" in said
    assert "--standard 项目支出自评" in said
    code, said = run("standard", "explain", "R999", "--standard", "湛江2022")
    assert code == 2
    assert "没有编号为“R999”的规则" in said
    assert "规范“湛江2022”没有" in said
    assert "”有" not in said
