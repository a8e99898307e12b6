"""The list of evidence against what was seen: each cause one finding, at its cells; nothing unseen passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.altered import standard as real
from xltools.core.errors import StandardError
from xltools.core.evidence import Evidence, asks_for_evidence, compare, names_in, roles_of

from .evidence_forms import STANDARD, cell, file, findings, row, score_cell


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("批复.pdf", ("批复.pdf",)),
        ("批复.pdf、合同.docx", ("批复.pdf", "合同.docx")),
        ("批复.pdf；合同.docx;台账.et\n截图.png", ("批复.pdf", "合同.docx", "台账.et", "截图.png")),
        ("批复.pdf，合同.pdf", ("批复.pdf", "合同.pdf")),
        ("批复、合同", ("批复", "合同")),
        ("一、批复.pdf", ("一、批复.pdf",)),
        ("批复.pdf\n批复.pdf", ("批复.pdf",)),
        ("", ()),
    ],
)
def test_the_names_in_a_cell(text: str, names: tuple[str, ...]) -> None:
    """Several files a cell, split where names end and not within them."""
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("listed", "path", "exact"),
    [
        ("批复.pdf", "批复.pdf", True),
        ("批复", "批复.pdf", True),
        ("批复.pdf", "采购/批复.pdf", True),
        ("采购/批复.pdf", "采购/批复.pdf", True),
        ("采购\\批复", "采购/批复.pdf", True),
        ("采购", "采购/批复.pdf", True),
        ("caf\u00e9.pdf", "cafe\u0301.pdf", True),
        ("一、批复.pdf", "一、批复.pdf", True),
        ("批复〔2023〕3号.PDF", "批复[2023]3号.pdf", False),
        ("批复（终稿）.pdf", "批复(终稿).pdf", False),
        ("批复 终稿", "批复终稿.pdf", False),
        ("ＡＢ.pdf", "ab.pdf", False),
    ],
)
def test_ways_to_name_a_file(listed: str, path: str, exact: bool) -> None:  # noqa: FBT001
    """Found under each; a spelling that is only nearly the file's is a 提示 that says both."""
    assert findings("佐证材料", row(listed), evidence=[file(path)]) == []
    noted = findings("佐证登记", row(listed), evidence=[file(path)])
    assert len(noted) == (0 if exact else 1)
    if noted:
        assert listed in noted[0].message
        assert path in noted[0].message


def test_missing_files_are_one_finding() -> None:
    """All cells in it, in order; the first few named, the number said."""
    rows = [row(f"缺{n}.pdf、有.pdf", number=str(n)) for n in range(4)]
    (found,) = findings("佐证材料", *rows, evidence=[file("有.pdf")])
    assert found.places == tuple(cell("文件", n) for n in range(4))
    assert found.message == "清单所列4个文件不在“佐证材料”里：“缺0.pdf”、“缺1.pdf”、“缺2.pdf”等"
    assert (found.level, found.outcome) == ("核实", "不通过")


def test_each_fault_is_a_finding_of_its_own() -> None:
    """Empty, not opening, named wrongly: each with its cells and the reason of each file."""
    seen = [file("a.pdf", state="空", why="0字节"), file("b.pdf", state="打不开", why="没传完")]
    seen += [file("c.pdf", state="扩展名不符", why="内容是JPEG 图片")]
    found = findings("佐证材料", row("a.pdf"), row("b.pdf"), row("c.pdf"), evidence=seen)
    assert [(f.places, f.outcome) for f in found] == [((cell("文件", n),), "不通过") for n in range(3)]
    for each, why in zip(found, ("0字节", "没传完", "JPEG"), strict=True):
        assert why in each.message


def test_one_content_for_different_materials() -> None:
    """A copy under another name, or one file, given for two materials; not one material listed twice."""
    copies = [file("a.pdf", "同"), file("b.pdf", "同")]
    (found,) = findings("佐证材料", row("a.pdf"), row("b.pdf", title="合同"), evidence=copies)
    assert found.places == (cell("文件", 0), cell("文件", 1))
    assert len(findings("佐证材料", row("a.pdf"), row("a.pdf", title="合同"), evidence=[file("a.pdf")])) == 1
    assert findings("佐证材料", row("a.pdf"), row("a.pdf", proves="效益"), evidence=[file("a.pdf")]) == []
    empty = [file("a.pdf", "同", "空"), file("b.pdf", "同", "空")]
    (found,) = findings("佐证材料", row("a.pdf"), row("b.pdf", title="合同"), evidence=empty)
    assert "空" in found.message


def test_a_name_in_two_folders() -> None:
    """Which of two different files is meant is not guessed; of two copies it does not matter."""
    twins = [file("甲/批复.pdf"), file("乙/批复.pdf")]
    (found,) = findings("佐证材料", row("批复.pdf"), evidence=twins)
    assert "分不清" in found.message
    assert findings("佐证材料", row("甲/批复.pdf"), evidence=twins) == []
    same = [file("甲/批复.pdf", "同"), file("乙/批复.pdf", "同")]
    assert findings("佐证材料", row("批复.pdf"), evidence=same) == []


def test_a_material_without_a_file() -> None:
    """A row that names no file cannot be looked at and says so; one with nothing but its number is no row."""
    (found,) = findings("佐证材料", row("无"), {"编号": "2"}, evidence=[])
    assert found.places == (cell("文件", 0),)
    assert "没有写文件名" in found.message


