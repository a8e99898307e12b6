"""Three-way merge on plain values: nothing staff wrote is lost, what they left alone is as generated now."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.merging.applied import applied
from xltools.core.merging.merge import merge
from xltools.core.merging.pieces import Fixed, Paragraph, Slot, Table, Thing, clauses, plain, text_of
from xltools.core.merging.plan import Told
from xltools.core.merging.signature import decoded, encoded

WORDS = "收入支出预算决算项目绩效目标完成情况良好按期办结资产管理单位职能人员编制公开"


def paragraph(text: str, **figures: str) -> Paragraph:
    """A paragraph; ``{key}`` stands for a figure, shown as ``figures`` says."""
    words: list = []
    rest = text
    while "{" in rest:
        before, _, rest = rest.partition("{")
        key, _, rest = rest.partition("}")
        value = figures.get(key, "100")
        words += [*before, Slot(key, value, value)]
    return Paragraph((*words, *rest))


def texts(blocks) -> list[str]:
    return [text_of(block) for block in blocks]


def run(base, mine, theirs) -> tuple[tuple, tuple[Told, ...]]:
    """The merged blocks and what is told."""
    found = merge(base, mine, theirs)
    return applied(found.blocks, mine, theirs), found.told


def lines(*each: str) -> tuple[Paragraph, ...]:
    return tuple(paragraph(line) for line in each)


# Random documents: a side's own additions carry marks of their own.


def clause(rng: random.Random) -> str:
    words = "".join(rng.choice(WORDS) for _ in range(rng.randint(2, 8)))
    slot = f"{{数{rng.randint(0, 9)}|元}}" if rng.random() < 0.3 else ""
    return words + slot


def random_paragraph(rng: random.Random) -> Paragraph:
    ends = [rng.choice("，；。") for _ in range(rng.randint(0, 4))]
    return paragraph("".join(clause(rng) + end for end in ends))


def random_table(rng: random.Random) -> Table:
    columns = rng.randint(1, 3)
    return Table(
        tuple(tuple((paragraph(clause(rng)),) for _ in range(columns)) for _ in range(rng.randint(1, 5)))
    )


def random_document(rng: random.Random) -> tuple:
    return tuple(
        random_table(rng) if rng.random() < 0.15 else random_paragraph(rng) for _ in range(rng.randint(0, 9))
    )


def edited(rng: random.Random, document: tuple, mark: str, count: int) -> tuple[tuple, list[str]]:
    """The document after some edits, and the marks of what was added."""
    blocks, marks = list(document), []
    for number in range(count):
        name = f"{mark}{chr(0x4E00 + 500 + number)}"
        at = rng.randint(0, len(blocks))
        kind = rng.choice(("add", "insert", "insert", "delete", "move", "cut", "row", "drop"))
        if kind == "add":
            blocks.insert(at, Paragraph((*name, *random_paragraph(rng).words)))
            marks.append(name)
        elif at < len(blocks) and kind == "delete":
            gone = text_of(blocks.pop(at))
            marks = [each for each in marks if each not in gone]
        elif at < len(blocks) and kind == "move":
            blocks.insert(rng.randint(0, len(blocks) - 1), blocks.pop(at))
        elif at < len(blocks) and isinstance(blocks[at], Paragraph):
            words = blocks[at].words
            place = rng.randint(0, len(words))
            if kind == "insert":
                blocks[at] = Paragraph((*words[:place], *name, *words[place:]))
                marks.append(name)
            elif kind == "cut":
                end = min(len(words), place + rng.randint(1, 6))
                blocks[at] = Paragraph(words[:place] + words[end:])
        elif at < len(blocks) and isinstance(blocks[at], Table) and kind in ("row", "drop", "insert"):
            rows = list(blocks[at].rows)
            where = rng.randrange(len(rows))
            if kind == "drop" and len(rows) > 1:
                rows.pop(where)
            elif kind == "row":
                rows.insert(where, tuple((paragraph(name),) for _ in rows[0]))
                marks.append(name)
            else:
                cells = list(rows[where])
                cells[0] = (Paragraph((*name, *cells[0][0].words)),)
                rows[where] = tuple(cells)
                marks.append(name)
            blocks[at] = Table(tuple(rows))
    left = "\n".join(texts(blocks))
    return tuple(blocks), [each for each in marks if each in left]


SEEDS = st.integers(0, 2**32)


@given(SEEDS)
def test_an_untouched_report_is_as_generated_now(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    base = random_document(rng)
    theirs, _ = edited(rng, base, "新", 4)
    assert run(base, base, theirs)[0] == theirs


@given(SEEDS)
def test_nothing_changes_where_the_workbook_did_not(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    base = random_document(rng)
    mine, _ = edited(rng, base, "手", 5)
    result, told = run(base, mine, base)
    assert result == mine
    assert not told


@given(SEEDS)
def test_no_word_of_mine_is_lost_or_doubled_and_none_of_theirs_untold(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    base = random_document(rng)
    mine, marks = edited(rng, base, "手", 5)
    theirs, news = edited(rng, base, "新", 4)
    result, told = run(base, mine, theirs)
    whole = "\n".join(texts(result))
    mine_whole = "\n".join(texts(mine))
    for mark in marks:
        assert whole.count(mark) == mine_whole.count(mark)
    listed = "\n".join(each.theirs for each in told)
    for mark in news:
        assert mark in whole or mark in listed
    assert run(theirs, result, theirs) == (result, ())


@given(SEEDS)
def test_a_signature_is_the_block_again(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    for block in random_document(rng):
        assert decoded(encoded(block), {}) == block


@given(st.lists(st.text("«»␛␜␝␞␟␤␡:|甲1\n"), max_size=6))
def test_any_text_survives_a_signature(parts: list[str]) -> None:
    words = tuple(sign for part in parts for sign in part)
    mixed = (*words, Slot("甲«»␛|元", "1"), Thing("图", "a:␜b"), *words)
    cell = (Paragraph(words), Paragraph(mixed), Fixed("表"))
    for block in (Paragraph(mixed), Table(((cell, ()), ())), Fixed("".join(parts))):
        assert decoded(encoded(block), {}) == block


@given(st.text("«»␛␜␝␞␟␤␡:甲\n"))
def test_a_store_somebody_spoiled_is_read(signature: str) -> None:
    """What was put there by other hands is words: whatever it is, reading it again gives the same."""
    block = decoded(signature, {})
    assert decoded(encoded(block), {}) == block


def test_figures_are_the_same_whatever_they_show() -> None:
    base = (paragraph("共{甲|元}元，良好。", **{"甲|元": "1"}),)
    theirs = (paragraph("共{甲|元}元，良好。", **{"甲|元": "2"}),)
    assert run(base, base, theirs) == (base, ())


def test_both_changed_different_clauses() -> None:
    base = lines("支出数为{甲}元，完成率为良，原因是冻结。")
    mine = lines("支出数为{甲}元，完成率为良，原因是市财政冻结资金。")
    theirs = lines("支出数为{甲}元，完成率为差，原因是冻结。")
    result, told = run(base, mine, theirs)
    assert texts(result) == ["支出数为100元，完成率为差，原因是市财政冻结资金。"]
    assert [each.kind for each in told] == ["更新"]


def test_an_item_staff_changed_takes_its_new_number() -> None:
    base, mine = lines("1.进度有待加快。", "2.量化有待提高。"), lines("1.进度有待加快。", "2.量化还要提高。")
    result, told = run(base, mine, lines("1.进度有待加快。", "2.新的一条。", "3.量化有待提高。"))
    assert texts(result) == ["1.进度有待加快。", "2.新的一条。", "3.量化还要提高。"]
    assert [each.kind for each in told] == ["新增", "更新"]


def test_both_changed_the_same_clause() -> None:
    base, mine, theirs = lines("评价等级为优。"), lines("评价等级为优秀。"), lines("评价等级为良。")
    result, told = run(base, mine, theirs)
    assert result == mine
    assert told == (Told("冲突", "评价等级为优。", "评价等级为优秀。", "评价等级为良。"),)


def test_a_new_item_stands_behind_the_one_it_follows() -> None:
    base = lines("职能：", "1.第一项工作。", "2.第二项任务。", "机构：")
    mine = lines("职能：", "1.第一项工作。", "2.第二项任务。", "本段为人工补充。", "机构：")
    theirs = lines("职能：", "1.第一项工作。", "2.第二项任务。", "3.另有一条。", "机构：")
    result, told = run(base, mine, theirs)
    assert texts(result)[2:] == ["2.第二项任务。", "3.另有一条。", "本段为人工补充。", "机构："]
    assert told == (Told("新增", "", "", "3.另有一条。"),)


def test_the_other_branch_stands_where_the_first_stood() -> None:
    base = lines("得分如下。", "各项指标均未扣分。", "见下表。")
    mine = lines("得分如下。", "人工写的一段话。", "各项指标均未扣分。", "见下表。")
    theirs = lines("得分如下。", "共有两个项目失分，理由有二：", "见下表。")
    result, told = run(base, mine, theirs)
    assert texts(result) == ["得分如下。", "人工写的一段话。", "共有两个项目失分，理由有二：", "见下表。"]
    assert {each.kind for each in told} == {"新增", "删去"}


def test_what_is_no_longer_generated_stays_where_staff_changed_it() -> None:
    base = lines("得分如下。", "各项指标均未扣分。", "见下表。")
    mine = lines("得分如下。", "各项指标均未扣分，值得肯定。", "见下表。")
    result, told = run(base, mine, lines("得分如下。", "见下表。"))
    assert result == mine
    assert told == (Told("保留", "各项指标均未扣分。", "各项指标均未扣分，值得肯定。", ""),)


def test_what_staff_deleted_stays_deleted_and_is_told_when_it_changes() -> None:
    base = lines("甲段说明情况。", "乙段写明原因为冻结。", "丙段。")
    mine = lines("甲段说明情况。", "丙段。")
    assert run(base, mine, base) == (mine, ())
    result, told = run(base, mine, lines("甲段说明情况。", "乙段写明原因为结转。", "丙段。"))
    assert result == mine
    assert [each.kind for each in told] == ["已删"]


def test_a_moved_paragraph_keeps_up_with_the_workbook() -> None:
    base = lines("第一段讲收入情况。", "第二段讲支出完成情况良好，按期办结。", "第三段讲项目。")
    mine = (base[1], base[0], base[2])
    theirs = (base[0], *lines("第二段讲支出完成情况一般，按期办结。"), base[2])
    result, _ = run(base, mine, theirs)
    assert texts(result) == [
        "第二段讲支出完成情况一般，按期办结。",
        "第一段讲收入情况。",
        "第三段讲项目。",
    ]


def test_a_paragraph_the_template_moved_is_not_doubled_by_an_edit() -> None:
    base = lines("第一段讲收入情况。", "第二段讲支出完成情况良好，按期办结。", "第三段讲项目的管理。")
    mine = (base[0], *lines("第二段讲支出完成情况良好，都按期办结。"), base[2])
    result, _ = run(base, mine, (base[1], base[0], base[2]))
    assert sorted(texts(result)) == sorted(texts(mine))


@pytest.mark.parametrize("edited_first", [False, True])
def test_rows_that_moved_down_take_their_figures_along(edited_first) -> None:
    """A figure staff wrote over stays in its row though the row's number, and so its key, changed."""

    def row(number: str, name: str, value: str, base: str | None = None):
        slot = Slot(f"项目表第{number}行预算|元", value, base or value)
        return ((paragraph(name),), (Paragraph((slot,)),))

    base = (Table((row("1", "信息化建设", "50"), row("2", "窗口运维", "70"))),)
    hand = "77" if edited_first else "70"
    mine = (Table((row("1", "信息化建设", "50"), row("2", "窗口运维", hand, "70"))),)
    theirs = (Table((row("1", "信息化建设", "51"), row("2", "数据采购", "60"), row("3", "窗口运维", "71"))),)
    result, told = run(base, mine, theirs)
    assert [each.kind for each in told] == ["新增"]
    rows = result[0].rows
    assert [text_of(cell[0]) for cell, _ in rows] == ["信息化建设", "数据采购", "窗口运维"]
    (slot,) = rows[2][1][0].words
    assert slot == Slot("项目表第3行预算|元")
    assert (slot.text, slot.base) == (hand, "70")


