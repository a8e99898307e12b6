"""Is a formula still the form's: notation is no change, any other difference is, and is put into words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.planted import clean
from xltools.core.check import prepare
from xltools.core.expressions import names_in, rename
from xltools.core.formulas.form import Change, changes
from xltools.core.formulas.tokens import tokens
from xltools.core.layout import lay_out
from xltools.core.model import DefinedName, Sheet, Workbook
from xltools.core.record import rows_of
from xltools.core.refs import Area, Place, column_letters, parse_area, quote_sheet

from .altered import standard

#: The formula cells of the form that have names, and their formulas as the form writes them.
CELLS = {name: cell for name, cell in lay_out(standard()).cells.items() if cell.formula}
AREAS = {name.name: parse_area(name.text) for name in clean().prepared.whole.names if name.sheet is None}
_OUTSIDE = re.compile(r'"[^"]*"|(?P<out>[^"]+)')
_OPERATORS = ("<>", "<=", ">=", "+", "-", "*", "/", "<", ">", "=")


def change(name: str, formula: str) -> Change | None:
    """What is said of the clean sample with another formula in one cell."""
    place = CELLS[name].place
    checked = clean()
    book = with_formulas(checked.prepared.whole, place.sheet, {(place.row, place.column): formula})
    found = list(changes(book, standard(), checked.prepared.located, rows_of(checked.record)))
    assert all(each.place == place for each in found)
    return found[0] if found else None


def with_formulas(book: Workbook, sheet: str, formulas: dict[tuple[int, int], str]) -> Workbook:
    """The workbook with some formulas of a sheet replaced."""
    sheets = (
        replace(each, formulas={**each.formulas, **formulas}) if each.name == sheet else each
        for each in book.sheets
    )
    return replace(book, sheets=tuple(sheets))


def address(area: Area, dollars: tuple[bool, bool], *, sheet: bool) -> str:
    """An area as a formula may write it."""
    column, row = ("$" if each else "" for each in dollars)
    text = f"{column}{column_letters(area.first_column)}{row}{area.first_row}"
    if not area.single:
        text += f":{column}{column_letters(area.last_column)}{row}{area.last_row}"
    return f"{quote_sheet(area.sheet)}!{text}" if sheet else text


def outside(formula: str, pattern: str, new: str) -> str:
    """The formula with a pattern replaced outside its texts in quotes."""
    return _OUTSIDE.sub(lambda m: re.sub(pattern, new, m[0]) if m["out"] else m[0], formula)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_notation_is_no_change(data: st.DataObject) -> None:
    """Addresses for names, $, the sheet before them, case, spaces and Excel's prefixes: still the same."""
    name = data.draw(st.sampled_from(sorted(CELLS)))
    cell = CELLS[name]

    def written(field: str) -> str:
        area = AREAS[field]
        if area is None or data.draw(st.booleans()):
            return field
        dollars = data.draw(st.tuples(st.booleans(), st.booleans()))
        foreign = area.sheet != cell.place.sheet
        return address(area, dollars, sheet=foreign or data.draw(st.booleans()))

    formula = rename(cell.formula, written)
    if data.draw(st.booleans()):
        formula = outside(formula, r"([A-Z]+)(?=\()", r"_xlfn.\1")
    if data.draw(st.booleans()):
        formula = outside(formula, r"(?<![!'])\b[A-Z]+\d*\b(?!')", lambda m: m[0].lower())  # type: ignore[arg-type]
    if data.draw(st.booleans()):
        formula = outside(formula, r"([,+*/()-])", data.draw(st.sampled_from([r" \1", r"\1 ", r" \1  "])))
    assert change(name, formula) is None


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_other_reference_is_a_change(data: st.DataObject) -> None:
    """One name among those of a formula exchanged for another cell's: always said, with that cell."""
    name = data.draw(st.sampled_from(sorted(n for n in CELLS if names_in(CELLS[n].formula))))
    formula = CELLS[name].formula
    here = [m.start() for m in re.finditer(r"[^\W\d]\w*(?!\w*\s*\()", formula) if m[0] in AREAS]
    at = data.draw(st.sampled_from(here))
    old = re.compile(r"[^\W\d]\w*").match(formula, at)
    assert old is not None
    other = data.draw(st.sampled_from(sorted(n for n, a in AREAS.items() if a and a != AREAS[old[0]])))
    found = change(name, formula[:at] + other + formula[old.end() :])
    assert found is not None
    assert found.what


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_other_operator_number_or_function_is_a_change(data: st.DataObject) -> None:
    """One sign, number or function exchanged for another: always said."""
    name = data.draw(st.sampled_from(sorted(n for n in CELLS if "(" in CELLS[n].formula)))
    formula = CELLS[name].formula
    spots = [
        m
        for part in _OUTSIDE.finditer(formula)
        if part["out"]
        for m in re.compile(r"<>|<=|>=|[-+*/<>=]|(?<![\w.])\d+(?:\.\d+)?(?![\w.])|[A-Z]+(?=\()").finditer(
            formula, part.start(), part.end()
        )
        if m.start()
    ]
    spot = data.draw(st.sampled_from(spots))
    if spot[0] in _OPERATORS:
        new = data.draw(st.sampled_from([o for o in _OPERATORS if o != spot[0]]))
    elif spot[0][0].isdigit():
        new = str(int(float(spot[0])) + data.draw(st.integers(1, 9)))
    else:
        new = data.draw(st.sampled_from([f for f in ("SUM", "MAX", "IF", "ROUND", "COUNTA") if f != spot[0]]))
    assert change(name, formula[: spot.start()] + new + formula[spot.end() :]) is not None


