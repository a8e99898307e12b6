"""Which form a workbook was filled in: the current one, another version, another standard's, or unsaid."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.form.books import CLEAN, SAMPLES, check, fill
from xltools.core.errors import InputError
from xltools.core.layout import lay_out
from xltools.core.locating.fingerprint import fingerprint
from xltools.core.locating.locate import locate
from xltools.core.locating.recognise import recognise
from xltools.core.model import Workbook
from xltools.core.names import FORM_NAME, STANDARD_NAME
from xltools.core.standard import Standard
from xltools.readers.xlsx import read
from xltools.runner import load_standard, standard_of

from .altered import Changes, altered, standard


def said(book: Workbook, found: Standard | None = None) -> list[str]:
    """What R103 says."""
    return [each.message for each in check(book, found or standard()).of("R103")]


def renamed(book: Workbook, **texts: str | None) -> Workbook:
    """The workbook with defined names changed, or gone (None)."""
    names = (replace(n, text=texts.get(n.name, n.text) or "") for n in book.names)
    return replace(book, names=tuple(name for name in names if name.text))


@pytest.mark.parametrize(("path", "name"), SAMPLES)
def test_the_samples_are_of_the_current_form(path: Path, name: str) -> None:
    """The hidden name holds the fingerprint of the form, and nothing is said."""
    book = read(path)
    (found,) = (each for each in book.names if each.name == FORM_NAME)
    assert found.text.strip('"') == fingerprint(load_standard(name))
    assert found.hidden
    assert said(book, load_standard(name)) == []


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({("字段", "会议费", "标签"): "会议支出"}, True),
        ({("字段", "会议费", "列口径"): "决算"}, True),
        ({("字段", "资产利用率", "公式"): "=1"}, True),
        ({("表样", "收入", "块标题"): "收入"}, True),
        ({("指标", "支出完成率", "分值"): 7}, True),
        ({("规则", "R053", "提示语"): "别的话"}, False),
        ({("字段", "会议费", "别名"): "会务费"}, False),
        ({("参数", "执行率说明线", "值"): "80"}, False),
    ],
)
def test_the_fingerprint_is_of_the_layout(tmp_path: Path, change: Changes, differs: bool) -> None:  # noqa: FBT001
    """Places, words, formulas and given texts make it; rules, aliases and parameters do not."""
    assert (fingerprint(altered(tmp_path / "新", change)) != fingerprint(standard())) is differs


def test_a_form_without_a_fingerprint_is_no_fault() -> None:
    """Forms built before there was one have all their fields: nothing to say."""
    assert said(renamed(read(CLEAN), **{FORM_NAME: None})) == []


def test_an_older_form_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    """A form built without a field and with another one: R103 names both, digest or no digest."""
    older = altered(
        tmp_path / "旧", {("字段", "会议费", "字段名"): "会务费", ("字段", "会议费", "标签"): "会务费用"}
    )
    book = fill(older, {"单位名称": "甲局", "预算编码": "001", "评价年度": 2022})
    for held in (book, renamed(book, **{FORM_NAME: None})):
        (message,) = said(renamed(held, **{STANDARD_NAME: '"湛江2022"'}))
        assert message.startswith("表样不是“湛江2022”的现行版本：缺少“会议费(年初预算)”")
        assert "多出“会务费_年初预算”" in message


def test_a_form_of_another_standard_is_named() -> None:
    """Checked by a standard it was not built for: whose form it is."""
    book = renamed(read(CLEAN), **{STANDARD_NAME: '"湛江2019"', FORM_NAME: '"0"'})
    assert said(book) == ["表样是规范“湛江2019”的，不是“湛江2022”的：位置、公式或给定内容不同"]


def nameless(book: Workbook) -> Workbook:
    """The sheets in a fresh workbook: no names at all."""
    return replace(book, names=())


@pytest.mark.parametrize(("path", "name"), SAMPLES)
def test_a_workbook_that_names_no_standard_is_recognised(path: Path, name: str) -> None:
    """Its words are those of one standard, clearly: that one is used, and R103 says so."""
    book = read(path)
    assert standard_of(nameless(book)) == name
    without = renamed(book, **{STANDARD_NAME: None})
    assert standard_of(without) == name
    assert said(without, load_standard(name)) == [
        f"工作簿没有注明规范，按表头和项目名称认作“{name}”；请核对是否用了下发的空白表"
    ]


@pytest.mark.parametrize(("path", "name"), SAMPLES)
def test_a_workbook_of_another_standard_is_refused(path: Path, name: str) -> None:
    """What the two have in common by chance (a name, a table's headings) makes no form of it."""
    for other in {each for _, each in SAMPLES} - {name}:
        with pytest.raises(InputError, match=f"不是规范“{other}”的表样"):
            locate(read(path), load_standard(other), lay_out(load_standard(other)))


def test_too_few_words_are_no_standard() -> None:
    """A workbook with a part of the words only is refused; the nearest standard is named if it is near."""
    book = nameless(read(CLEAN))
    for sheets, near in ((("自评表", "佐证材料"), True), (("封面", "佐证材料"), False)):
        part = replace(book, sheets=tuple(each for each in book.sheets if each.name in sheets))
        with pytest.raises(InputError) as caught:
            standard_of(part)
        assert ("最接近的是“湛江2022”" in caught.value.message) is near
        assert caught.value.code == "foreign-form"
        assert not recognise(part, [standard()]).clear


def test_two_standards_that_fit_alike_are_no_guess() -> None:
    """Twice the words of any other standard is what clear means."""
    book = nameless(read(CLEAN))
    assert recognise(book, [standard()]).clear
    assert not recognise(book, [standard(), standard()]).clear


def test_a_standard_nobody_has_is_named() -> None:
    """The workbook says which: no other one is taken in its place."""
    with pytest.raises(InputError, match="是按规范“湛江1999”填的"):
        standard_of(renamed(read(CLEAN), **{STANDARD_NAME: '"湛江1999"'}))