def test_a_table_with_another_column_keeps_it() -> None:
    def table(*rows: tuple[str, ...]) -> Table:
        return Table(tuple(tuple((paragraph(cell),) for cell in row) for row in rows))

    base = (table(("一项", "50"), ("二项", "60")),)
    mine = (table(("一项", "50", "备注"), ("二项", "60", "备注")),)
    theirs = (table(("一项", "50"), ("二项", "61")),)
    result, told = run(base, mine, theirs)
    assert result == mine
    assert [each.kind for each in told] == ["冲突"]


def test_retyped_figures_are_known_again() -> None:
    base = (paragraph("收入{收入|元}元，支出{支出|元}元。", **{"收入|元": "19563574.39", "支出|元": "5"}),)
    mine = lines("收入19563574.39元，支出5元。")
    theirs = (paragraph("收入{收入|元}元，支出{支出|元}元。", **{"收入|元": "7", "支出|元": "6"}),)
    result, told = run(base, mine, theirs)
    assert result == theirs
    assert not told


def test_a_long_figure_in_a_rewritten_clause_is_known_again() -> None:
    base = (paragraph("收入数为{收入|元}元，情况良好。", **{"收入|元": "19563574.39"}),)
    mine = lines("本年收入达到19563574.39元，情况良好。")
    theirs = (paragraph("收入数为{收入|元}元，情况良好。", **{"收入|元": "20000000"}),)
    (result,), told = run(base, mine, theirs)
    assert [p.key for p in result.words if isinstance(p, Slot)] == ["收入|元"]
    assert text_of(result) == text_of(mine[0])
    assert not told
    assert run(base, mine, base) == (mine, ())


