"""Letters about a review: one to each unit that has something to do, one account of the whole batch."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from tests.schema.validator import faults_of
from xltools.cli import cli
from xltools.core.letters.account import ROW_NAMES as ACCOUNT_NAMES
from xltools.core.letters.account import account_names
from xltools.core.letters.reply import ROW_NAMES, asks, reply_names
from xltools.core.letters.sender import Sender
from xltools.core.overview.overview import Overview, overview
from xltools.resources import ACCOUNT, REPLY, letter_template
from xltools.runner import check_files, load_standard, workbooks_in
from xltools.writers.letter import letter

_BOOKS = Path("workbooks/湛江2022")
_SENDER = Sender("示例市财政局", "示财绩函〔2023〕1号", dt.date(2023, 5, 6), dt.date(2023, 5, 15))


@pytest.fixture(scope="module")
def seen() -> Overview:
    """The samples of 湛江2022, checked."""
    checked = [each for each in check_files(workbooks_in([_BOOKS])) if each.standard == "湛江2022"]
    return overview(checked, {"湛江2022": load_standard("湛江2022")})


@pytest.fixture
def run() -> Callable[..., tuple[int, str]]:
    """Run a command line."""

    def run(*words: object) -> tuple[int, str]:
        result = CliRunner().invoke(cli, [str(word) for word in words])
        return result.exit_code, result.output

    return run


def words_of(path: Path) -> str:
    """All words of a document, tables too."""
    return _whole(path.read_bytes())


def test_every_problem_that_asks_something_is_listed_once(seen: Overview) -> None:
    """Errors, doubts and what could not be judged, numbered through; hints apart."""
    for unit in seen.units:
        names = reply_names(unit, seen, _SENDER)
        asked = names["需处理问题"]
        assert isinstance(asked, tuple)
        assert [row["序号"] for row in asked] == [str(n) for n in range(1, len(asked) + 1)]
        assert len(asked) == names["错误数"] + names["核实数"] + names["未判数"]  # type: ignore[operator]
        assert asks(unit) == bool(asked)


def test_the_account_counts_what_the_overview_counts(seen: Overview) -> None:
    """Units by verdict and findings by kind are those of the overview."""
    names = account_names(seen, _SENDER)
    assert names["问题数"] == len(seen.found)
    assert names["错误数"] == seen.counts["错误"]
    assert len(names["各单位"]) == len(seen.units) == names["单位数"]  # type: ignore[arg-type]


def test_a_letter_about_several_files_says_which(seen: Overview) -> None:
    """A cell of one of a unit's files is named with the file; standards side by side are told apart."""
    other = next(iter(check_files(workbooks_in([Path("workbooks/项目支出自评")]))))
    main = next(each for each in seen.checked if each.verdict == "不通过")
    assert other.record is not None
    assert main.record is not None
    same = replace(other.record, code=main.record.code, name=main.record.name)
    both = overview(
        (main, replace(other, record=same)),
        {name: load_standard(name) for name in ("湛江2022", "项目支出自评")},
    )
    names = reply_names(both.units[0], both, _SENDER)
    words = _whole(letter(names, ROW_NAMES, letter_template(REPLY, None)))
    assert f"（{Path(other.path).name}，项目自评表!" in words
    assert f"（{Path(main.path).name}，" in words
    assert "工作簿2份（规范：湛江2022、项目支出自评）" in words
    told = account_names(both, _SENDER)
    assert {row["规范"] for row in told["各规则"]} == {"湛江2022", "项目支出自评"}  # type: ignore[attr-defined]
    account = _whole(letter(told, ACCOUNT_NAMES, letter_template(ACCOUNT, None)))
    assert "扣分须有理由（项目支出自评）" in account


def test_the_counts_by_rule_add_up_to_the_counts_of_all(seen: Overview) -> None:
    """A rule's row says what its findings are, not only what the rule would be."""
    rows = account_names(seen, _SENDER)["各规则"]
    for kind, count in seen.counts.items():
        assert sum(row[kind] for row in rows) == count  # type: ignore[attr-defined]


