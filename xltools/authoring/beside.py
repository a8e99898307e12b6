"""What lies beside a case's workbook: grids named 附表：… are attached forms, 佐证材料文件夹 the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import get_args

from xltools.core.attachments.attached import Entry, Form, Near
from xltools.core.evidence import FOLDER, Evidence, File, State
from xltools.core.rule_page import Case, Grid, Page, fault

EVIDENCE = f"{FOLDER}文件夹"
ATTACHED = "附表："

#: Columns of a grid of attached forms that say whose a form is; its other columns are its fields.
_WHOSE = ("文件", "预算编码", "单位名称", "评价年度")
_FILE = ("文件", "情况", "内容")
_MONEY = "元"


def is_beside(grid: Grid) -> bool:
    """Whether a grid is about what lies beside the workbook."""
    return grid.table == EVIDENCE or grid.table.startswith(ATTACHED)


def attached_forms(case: Case) -> Near:
    """The forms that lie with the workbook alone."""
    grids = (grid for grid in case.grids if grid.table.startswith(ATTACHED))
    return Near(own=tuple(form for grid in grids for form in _forms(grid)))


def _forms(grid: Grid) -> Iterator[Form]:
    for row in grid.rows:
        cells = dict(zip(grid.headings, row, strict=True))
        entries = {name: _entry(text) for name, text in cells.items() if name not in _WHOSE}
        path, year = cells.get("文件", ""), cells.get("评价年度", "")
        yield Form(
            path,
            sha256(path.encode()).hexdigest(),
            grid.table.removeprefix(ATTACHED),
            cells.get("预算编码", ""),
            cells.get("单位名称", ""),
            int(year) if year.isdigit() else None,
            entries,
        )


def _entry(text: str) -> Entry:
    """A cell of a form: blank, an amount (with 元), a number or a text."""
    if not text:
        return Entry("", "没有填")
    try:
        number = Decimal(text.removesuffix(_MONEY).replace(",", ""))
    except InvalidOperation:
        return Entry(text)
    return Entry(number, yuan=Decimal(1) if text.endswith(_MONEY) else None)


def evidence_of(page: Page, case: Case) -> Evidence | None:
    """What was seen in the folder of evidence; None where the case says nothing of it."""
    grid = next((each for each in case.grids if each.table == EVIDENCE), None)
    if grid is None:
        return None
    files = []
    for line, row in enumerate(grid.rows, grid.line + 2):
        cells = dict(zip(grid.headings, row, strict=True))
        if not set(cells) <= set(_FILE) or cells.get("情况", "完好") not in get_args(State):
            raise fault(
                page.number, line, f"表头可用{'、'.join(_FILE)}；情况可写{'、'.join(get_args(State))}"
            )
        files.append(_file(cells))
    return Evidence(FOLDER, tuple(files))


def _file(cells: Mapping[str, str]) -> File:
    """One file; two with the same 内容 are copies of each other."""
    content = cells.get("内容") or cells["文件"]
    state: State = cells.get("情况") or "完好"  # type: ignore[assignment]
    return File(cells["文件"], 0 if state == "空" else 1000, sha256(content.encode()).hexdigest(), state)