@pytest.mark.parametrize(
    "text",
    [
        "本年收入达到19563574.39元，上年19563574.39元。",
        "本年收入达到19563574.39万元。",
        "本年收入达到119563574.39元。",
        "本年收入达到19563574.4元。",
    ],
)
def test_a_figure_is_not_known_where_it_may_be_another(text) -> None:
    base = (paragraph("收入数为{收入|元}元，情况良好。", **{"收入|元": "19563574.39"}),)
    theirs = (paragraph("收入数为{收入|元}元，情况良好。", **{"收入|元": "20000000"}),)
    (result,), _ = run(base, lines(text), theirs)
    assert not [p for p in result.words if isinstance(p, Slot)]


@pytest.mark.parametrize(
    ("mine", "conflict"),
    [
        ("支出数为1956.36万元，收入数为{b}元。", 1),
        ("支出数为19563574.30元，收入数为{b}元。", 1),
        ("支出数见附表，收入数为{b}元。", 0),
        ("收入数为{b}元。", 0),
        ("支出{a}元，收入数为{b}元。", 0),
        ("支出数为{a}元，收入数为7元。", 0),
    ],
)
def test_a_number_typed_in_place_of_a_figure_that_changed_is_a_conflict(mine: str, conflict: int) -> None:
    """Its control is gone with it: it stays, and is told; words without numbers are no conflict."""
    words = "支出数为{a}元，收入数为{b}元。"
    base, theirs = paragraph(words, a="19563574.39", b="5"), paragraph(words, a="20000000.50", b="5")
    own = paragraph(mine, a="19563574.39", b="5")
    blocks, told = run((base,), (own,), (theirs,))
    assert [each.kind for each in told] == ["冲突"] * conflict
    assert texts(blocks) == texts((own,))
    assert run((theirs,), blocks, (theirs,))[1] == ()


