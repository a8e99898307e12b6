"""Workbooks at addresses give what the same workbooks in a folder give; what cannot be brought is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fsspec", reason="没有安装 xltools[cluster]")

import fsspec
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.bench.copies import make_copies
from xltools.attaching import Run
from xltools.cli import execute
from xltools.core.errors import InputError, UsageError
from xltools.extracting import taking
from xltools.fetching import Named, fetching, listed
from xltools.readers.remote import address_of, brought, is_address
from xltools.runner import examine
from xltools.workers import local

WORKBOOKS = Path(__file__).parents[2] / "workbooks/湛江2022"
SAMPLE = WORKBOOKS / "湛江市公共资源交易中心(示例).xlsx"


@pytest.fixture
def memory() -> Iterator[str]:
    """The address of an empty folder that only this process has."""
    fsspec.filesystem("memory").rm("/", recursive=True) if fsspec.filesystem("memory").ls("/") else None
    yield "memory://报送"
    fsspec.filesystem("memory").store.clear()


@contextmanager
def _here(files: int) -> Iterator[Run]:
    """Nobody but the process itself, whose memory nobody else has."""

    def run(function: Callable[..., Any], *columns: Iterable[Any], instead: object) -> Iterator[Any]:
        return map(function, *columns)

    yield run


def _findings(results: Iterator[object]) -> list[tuple[object, ...]]:
    """What of each file must not depend on where it lies."""
    files = (each.extract for each in results)  # type: ignore[attr-defined]
    return [(Path(f.path).name, f.sha256, f.verdict, f.error, f.findings, f.alike) for f in files]


@pytest.mark.parametrize("path", ["s3://a/b", "s3:/a/b", "file:///x", "memory://x"])
def test_what_is_an_address(path: str) -> None:
    """Also after it went through a path, and it comes out of there as it was."""
    assert is_address(path)
    assert is_address(Path(path))
    assert address_of(Path(path)) == path.replace("s3:/a", "s3://a").replace("s3:///", "s3://")


@pytest.mark.parametrize("path", ["C:/x", "C:\\x", "/a/b", "a/b", "a", "a:b"])
def test_what_is_none(path: str) -> None:
    """Paths of this machine, drives among them, stay what they are."""
    assert not is_address(path)
    assert address_of(path) == path


@pytest.mark.parametrize("jobs", [1, 2])
def test_as_in_a_folder(tmp_path: Path, jobs: int) -> None:
    """Evidence folders, attached forms, the lot: findings are those of the same files in their folder."""
    folder = shutil.copytree(WORKBOOKS, tmp_path / "报送")
    there = Path(f"file://{folder}")
    here = sorted(listed(there).workbooks)
    paths = [Path("/", *path.parts[1:]) for path in here]
    expected = _findings(examine(paths, None, taking(), local(jobs)))
    found = list(examine(here, None, Named(taking()), fetching(local(jobs))))
    assert len(found) > 3
    assert any(each.extract.form for each in found)
    assert _findings(iter(found)) == expected
    assert all(each.extract.path.startswith("file:///") for each in found)
    assert all(each.extract.source.path == each.extract.path for each in found)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``consolidate file:///…`` sums up with the roster there, and records files by their addresses."""
    monkeypatch.chdir(tmp_path)
    folder = shutil.copytree(WORKBOOKS, tmp_path / "报送")
    assert execute(["consolidate", str(folder), "-o", "甲.xlsx"]) == 0
    assert execute(["consolidate", f"file://{folder}", "-o", "乙.xlsx", "--ledger", "台账.db"]) == 0
    one, other = (load_workbook(tmp_path / name, data_only=True)["汇总表"] for name in ("甲.xlsx", "乙.xlsx"))
    assert [[c.value for c in row] for row in one.rows] == [[c.value for c in row] for row in other.rows]
    sheets = load_workbook(tmp_path / "乙.xlsx").worksheets
    texts = {cell.value for sheet in sheets for row in sheet.rows for cell in row}
    assert f"file://{folder}/湛江市政务服务数据管理局本级.xlsx" in texts
    assert not any("file:" in (cell.hyperlink.target or "") for sheet in sheets for cell in _linked(sheet))


def _linked(sheet: Worksheet) -> list[Cell]:
    return [cell for row in sheet.rows for cell in row if cell.hyperlink]


def test_in_memory(memory: str, tmp_path: Path) -> None:
    """Any file system of fsspec will do; what lies among evidence is told apart, what is broken named."""
    system = fsspec.filesystem("memory")
    for copy in make_copies(SAMPLE, 3, tmp_path):
        system.pipe(f"/报送/县/{copy.name}", copy.read_bytes())
    system.pipe("/报送/县/坏.xlsx", b"no workbook")
    system.pipe("/报送/县/佐证材料/表.xlsx", b"evidence")
    found = listed(Path(memory))
    assert [each.name for each in found.evidence] == ["表.xlsx"]
    taken = [each.extract for each in examine(found.workbooks, None, Named(taking()), fetching(_here))]
    assert {Path(each.path).name: each.error is None for each in taken} == {
        "坏.xlsx": False,
        **{f"{SAMPLE.stem}-{number:05d}.xlsx": True for number in (1, 2, 3)},
    }
    assert all(each.path.startswith("memory://报送/县/") for each in taken)


def test_what_goes_away_before_it_is_brought(memory: str, tmp_path: Path) -> None:
    """The file is 无法读取 with a reason and a remedy; the others are checked."""
    system = fsspec.filesystem("memory")
    for copy in make_copies(SAMPLE, 3, tmp_path):
        system.pipe(f"/报送/{copy.name}", copy.read_bytes())
    workbooks = listed(Path(memory)).workbooks
    system.rm(f"/报送/{workbooks[1].name}")
    taken = [each.extract for each in examine(workbooks, None, Named(taking()), fetching(_here))]
    assert [each.verdict == "无法读取" for each in taken] == [False, True, False]
    code, message, fix = taken[1].error or ("", "", "")
    assert code == "fetch"
    assert "没有取到" in message
    assert "再运行一次" in fix


def test_evidence_that_cannot_be_looked_at_is_open(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder beside a workbook cannot be listed, what its list names is 未判, never a pass."""
    from fsspec.implementations.memory import MemoryFileSystem

    fsspec.filesystem("memory").pipe("/报送/表.xlsx", SAMPLE.read_bytes())

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "拒绝访问")

    workbooks = listed(Path(memory)).workbooks
    monkeypatch.setattr(MemoryFileSystem, "ls", denied)
    (taken,) = examine(workbooks, None, Named(taking()), fetching(_here))
    told = [each for each in taken.extract.findings if "拒绝访问" in each.message]
    assert [each.outcome for each in told] == ["未判"]


def test_no_name_leads_out_of_the_private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with .. at an address is refused before anything is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match=r"\.\."), brought(Path("memory://a/../../x.xlsx")):
        pass


def test_what_nobody_here_can_reach() -> None:
    """A scheme without its package, and a place without files, are told of with what to do."""
    with pytest.raises(UsageError, match="不能读 s3://") as caught:
        listed(Path("s3://bucket/报送"))
    assert "s3fs" in caught.value.fix
    with pytest.raises(UsageError, match="不能读 abc://"):
        listed(Path("abc://bucket"))
    with pytest.raises(InputError, match="没有文件"):
        listed(Path("memory://这里没有"))


def test_run_wants_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """``run`` writes reports and returns beside the summary, and says that it cannot do so for addresses."""
    assert execute(["run", "file:///tmp/没有"]) == 2
    assert "run 要写报告" in capsys.readouterr().err
