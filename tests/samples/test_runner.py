"""Files in, checked files out: what is found, what is passed over, and that one never stops the others."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.core.altered import standard
from tests.form.books import CLEAN, SAMPLES, SEED, SICHUAN
from xltools import resources
from xltools.core.errors import EngineRefused, InputError, OutputError, StandardError, UsageError
from xltools.core.model import Checked, Workbook
from xltools.engines.base import Answers
from xltools.engines.formualizer import Formualizer
from xltools.runner import check_file, check_files, load_standard, workbooks_in
from xltools.writers.form import build_form


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A department's folder: two good workbooks, one deep, among everything else that lies about."""
    (tmp_path / "下属" / "二级").mkdir(parents=True)
    shutil.copy(CLEAN, tmp_path / "乙.xlsx")
    shutil.copy(SEED, tmp_path / "下属" / "二级" / "甲.XLSX")
    for name in (
        "~$乙.xlsx",
        ".~lock.乙.xlsx#",
        ".xltools-abc.xlsx",
        "名册.xlsx",
        "汇总.xlsx",
        "说明.docx",
        "乙.xls.txt",
    ):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "文件夹.xlsx").mkdir()
    return tmp_path


def one(path: Path, name: str | None = None) -> Checked:
    """One file, checked."""
    return check_file(path, name, Formualizer())


def test_workbooks_are_found_at_any_depth(folder: Path) -> None:
    """Units' workbooks only, in a fixed order: no lock files, no roster, no outputs of ours, no folders."""
    found = workbooks_in([folder])
    assert [path.relative_to(folder).as_posix() for path in found] == ["下属/二级/甲.XLSX", "乙.xlsx"]


def test_a_file_named_twice_is_checked_once(folder: Path) -> None:
    """A file and its folder together; a file named outright is taken whatever it is called."""
    odd = folder / "~$乙.xlsx"
    assert workbooks_in([folder / "乙.xlsx", folder, odd, odd]) == [
        folder / "乙.xlsx",
        folder / "下属" / "二级" / "甲.XLSX",
        odd,
    ]


def test_a_folder_with_no_workbook(tmp_path: Path) -> None:
    """An empty folder is an error that names it and says where a form comes from."""
    (tmp_path / "~$表.xlsx").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        workbooks_in([tmp_path])
    assert caught.value.code == "no-workbook"
    assert str(tmp_path) in caught.value.message
    assert caught.value.fix


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """A mistyped path is named."""
    with pytest.raises(UsageError, match="没有这个"):
        workbooks_in([tmp_path / "没有这个"])


def test_an_unknown_standard_names_those_there_are() -> None:
    """Before any file is read; both standards of the project are listed."""
    with pytest.raises(UsageError) as caught:
        load_standard("火星2022")
    assert "火星2022" in caught.value.message
    assert all(name in caught.value.fix for name in ("四川", "湛江2022"))
    with pytest.raises(UsageError):
        list(check_files([CLEAN], "火星2022"))


def test_a_standard_may_be_a_folder(tmp_path: Path) -> None:
    """A standard under work is used by its path."""
    shutil.copytree(resources.standard_folder("四川"), tmp_path / "我市")
    assert load_standard(str(tmp_path / "我市")).name == "我市"
    assert one(SICHUAN, str(tmp_path / "我市")).verdict == "通过"


def test_each_workbook_says_its_standard() -> None:
    """Without --standard each file is judged by the one it was made from."""
    for path, name in SAMPLES:
        assert one(path).standard == name


def corrupt(path: Path) -> Path:
    """A file that is no workbook, by several ways of not being one."""
    path.write_bytes(b"\xff\xd8\xff not a workbook")
    return path


def foreign(path: Path) -> Path:
    """A workbook of another make."""
    openpyxl.Workbook().save(path)
    return path


def of_another_place(path: Path) -> Path:
    """A form of a standard that is not here."""
    book = openpyxl.load_workbook(CLEAN)
    book.defined_names["xltools_规范"].attr_text = '"火星2022"'
    book.save(path)
    return path


