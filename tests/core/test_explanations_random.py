"""Whatever is answered and whatever is changed: an answer settles its own finding and no other."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.answered import Row, again, answer, book_of, checked, doubting, returned
from xltools.core.model import Checked, Value, Workbook
from xltools.core.returned import layout
from xltools.core.returned.items import items
from xltools.core.returned.key import keys_of, parse_key

#: Rules over cells that never agree, and one asked of every row of a table.
STANDARD = doubting(
    {"左式": "=甲", "右式": "=乙", "标注单元格": "甲"},
    {"左式": "=丙", "右式": "=乙", "标注单元格": "丙"},
    {"左式": "=支出_预算", "右式": "=支出_决算", "标注单元格": "支出_预算"},
    {"左式": "=甲", "右式": "=丙", "标注单元格": "乙", "级别": "错误"},
    {"循环范围": "明细表", "左式": "=[@数]", "右式": "=乙", "标注单元格": "[@数]"},
)
NAMES = ("甲", "乙", "丙", "支出_预算", "支出_决算")

amounts = st.one_of(st.integers(1, 10**12).map(lambda cents: cents / 100), st.sampled_from([1.0, 2.0, 3.0]))
figures = st.fixed_dictionaries(dict.fromkeys(NAMES, amounts))
tables = st.lists(amounts, max_size=4)
#: Words that say something: what is typed and what must not be lost.
words = st.text(st.sampled_from("因预算调整划转人员项目延期完成"), min_size=8, max_size=14)
opinions = st.sampled_from([None, None, "认可", "退回", "同意"])
answers = st.lists(st.tuples(st.one_of(st.none(), st.just("同上"), words), opinions), min_size=9, max_size=9)


def book(cells: Mapping[str, Value], table: list[float]) -> Workbook:
    """The form filled with these figures."""
    return book_of(STANDARD, cells, *({"名称": f"项{n}", "数": value} for n, value in enumerate(table)))


def typed_of(given_answers: list[tuple[Value, Value]], count: int) -> dict[int, Mapping[str, Value]]:
    """The answers of the first lines, no two in the same words but for the empty ones."""
    return {
        index: answer(f"第{index}项{text}" if text and text != "同上" else text, opinion)
        for index, (text, opinion) in enumerate(given_answers[:count])
    }


def outcomes(result: Checked) -> dict[str, tuple[str, str | None]]:
    """Outcome and explanation of each finding that is no talk of answers, by its key."""
    asked = [finding for finding in result.findings if finding.rule not in ("R130", "R131")]
    keys = keys_of(asked, result.record)
    return {
        str(key): (finding.outcome, finding.explanation) for key, finding in zip(keys, asked, strict=True)
    }


@settings(max_examples=150, deadline=None)
@given(figures, tables, answers, st.randoms(use_true_random=False))
def test_an_answer_settles_its_own_finding(cells, table, given_answers, chance) -> None:  # type: ignore[no-untyped-def]
    """In whatever order the rows come back, each finding has the words typed in its own row."""
    plain = book(cells, table)
    lines = items(checked(plain, STANDARD), STANDARD)
    typed = typed_of(given_answers, len(lines))

    def shuffled(rows: list[Row]) -> list[Row]:
        return chance.sample([*rows, []], len(rows) + 1)

    result = checked(returned(plain, lines, typed, shuffled), STANDARD)
    found = outcomes(result)
    for index, line in enumerate(lines):
        text, opinion = given_answers[index]
        outcome, explanation = found[line.key]
        assert outcome in ("不通过", "已说明", "已认可")
        if line.finding.level == "错误" or (opinion != "认可" and text in (None, "同上")):
            assert outcome == "不通过"
        if opinion == "认可" and line.finding.level == "核实":
            assert outcome == "已认可"
        assert text is None or str(text) in (explanation or "")


@settings(max_examples=150, deadline=None)
@given(figures, tables, answers, st.sampled_from(NAMES), amounts)
def test_changed_figures_always_reopen(cells, table, given_answers, name, value) -> None:  # type: ignore[no-untyped-def]
    """A finding that rests on a changed cell is not settled by what was said before; all others stay.

    Left out are those whose level another finding gives them: what merely follows from it is a 提示.
    """
    plain, changed = book(cells, table), book({**cells, name: value}, table)
    lines = items(checked(plain, STANDARD), STANDARD)
    typed = typed_of(given_answers, len(lines))
    kept = outcomes(checked(returned(plain, lines, typed), STANDARD))
    levels = {line.key: line.finding.level for line in lines}
    now = checked(returned(changed, lines, typed), STANDARD)
    asked = [finding for finding in now.findings if finding.rule not in ("R130", "R131")]
    touched = now.record.data[name].place if now.record and value != cells[name] else None
    for finding, (key, came) in zip(asked, outcomes(now).items(), strict=True):
        if touched in finding.places:
            assert came[0] == "不通过"
        elif finding.level == levels[key]:
            assert came == kept[key]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(figures, tables, answers), min_size=2, max_size=4))
def test_no_word_is_lost_however_often_it_is_sent_back(rounds) -> None:  # type: ignore[no-untyped-def]
    """Through rounds of changing, checking and answering every typed word is still on the sheet."""
    result = checked(book(*rounds[0][:2]), STANDARD)
    said: list[str] = []
    for cells, table, given_answers in rounds:
        lines = items(result, STANDARD)
        count = min(len(lines), len(given_answers))
        typed = {
            index: values
            for index, values in typed_of(given_answers, count).items()
            if not lines[index].answer and not lines[index].opinion and any(values.values())
        }
        said += [str(value) for values in typed.values() for value in values.values() if value is not None]
        result = checked(returned(book(cells, table), lines, typed), STANDARD)
        sheet = items(result, STANDARD)
        shown = "\n".join(f"{line.answer}{line.opinion}{line.earlier}" for line in sheet)
        for text in said:
            assert text in shown or (text == "退回" and "已退回" in shown)
        sent = again(book(cells, table), STANDARD, result)
        assert items(sent, STANDARD) == sheet
        assert outcomes(sent) == outcomes(result)


@settings(max_examples=100, deadline=None)
@given(figures, tables)
def test_keys_are_short_printable_and_all_different(cells, table) -> None:  # type: ignore[no-untyped-def]
    """A key is read as what it was, and damaged ones are known as such."""
    result = checked(book(cells, table), STANDARD)
    keys = [str(key) for key in keys_of(result.findings, result.record)]
    assert len(set(keys)) == len(keys)
    for key in keys:
        assert key.isascii()
        assert key.isprintable()
        assert len(key) <= 45
        assert str(parse_key(key)) == key
        assert parse_key(key[:-1]) is None
        assert parse_key(key.replace(key[6], "x" if key[6] != "x" else "y", 1)) is None


def test_the_columns_of_the_sheet_are_those_of_the_layout() -> None:
    """The sheet these tests write is the sheet that is read."""
    sheet = returned(book(dict.fromkeys(NAMES, 1.0), []), ()).sheets[-1]
    found = layout.headings(sheet)
    assert found is not None
    assert found[0] == layout.HEAD_ROW
