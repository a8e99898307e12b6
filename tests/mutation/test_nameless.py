"""Where all names are lost and every field was found again, a fault is as loud as with the names."""

from __future__ import annotations

import pytest

from xltools.checking import check_workbook
from xltools.core.model import Workbook
from xltools.engines import choose

from .draft import Draft
from .harvest import ground

ENGINE = choose("auto")


def errors(book: Workbook) -> set[tuple[str, str]]:
    """Rule and first cell of each failed 错误 that is not about the form."""
    findings = check_workbook(book, ground().standard, ENGINE).findings
    return {
        (f.rule, str(f.places[0]))
        for f in findings
        if f.outcome == "不通过" and f.level == "错误" and ground().standard.rule[f.rule].compare != "版式"
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("人员经费_决算", 4280001.3), ("服务采购金额", 1200001), ("项目支出_决算", "约三百万")],
)
def test_a_fault_without_names(field: str, value: object) -> None:
    """The same 错误 at the same cells, with the names and without."""
    draft = Draft(ground().workbook)
    draft.put(ground().record.data[field].place, value)  # type: ignore[arg-type]
    book = draft.done()
    bare = Draft(book)
    bare.names(lambda name: name if name.name.startswith("xltools") else None)
    assert errors(book)
    assert errors(bare.workbook) == errors(book)
