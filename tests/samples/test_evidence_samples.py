"""Evidence through the whole check, with real files on disk: the samples, and folders in every state."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.evidence_forms import STANDARD, cell, row
from tests.form.books import CLEAN, FAULTY, SEED
from tests.readers import evidence_made as made
from xltools.cli import execute
from xltools.core.check import Prepared, conclude, prepare
from xltools.core.model import Checked, Finding
from xltools.engines.formualizer import Formualizer
from xltools.readers.evidence import judged, look
from xltools.runner import check_file, workbooks_in

EVIDENCE = CLEAN.parent / "佐证材料"
#: The rules about evidence.
RULES = ("R100", "R101", "R102")


def check(path: Path) -> Checked:
    """A file, checked as the commands do."""
    return check_file(path, None, Formualizer())


def of(checked: Checked, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in checked.findings if finding.rule == rule]


def copied(sample: Path, folder: Path) -> Path:
    """A sample alone with its evidence in another folder."""
    if (EVIDENCE / sample.stem).is_dir():
        shutil.copytree(EVIDENCE / sample.stem, folder / "佐证材料")
    return Path(shutil.copy(sample, folder))


def test_the_clean_sample_is_proved() -> None:
    """Every file of its list is there, opens and is its own; every indicator has what it asks for."""
    checked = check(CLEAN)
    assert [finding for finding in checked.findings if finding.rule in RULES] == []
    assert checked.record is not None
    assert len(checked.record.tables["佐证材料"]) >= 10
    kinds = {file.suffix for file in (EVIDENCE / CLEAN.stem).rglob("*.*")}
    assert kinds == {".pdf", ".png", ".docx", ".xlsx"}


def test_every_sample_file_is_an_example_and_small() -> None:
    """A few KB in all, each in order but the one that was cut short."""
    files = [file for file in EVIDENCE.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 60_000
    bad = [file.relative_to(EVIDENCE).as_posix() for file in files if judged(file.read_bytes(), file.name)[1]]
    assert bad == [f"{FAULTY.stem}/决算报表.pdf"]


def test_the_faulty_sample_lacks_some() -> None:
    """One file missing, one cut short, one not listed, one indicator not proved: each at its cell."""
    checked = check(FAULTY)
    missing, broken = of(checked, "R100")
    assert "采购/采购合同.pdf" in missing.message
    assert "决算报表.pdf" in broken.message
    assert (str(missing.places[0]), str(broken.places[0])) == ("佐证材料!E9", "佐证材料!E8")
    (stray,) = of(checked, "R101")
    assert "会议照片.png" in stray.message
    (unproved,) = of(checked, "R102")
    assert "公众或服务对象满意度" in unproved.message
    assert {finding.level for finding in (missing, broken, unproved)} == {"核实"}


def test_the_seed_says_nothing_of_evidence() -> None:
    """Its report was published without its evidence: one finding that 27 scores rest on nothing."""
    checked = check(SEED)
    assert [len(of(checked, rule)) for rule in RULES] == [0, 0, 1]
    (finding,) = of(checked, "R102")
    assert len(finding.places) == 27


def test_a_workbook_without_its_folder_is_not_passed(tmp_path: Path) -> None:
    """The list alone: one 未判 that names the folder to make and how many files; 需核实."""
    checked = check(Path(shutil.copy(CLEAN, tmp_path)))
    (finding,) = of(checked, "R100")
    assert (finding.outcome, checked.verdict) == ("未判", "需核实")
    assert "14个文件没有核对" in finding.message
    assert f"佐证材料/{CLEAN.stem}" in finding.message


@pytest.mark.parametrize("sample", [CLEAN, FAULTY, SEED])
def test_a_folder_beside_changes_nothing_else(sample: Path, tmp_path: Path) -> None:
    """All other findings are those of the workbook without any folder."""
    alone = check(Path(shutil.copy(sample, tmp_path)))
    (tmp_path / "有").mkdir()
    proved = check(copied(sample, tmp_path / "有"))
    assert [f for f in alone.findings if f.rule not in RULES] == [
        f for f in proved.findings if f.rule not in RULES
    ]


def test_the_commands_take_evidence_for_evidence(tmp_path: Path) -> None:
    """`run` on the samples' folder: no spreadsheet that lies among evidence is taken for a workbook."""
    assert not any(EVIDENCE in file.parents for file in workbooks_in([CLEAN.parent]))
    assert execute(["run", str(CLEAN.parent), "-o", str(tmp_path / "输出")]) == 0
    told = (tmp_path / "输出" / "审核结果.txt").read_text("utf-8")
    assert "无法读取" not in told
    assert "会议照片.png" in told