def test_clauses_put_together_are_the_words() -> None:
    words = paragraph("（一）甲，{乙}。丙\n丁").words
    assert [plain(each) for each in clauses(words)] == ["（一）", "甲，", "100。", "丙\n", "丁"]
    assert tuple(piece for each in clauses(words) for piece in each) == words


def test_words_come_in_around_a_figure_staff_wrote_over() -> None:
    base = (paragraph("支出{甲}元，良好。"),)
    mine = (Paragraph((*"支出", Slot("甲", "77", "100"), *"元，良好。")),)
    result, told = run(base, mine, (paragraph("全年支出数为{甲}元，良好。", 甲="105"),))
    assert texts(result) == ["全年支出数为77元，良好。"]
    assert [each.kind for each in told] == ["更新"]
    result, told = run(base, mine, lines("没有支出，良好。"))
    assert result == mine
    assert [each.kind for each in told] == ["冲突"]


def test_what_staff_commented_on_is_not_taken_away() -> None:
    base = lines("得分如下。", "各项指标均未扣分。")
    mine = (base[0], Paragraph(base[1].words, marked=True))
    result, told = run(base, mine, base[:1])
    assert texts(result) == texts(base)
    assert [each.kind for each in told] == ["保留"]


def test_long_documents_with_nothing_in_common_are_both_kept() -> None:
    """Hundreds of lines with nothing in common: all of them stand."""
    base = lines(*(f"旧{n}段。" for n in range(400)))
    mine = lines(*(f"手写第{n}行。" for n in range(400)))
    theirs = lines(*(f"新文{n}处。" for n in range(400)))
    result, _ = run(base, mine, theirs)
    assert set(mine) <= set(result)
    assert set(theirs) <= set(result)