def test_what_was_not_looked_at_is_not_judged() -> None:
    """No folder, no telling which, a file not opened, a folder not wholly seen: one 未判, never a pass."""
    nowhere = Evidence("", wanted=("佐证材料/某局", "佐证材料"))
    (found,) = findings("佐证材料", row("a.pdf、b.pdf"), row("c.pdf"), evidence=nowhere)
    assert (found.outcome, found.places) == ("未判", (cell("文件", 0), cell("文件", 1)))
    assert "3个文件没有核对" in found.message
    assert "“佐证材料/某局”" in found.message
    (found,) = findings("佐证材料", row("a.pdf"), evidence=replace(nowhere, problem="分不清"))
    assert (found.outcome, found.message[:3]) == ("未判", "分不清")
    unseen = Evidence("佐证材料", (file("a.pdf", state="没有看", why="太大"),), left_out="文件太多")
    (found,) = findings("佐证材料", row("a.pdf"), row("b.pdf"), evidence=unseen)
    assert (found.outcome, found.places) == ("未判", (cell("文件", 0), cell("文件", 1)))
    assert "太大" in found.message
    assert "文件太多" in found.message
    assert (
        findings("佐证材料", evidence=nowhere) == findings("佐证登记", row("a.pdf"), evidence=nowhere) == []
    )


def test_what_was_looked_at_in_part_is_a_note() -> None:
    """Only the head of an old file was read: a 提示, to be looked at by hand."""
    seen = [file("a.doc", state="只看了一部分", why="只核对了文件头")]
    (found,) = findings("佐证材料", row("a.doc"), evidence=seen)
    assert (found.level, found.outcome) == ("提示", "不通过")
    assert "只核对了文件头" in found.message
    assert "人工" in found.fix


def test_files_that_are_not_listed() -> None:
    """One finding for all; a copy of another file is called one."""
    seen = [file("a.pdf", "同"), file("b.pdf", "同"), *(file(f"{n}.png") for n in range(3))]
    (found,) = findings("佐证登记", row("a.pdf"), evidence=seen)
    assert found.message.startswith("“佐证材料”里有4个文件没有登记：“b.pdf”（与“a.pdf”内容相同）")
    assert found.message.endswith("等")


def test_without_anybody_looking_nothing_is_said_of_files() -> None:
    """A workbook that is no file of a folder: the list is judged, files are not."""
    assert findings("佐证材料", row("a.pdf")) == findings("佐证登记", row("a.pdf")) == []


@pytest.mark.parametrize("cited", ["1", "附件1", "第1项", "01", "１", "1、7", "0-2", 1])
def test_a_number_that_names_a_row_proves(cited: object) -> None:
    """However the number of a material is written."""
    values = {"执行_凭据": cited, "效益_凭据": "1"}
    found = findings("佐证要求", row("a.pdf", proves=""), values=values)  # type: ignore[arg-type]
    assert not any("没有佐证材料" in each.message for each in found)


def test_a_span_of_numbers() -> None:
    """1-3 is three rows; a row that is called 1-3 is one."""
    rows = [row("a.pdf", number=str(n), proves="") for n in (1, 2, 3)]
    assert findings("佐证要求", *rows, values={"执行_凭据": "1-3", "效益_凭据": "2～3"}) == []
    (found,) = findings("佐证要求", *rows, values={"执行_凭据": "1-4", "效益_凭据": "1"})
    assert found.places == (score_cell("执行_凭据"),)
    assert "1-4" in found.message
    one = row("a.pdf", number="1-3", proves="")
    assert findings("佐证要求", one, values={"执行_凭据": "1-3", "效益_凭据": "1-3"}) == []


@pytest.mark.parametrize("proves", ["执行、效益", "执行\n效益", "一", "“执行”；二", " 执 行 ，效益"])
def test_a_row_that_names_an_indicator_proves(proves: str) -> None:
    """By its name or that of its upper level, several a cell."""
    found = findings("佐证要求", row("a.pdf", proves=proves))
    assert not any("没有佐证材料" in each.message for each in found)


def test_what_is_not_proved() -> None:
    """Points without material, at the cells where the numbers belong; no points ask for none."""
    (found,) = findings("佐证要求")
    assert found.places == (score_cell("执行_凭据"), score_cell("效益_凭据"))
    assert found.message.startswith("2个得分的指标没有佐证材料：“执行”（要求：批复）")
    (found,) = findings("佐证要求", values={"执行_自评得分": 0})
    assert found.places == (score_cell("效益_凭据"),)
    assert findings("佐证要求", values={"执行_自评得分": None, "效益_自评得分": "四十"}) == []


def test_references_that_lead_nowhere() -> None:
    """A number of no row and a name of no indicator: a finding each, at their cells."""
    values = {"执行_凭据": "1、9", "效益_凭据": "1"}
    astray, unknown = findings("佐证要求", row("a.pdf", proves="执行、没有这个"), values=values)
    assert astray.places == (score_cell("执行_凭据"),)
    assert "9" in astray.message
    assert unknown.places == (cell("证明", 0),)
    assert "没有这个" in unknown.message


def test_compare_keeps_the_order_of_the_list() -> None:
    """No material, no claim; no file, no match."""
    assert compare((), (file("a.pdf"),)) == ()


def test_a_standard_says_where_its_list_is() -> None:
    """Rules about evidence without 佐证材料表, or with a column that is not there, are its fault."""
    assert roles_of(STANDARD).file == "文件"
    assert roles_of(real("湛江2022")).table == "佐证材料"
    assert not asks_for_evidence(real("四川"))
    for about in ({}, {"佐证材料表": "没有"}, {"佐证材料表": "明细表", "佐证材料列": "序号=编号"}):
        with pytest.raises(StandardError, match="佐证材料"):
            roles_of(replace(STANDARD, about=about))