#: What may have become of a listed file.
STATES = ("在", "不在", "空", "没传完", "扩展名不符", "与下一个相同", "名称宽窄不同")
NAMES = [f"{n}（示例）.pdf" for n in range(6)]


@lru_cache(maxsize=1)
def _prepared() -> Prepared:
    from tests.core.forms import workbook

    listed = [row(name, title=f"材料{n}", number=str(n)) for n, name in enumerate(NAMES)]
    scores = {"执行_自评得分": 60, "效益_自评得分": 40}
    return prepare(workbook(STANDARD, scores, *listed), STANDARD)


def _written(folder: Path, states: Mapping[str, str], strays: int) -> None:
    """The listed files in their states, and some that are not listed."""
    folder.mkdir()
    for position, (name, state) in enumerate(states.items()):
        same = NAMES[(position + 1) % len(NAMES)]
        whole = made.pdf(same if state == "与下一个相同" else name)
        content = {
            "空": b"",
            "没传完": whole[:-30],
            "扩展名不符": made.jpeg()[:-2] + name.encode() + b"\xff\xd9",
        }
        if state != "不在":
            spelt = name.replace("（", "(") if state == "名称宽窄不同" else name
            (folder / spelt).write_bytes(content.get(state, whole))
    for number in range(strays):
        (folder / f"多{number}.png").write_bytes(made.png(str(number)))


@given(st.lists(st.sampled_from(STATES), min_size=len(NAMES), max_size=len(NAMES)), st.integers(0, 4))
@settings(max_examples=120, deadline=None)
def test_the_findings_are_the_truth(chosen: list[str], strays: int) -> None:
    """Whatever became of the listed files, each finding names just the cells of those it is true of."""
    states = dict(zip(NAMES, chosen, strict=True))
    with tempfile.TemporaryDirectory() as place:
        _written(Path(place) / "佐证材料", states, strays)
        evidence = look(Path(place) / "内存.xlsx", "", "测试")
    findings = conclude(replace(_prepared(), evidence=evidence), {}, [])[1]

    def cells(*which: str) -> set[object]:
        return {cell("文件", n) for n, state in enumerate(chosen) if state in which}

    found: dict[str, set[object]] = {}
    for finding in findings:
        word = next(word for word in WORDS if word in finding.message)
        assert word not in found
        found[word] = set(finding.places)
    truth = {"不在": cells("不在"), "是空的": cells("空"), "打不开": cells("没传完")}
    truth |= {"扩展名不符": cells("扩展名不符"), "内容相同": set(), "写法": cells("名称宽窄不同")}
    for n, state in enumerate(chosen):
        after = (n + 1) % len(NAMES)
        if state == "与下一个相同" and chosen[after] in ("在", "名称宽窄不同"):
            truth["内容相同"] |= {cell("文件", n), cell("文件", after)}
    assert found.pop("没有登记", None) == (set() if strays else None)
    assert found == {word: places for word, places in truth.items() if places}


#: The word by which each finding is known.
WORDS = ("没有登记", "不在", "是空的", "打不开", "扩展名不符", "内容相同", "写法")