TOTAL = "支出合计_决算"
SUM = "SUM(基本支出_决算,项目支出_决算,上缴上级支出_决算,经营支出_决算,对附属单位补助支出_决算)"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("经营支出_决算,", "", "合计范围少了 F39“经营支出(决算)”"),
        (SUM, SUM.replace("经营支出_决算,", ""), "合计范围少了 F39“经营支出(决算)”"),
        (SUM, "SUM(F34:F40)", "合计范围多了 F35:F36"),
        (SUM, "SUM(F38:F40)", "合计范围少了 F34“基本支出(决算)”、F37“项目支出(决算)”"),
        (SUM, SUM + "+100", "加了常数 +100"),
        (SUM, SUM + "*1.1", "加了常数 *1.1"),
        ("SUM(", "MAX(", "函数 SUM 改成了 MAX"),
        ("=0,", "=1,", "常数 0 改成了 1"),
        ("=0,", ">0,", "运算符 = 改成了 >"),
        ("SUM(基本支出_决算", "SUM(100", "F34“基本支出(决算)” 换成了固定数字 100"),
        ("SUM(基本支出_决算", "SUM(#REF!", "引用的单元格被删除了（#REF!）"),
    ],
)
def test_the_difference_in_words(before: str, after: str, words: str) -> None:
    """What is gone, come or exchanged is named by cell and by what the form calls it."""
    formula = CELLS[TOTAL].formula
    assert before in formula
    found = change(TOTAL, formula.replace(before, after))
    assert found is not None
    assert found.what == words
    assert found.expected == formula


def test_another_algebra_is_a_change() -> None:
    """A formula that gives the same today is not the form's: blanks and texts may make it differ tomorrow."""
    found = change(TOTAL, "=F34+F37+F38+F39+F40")
    assert found is not None
    assert found.what.startswith("算式与表样不同")


def test_one_range_for_its_cells_is_notation() -> None:
    """SUM over a range takes the same cells as SUM over each of them, in any order."""
    parts = ("年初预算", "调整预算", "决算", "上年决算")
    for letter, part in zip("DEFG", parts, strict=True):
        formula = CELLS[f"收入合计_{part}"].formula
        cells = formula[formula.index("SUM(") + 4 : formula.rindex("))")].split(",")
        first, last = AREAS[cells[0]], AREAS[cells[-1]]
        assert first is not None
        assert last is not None
        whole = f"{letter}{first.first_row}:{letter}{last.last_row}"
        whole_rows = range(first.first_row, last.last_row + 1)
        if len(cells) == len(whole_rows):
            assert change(f"收入合计_{part}", formula.replace(",".join(cells), whole)) is None
        assert change(f"收入合计_{part}", formula.replace(",".join(cells), ",".join(reversed(cells)))) is None