def test_a_letter_names_no_kind_nobody_has_and_no_rule_twice(seen: Overview) -> None:
    """No “0条”, no rule's name before itself, no stops doubled."""
    for unit in seen.units:
        if asks(unit):
            words = _whole(letter(reply_names(unit, seen, _SENDER), ROW_NAMES, letter_template(REPLY, None)))
            assert "的0条" not in words
            assert not re.search(r"。。|、。|，。|；。|：。|（）|“”|None|请请", words)
            for row in reply_names(unit, seen, _SENDER)["需处理问题"]:  # type: ignore[attr-defined]
                assert not row["问题"].startswith(row["名称"])


def _whole(content: bytes) -> str:
    """All words of a letter."""
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_letters_are_written_and_valid(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """A letter to each unit that is asked something, none to the others; all valid by the schema."""
    said = ("--from", "示例市财政局", "--date", "2023-05-06", "--due", "2023-05-15")
    code, _ = run("letters", _BOOKS, "-o", tmp_path / "公文", *said)
    assert code == 0
    names = sorted(path.name for path in (tmp_path / "公文").glob("*.docx"))
    assert names == [
        "审核情况说明.docx",
        "湛江市人民政府行政服务中心(示例数据)-审核意见反馈函.docx",
        "湛江市政务服务数据管理局本级-审核意见反馈函.docx",
    ]
    words = words_of(tmp_path / "公文" / names[2])
    for said_there in ("采购金额68,854,763大于", "示例市财政局", "请于2023年5月15日前", "2023年5月6日"):
        assert said_there in words
    assert "【待填：" not in words.replace("【待填:文号】", "")
    assert not any(faults_of((tmp_path / "公文").glob("*.docx")).values())


def test_what_the_sender_left_out_is_marked(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Nothing is invented: sender, date and term are marked to be filled in."""
    run("letters", _BOOKS, "-o", tmp_path)
    words = words_of(tmp_path / "审核情况说明.docx")
    assert "【待填:审核单位】" in words
    assert "【待填:发函日期】" in words


def test_the_same_letters_are_the_same_bytes(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Two runs write the same; what somebody changed between them stays, the new one lies beside it."""
    run("letters", _BOOKS, "-o", tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.glob("*.docx")}
    changed = tmp_path / "审核情况说明.docx"
    document = Document(str(changed))
    document.add_paragraph("审核人补充的话。")
    document.save(str(changed))
    code, said = run("letters", _BOOKS, "-o", tmp_path)
    assert code == 0
    assert "有人改过，没有覆盖" in said
    assert "审核人补充的话。" in words_of(changed)
    second = {path.name: path.read_bytes() for path in tmp_path.glob("*.docx")}
    assert second.pop("审核情况说明(新).docx") == first.pop("审核情况说明.docx")
    del second["审核情况说明.docx"]
    assert second == first


def test_a_wrong_date_is_refused(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """A date that is none is told, and nothing is written."""
    code, said = run("letters", _BOOKS, "-o", tmp_path / "公文", "--date", "5月6日")
    assert code == 2
    assert "不是日期" in said
    assert not (tmp_path / "公文").exists()


def test_an_answer_due_before_the_letter_is_refused(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """No unit is asked to have answered already; nothing is written."""
    said_dates = ("--date", "2023-05-06", "--due", "2023-05-01")
    code, said = run("letters", _BOOKS, "-o", tmp_path / "公文", *said_dates)
    assert code == 2
    assert "回复期限 2023-05-01 早于发函日期 2023-05-06" in said
    assert not (tmp_path / "公文").exists()


def test_a_fault_of_a_template_is_told(
    run: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A standard's own template goes first, and an unknown name in it is said with its place."""
    document = Document()
    document.add_paragraph("{{ 单位名称 }}：{{ 审合单位 }}")
    (tmp_path / "公文").mkdir()
    document.save(str(tmp_path / "公文" / "审核意见反馈函.docx"))
    monkeypatch.setenv("XLTOOLS_TEMPLATES", str(tmp_path))
    code, said = run("letters", _BOOKS, "-o", tmp_path / "出")
    assert code == 2
    assert "审合单位" in said
    assert (tmp_path / "出" / "审核情况说明.docx").exists()
