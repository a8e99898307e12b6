from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltools.cli import execute
from xltools.core.consolidation.extract import extract
from xltools.core.definition import build
from xltools.core.errors import InputError, UsageError
from xltools.core.line import Line
from xltools.core.model import Checked, Finding, Record, Source, Value
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.extracting import Taken
from xltools.fetching import fetching  # noqa: F401  # before a fake stands in for the runner it imports
from xltools.workers import Workers


@dataclass(frozen=True)
class Ended:
    """How a command line ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Run a command line in this process."""
    for name in ("NO_COLOR", "FORCE_COLOR", "XLTOOLS_STANDARD"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Ended:
        code = execute(arguments)
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def make_finding() -> Callable[..., Finding]:
    """A failing finding; any part can be replaced."""

    def make(**changes: Any) -> Finding:
        parts: dict[str, Any] = {
            "rule": "R052",
            "level": "错误",
            "outcome": "不通过",
            "message": "自评得分合计与自评总分不相等",
            "places": (Place("评分表", 10, 14), Place("封面", 9, 3)),
            "field": "自评总分",
            "left": Decimal("33.61"),
            "right": Decimal(30),
            "difference": Decimal("3.61"),
            "tolerance": Decimal("0.005"),
            "basis": "SPEC R052",
            "fix": "核对各项得分",
        }
        return Finding(**{**parts, **changes})

    return make


@pytest.fixture
def make_checked() -> Callable[..., Checked]:
    """A checked file with these findings."""

    def make(*findings: Finding, name: str = "甲单位", path: str = "", verdict: str = "") -> Checked:
        path = path or f"{name}.xlsx"
        record = Record("样例", Source(path, "ab" * 32), "001", name, 2022, {}, {})
        worst = "不通过" if any(f.outcome == "不通过" for f in findings) else "通过"
        return Checked(path, "ab" * 32, "样例", "formualizer", verdict or worst, record, findings)  # type: ignore[arg-type]

    return make


@pytest.fixture
def unreadable() -> Checked:
    """A file that could not be read."""
    error = ("encrypted", "文件有打开密码", "在 Excel 中去掉密码后另存")
    return Checked("坏.xlsx", "", "样例", "", "无法读取", error=error)


SHEETS: dict[str, list[dict[str, Value]]] = {
    "说明": [{"项": "适用", "内容": "测试"}, {"项": "评价年度", "内容": "2022"}],
    "表样": [
        {"工作表": "封面", "块": "封面", "版式": "封面", "表题": "封面"},
        {"工作表": "自评表", "块": "收支", "版式": "竖表", "表题": "自评表", "块标题": "一、收支"},
        {"工作表": "佐证", "块": "佐证", "版式": "明细", "表题": "佐证材料", "空行数": 3, "方向": "横向"},
    ],
    "字段": [
        {
            "编号": "A01",
            "字段名": "单位名称",
            "标签": "单位名称",
            "工作表": "封面",
            "块": "封面",
            "类型": "文本",
            "必填": "是",
        },
        {
            "编号": "B01",
            "字段名": "支出",
            "标签": "支出合计",
            "工作表": "自评表",
            "块": "收支",
            "类型": "金额",
            "列口径": "预算、决算",
            "必填": "决算",
            "单位": "元",
            "小数位": 2,
            "汇总方式": "求和",
            "别名": "总支出",
        },
        {
            "字段名": "材料名称",
            "标签": "材料名称",
            "工作表": "佐证",
            "块": "佐证",
            "列口径": "逐行",
            "类型": "文本",
        },
    ],
    "指标": [
        {
            "编号": "A1",
            "一级指标": "执行",
            "二级指标": "支出",
            "三级指标": "完成率",
            "分值": 5,
            "类型": "定量正向",
            "评分标准": "按比例计分",
        }
    ],
    "参数": [{"名称": "满分", "值": 100, "类型": "数值", "依据": "依据乙"}],
    "规则": [
        {
            "编号": "R001",
            "名称": "支出不超预算",
            "启用": "是",
            "级别": "错误",
            "类别": "表内",
            "左式": "=支出_决算",
            "比较": "<=",
            "右式": "=支出_预算",
            "绝对容差": 0.01,
            "标注单元格": "支出_决算",
            "提示语": "决算{左}大于预算{右}",
            "改正指引": "核对",
            "依据": "依据甲",
        }
    ],
    "报告": [{"层级": 1, "标题": "基本情况", "必有": "是"}],
}


@pytest.fixture
def tiny() -> Standard:
    """A standard with one of everything."""
    lines = {
        sheet: [Line("样例", sheet, row, cells) for row, cells in enumerate(rows, 2)]
        for sheet, rows in SHEETS.items()
    }
    return build("样例", lines)


@dataclass
class FakeRunner:
    """What the commands ask of the runner, answered from ``results``."""

    results: Sequence[Checked] = ()
    standard: Standard | None = None
    asked: tuple[Any, ...] = ()
    error: BaseException | None = None

    def workbooks_in(self, paths: Sequence[Path]) -> list[Path]:
        """One path a result; a path named 没有 is not there, one named 空 holds nothing."""
        if self.error is not None:
            raise self.error
        if any(path.name == "没有" for path in paths):
            raise UsageError("没有这个路径:没有", fix="检查路径")
        if any(path.name == "空" for path in paths):
            raise InputError("没有找到工作簿", fix="检查文件夹")
        return [Path(each.path) for each in self.results]

    def check_files(
        self, paths: Sequence[Path], standard: str | None = None, *, jobs: int = 1
    ) -> Iterator[Checked]:
        """The results, in order."""
        self.asked = (tuple(paths), standard, jobs)
        wanted = {str(path) for path in paths}
        yield from (each for each in self.results if each.path in wanted)

    def examine(
        self, paths: Sequence[Path], standard: str | None, then: object, workers: Workers, *, known: object
    ) -> Iterator[Taken]:
        """The results as a summary takes them; each with its whole check."""
        assert callable(then)
        assert known is None
        self.asked = (tuple(paths), standard, workers)
        wanted = {str(path) for path in paths}
        for each in self.results:
            if each.path in wanted:
                yield Taken(extract(self.standard, each), checked=each)

    def load_standard(self, name: str) -> Standard:  # noqa: ARG002
        """The one standard."""
        if self.error is not None:
            raise self.error
        assert self.standard is not None
        return self.standard


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tiny: Standard) -> FakeRunner:
    """A runner that reads nothing."""
    fake = FakeRunner(standard=tiny)
    module: Any = types.ModuleType("xltools.runner")
    module.ROSTER = "名册.xlsx"
    module.workbooks_in = fake.workbooks_in
    module.check_files = fake.check_files
    module.examine = fake.examine
    module.load_standard = fake.load_standard
    monkeypatch.setitem(sys.modules, "xltools.runner", module)
    monkeypatch.setattr("xltools.resources.standards", lambda: ["样例"])
    return fake


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put functions in the place of a module's."""

    def put(name: str, **functions: Any) -> None:
        fake: Any = types.ModuleType(name)
        fake.__dict__.update(functions)
        monkeypatch.setitem(sys.modules, name, fake)

    return put