def truncated(path: Path) -> Path:
    """The clean sample, half of it."""
    path.write_bytes(CLEAN.read_bytes()[:20_000])
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (corrupt, ""),
        (truncated, ""),
        (foreign, "没有注明规范"),
        (of_another_place, "火星2022"),
    ],
)
def test_a_file_that_cannot_be_checked_is_said_and_the_others_are_done(
    tmp_path: Path, make, says: str
) -> None:
    """无法读取 with a code, a Chinese sentence and a remedy; its neighbours are checked in their order."""
    bad = make(tmp_path / "坏.xlsx")
    before = bad.read_bytes()
    results = list(check_files([SEED, bad, CLEAN]))
    assert [result.verdict for result in results] == ["不通过", "无法读取", "通过"]
    assert [result.path for result in results] == [str(SEED), str(bad), str(CLEAN)]
    assert results[1].error is not None
    code, message, fix = results[1].error
    assert code
    assert says in message
    assert any("\u4e00" <= letter <= "\u9fff" for letter in message)
    assert fix
    assert results[1].record is None
    assert bad.read_bytes() == before


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_faulty_standard_is_no_fault_of_the_files(tmp_path: Path, monkeypatch, jobs: int) -> None:
    """A workbook whose standard cannot be read: the standard is told of, once, and no file is called bad."""
    faulty = tmp_path / "湛江2022" / "规范.xlsx"
    shutil.copytree(resources.standard_folder("湛江2022"), faulty.parent)
    book = openpyxl.load_workbook(faulty)
    del book["规则"]
    book.save(faulty)
    monkeypatch.setenv(resources.ENVIRONMENT, str(tmp_path))
    with pytest.raises(StandardError, match="湛江2022"):
        list(check_files([CLEAN, SEED], jobs=jobs))


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    """jobs=2 gives what jobs=1 gives, in the same order, an unreadable file among them."""
    paths = [SEED, corrupt(tmp_path / "坏.xlsx"), CLEAN, SICHUAN, SEED]
    serial, parallel = (list(check_files(paths, jobs=jobs)) for jobs in (1, 2))
    assert parallel == serial
    assert [result.verdict for result in serial] == ["不通过", "无法读取", "通过", "通过", "不通过"]


def test_inputs_are_never_altered(folder: Path) -> None:
    """Checking leaves every byte of every file as it was, and no new file."""
    before = {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }
    results = list(check_files(workbooks_in([folder])))
    after = {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }
    assert after == before
    assert {result.path: result.sha256 for result in results} == {
        str(path): before[path] for path in workbooks_in([folder])
    }


class Refusing:
    """An engine that will not be trusted with anything."""

    name = "refusing"

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:  # noqa: ARG002
        """Refuse."""
        raise EngineRefused("有公式不能可靠计算", fix="需在 Excel 中重算")


def test_a_workbook_no_engine_takes_is_not_passed() -> None:
    """The clean sample with no engine: 需核实, every rule 未判, the reason and the remedy kept."""
    result = check_file(CLEAN, None, Refusing())
    assert result.verdict == "需核实"
    assert result.error == ("needs-excel", "有公式不能可靠计算", "需在 Excel 中重算")
    assert result.count("未判") > 50
    assert result.count("错误") == result.count("核实") == 0


@pytest.mark.parametrize("where", ["文件/表.xlsx", "."])
def test_an_output_that_cannot_be_written(tmp_path: Path, where: str) -> None:
    """A folder that is a file, a file that is a folder: said in Chinese, nothing left behind."""
    (tmp_path / "文件").write_bytes(b"x")
    with pytest.raises(OutputError) as caught:
        build_form(standard("四川"), tmp_path / where)
    assert "不能写入" in caught.value.message
    assert caught.value.fix
    assert sorted(path.name for path in tmp_path.iterdir()) == ["文件"]


def test_an_output_replaces_the_old_file_whole(tmp_path: Path) -> None:
    """A file is written beside and renamed: the old one stays until the new one is whole."""
    out = tmp_path / "深" / "表.xlsx"
    build_form(standard("四川"), out, unit="甲")
    build_form(standard("四川"), out, unit="乙")
    assert [path.name for path in out.parent.iterdir()] == ["表.xlsx"]
    assert openpyxl.load_workbook(out)["封面"]["C3"].value == "乙"