def test_a_name_that_means_another_cell_changes_the_formulas_that_use_it() -> None:
    """The text of the formula is the form's, and yet it computes with another cell."""
    checked = clean()
    book = checked.prepared.whole
    moved = tuple(DefinedName(n.name, "自评表!$F$35") if n.name == "基本支出_决算" else n for n in book.names)
    found = list(
        changes(replace(book, names=moved), standard(), checked.prepared.located, rows_of(checked.record))
    )
    assert {change.field for change in found} == {TOTAL}
    assert "F34" in found[0].what


def test_a_formula_rewritten_for_moved_cells_is_the_same() -> None:
    """Excel moves the addresses of formulas when a row is inserted; so do the form's formulas here."""
    book = with_a_row(clean().prepared.whole, "评分表", 4)
    prepared = prepare(book, standard())
    assert prepared.located.cells["预算编制规范性_参考得分"] == Place("评分表", 7, 13)
    sheet = book.sheet("评分表")
    assert sheet is not None
    assert "L7" in sheet.formulas[7, 13]
    assert list(changes(book, standard(), prepared.located, rows_of(clean().record))) == []


def with_a_row(book: Workbook, sheet: str, before: int) -> Workbook:
    """The workbook with a blank row inserted, names and formulas rewritten as Excel does."""
    sheets = tuple(_moved(each, sheet, before) for each in book.sheets)
    return replace(book, sheets=sheets, names=tuple(_renamed(n, sheet, before) for n in book.names))


def _renamed(name: DefinedName, sheet: str, before: int) -> DefinedName:
    area = parse_area(name.text)
    if area is None or area.sheet != sheet:
        return name
    return replace(name, text=re.sub(r"(?<=\$)\d+", lambda m: _down(m[0], before), name.text))


def _moved(sheet: Sheet, inserted: str, before: int) -> Sheet:
    home = sheet.name == inserted
    formulas = {}
    for (row, column), text in sheet.formulas.items():
        new = text
        if home:
            new = _OUTSIDE.sub(lambda m: _shifted(m[0], before) if m["out"] else m[0], text)
        formulas[row + (home and row >= before), column] = new
    values = sheet.values
    if home:
        values = (*values[: before - 1], (), *values[before - 1 :])
    return replace(sheet, formulas=formulas, values=values)


def _shifted(text: str, before: int) -> str:
    return re.sub(r"(?<![\w!$])([A-Z]{1,2})(\d+)(?![\w(])", lambda m: m[1] + _down(m[2], before), text)


def _down(row: str, before: int) -> str:
    return str(int(row) + (int(row) >= before))


@pytest.mark.parametrize(
    ("formula", "kinds"),
    [
        ("=A1+1.50", "area operator number"),
        ("='项目 表'!$A$1:B2%", "area operator"),
        ("=[1]表!A1+'D:\\x\\[甲.xlsx]表'!A1+[2]!名+'甲.xlsx'!名", "external " * 4),
        ("=[0]!名", "name"),
        ('="A1+[1]表!A1"&A:A', "text operator area"),
        ("=表1[[#This Row],[数]]", "table"),
        ("=LOG10(A10)", "call area operator"),
        ("=#REF!+自评表!#REF!+#N/A+#DIV/0!", "error " * 4),
        ("=TRUE()=TRUE", "constant operator constant"),
    ],
)
def test_tokens(formula: str, kinds: str) -> None:
    """Each piece of a formula is told for what it is."""
    found = [token.kind for token in tokens(formula)]
    if kinds.split(maxsplit=1)[0] in ("external", "error"):
        found = [kind for kind in found if kind != "operator"]
    assert found == kinds.split()
