"""``--html`` of consolidate and run: written whole, never over what is not ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from xltools.cli import execute

ROOT = Path(__file__).parents[2]
WORKBOOKS = ROOT / "workbooks" / "湛江2022"
ONE = "湛江市公共资源交易中心(示例).xlsx"


def _folder(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes((WORKBOOKS / name).read_bytes())
    return folder


def _data(path: Path) -> dict:
    (data,) = re.findall(r'(?s)id="data">(.*?)</script>', path.read_text(encoding="utf-8"))
    return json.loads(data)


@pytest.mark.parametrize(("command", "out"), [("consolidate", "汇总.xlsx"), ("run", "输出")])
def test_the_command_writes_it(
    command: str, out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page of the sample has its units, refers to the summary workbook, and links to the files."""
    folder = _folder(tmp_path, *(path.name for path in WORKBOOKS.glob("*.xlsx")))
    html = tmp_path / "网页" / "汇总.html"
    assert execute([command, str(folder), "-o", str(tmp_path / out), "--html", str(html)]) == 0
    assert "汇总.html" in capsys.readouterr().out
    data = _data(html)
    names = {path.stem.removesuffix("(示例)") for path in folder.glob("湛江*.xlsx")}
    assert names <= {name.removesuffix("(示例数据)") for name in data["units"]["name"]}
    folders = {data["words"][each[1]] for each in data["units"]["files"] if each}
    assert {(html.parent / each).resolve() for each in folders} == {folder.resolve()}
    name, place = data["workbook"]
    assert (html.parent / data["words"][place] / name).is_file()
    assert "%" in {unit for _, _, unit, _ in data["tiles"]}


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    """Two runs in two interpreters whose sets are ordered differently write the same page."""
    folder = _folder(tmp_path, *(path.name for path in WORKBOOKS.glob("*.xlsx")))
    pages = []
    for seed in ("1", "2"):
        html = tmp_path / "页.html"
        arguments = ["consolidate", str(folder), "-o", str(tmp_path / "汇总.xlsx"), "--html", str(html)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "xltools", *arguments]
        subprocess.run(command, check=True, env=environment, capture_output=True)  # noqa: S603
        pages.append(html.read_bytes())
    assert pages[0] == pages[1]


@pytest.mark.parametrize("html", ["汇总.xlsx", "页.txt", "报送/甲.xlsx", "别人的.html", "台账.html"])
def test_what_cannot_be_is_refused_before_the_work(
    html: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another output's place, another ending, a unit's workbook, a page not ours: exit 2, unharmed."""
    folder = _folder(tmp_path, ONE)
    (folder / ONE).rename(folder / "甲.xlsx")
    (tmp_path / "别人的.html").write_text("<p>别人的网页</p>", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    arguments = [
        "consolidate",
        str(folder),
        "-o",
        str(tmp_path / "汇总.xlsx"),
        "--html",
        str(tmp_path / html),
    ]
    assert execute([*arguments, "--ledger", str(tmp_path / "台账.html")]) == 2
    assert "处理" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_page_of_ours_is_written_anew(tmp_path: Path) -> None:
    """The next run replaces the page it wrote; a page is no workbook and never taken for a unit's."""
    folder = _folder(tmp_path, ONE)
    html = folder / "汇总.html"
    arguments = ["consolidate", str(folder), "-o", str(tmp_path / "汇总.xlsx"), "--html", str(html)]
    assert execute(arguments) == 0
    first = html.read_bytes()
    other = next(path for path in WORKBOOKS.glob("*.xlsx") if path.name not in (ONE, "名册.xlsx"))
    (folder / other.name).write_bytes(other.read_bytes())
    assert execute(arguments) == 0
    assert html.read_bytes() != first
    assert len(_data(html)["units"]["name"]) == 2


def test_without_a_readable_workbook_there_is_no_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing to sum up: no page, and that is said."""
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "坏.xlsx").write_bytes(b"PK")
    html = tmp_path / "汇总.html"
    assert execute(["consolidate", str(folder), "-o", str(tmp_path / "汇总.xlsx"), "--html", str(html)]) == 2
    assert "没有写" in capsys.readouterr().err
    assert not html.exists()


def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a folder is a file the page is not written; said in Chinese, no half file left."""
    folder = _folder(tmp_path, ONE)
    (tmp_path / "占位").write_text("x", encoding="utf-8")
    html = tmp_path / "占位" / "汇总.html"
    assert execute(["consolidate", str(folder), "-o", str(tmp_path / "汇总.xlsx"), "--html", str(html)]) == 2
    assert "占位" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.part"))
