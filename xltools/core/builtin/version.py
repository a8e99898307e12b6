"""表样版本: was the form built from this version of this standard, and if not, what differs."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.layout import CHECK_COLUMN
from xltools.core.locating.fingerprint import fingerprint
from xltools.core.messages import inner
from xltools.core.model import Finding
from xltools.core.names import FORM_NAME, STANDARD_NAME
from xltools.core.refs import parse_area
from xltools.core.standard import Rule

#: How many differences a sentence names before it says how many there are.
NAMED = 5


def version(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """A workbook that names no standard, and a form of another standard or another version of this one."""
    texts = {name.name: name.text.strip('"') for name in seen.workbook.names if name.sheet is None}
    said, built, own = texts.get(STANDARD_NAME, ""), texts.get(FORM_NAME, ""), seen.standard.name
    if not said:
        problem = f"工作簿没有注明规范，按表头和项目名称认作“{own}”；请核对是否用了下发的空白表"
        yield finding(rule, None, None, own, problem)
    if built == fingerprint(seen.standard):
        return
    lacking, beyond = _lacking(seen), _beyond(seen)
    if built or lacking or beyond:
        parts = [f"缺少{_said(lacking)}" if lacking else "", f"多出{_said(beyond)}" if beyond else ""]
        what = "；".join(part for part in parts if part) or "位置、公式或给定内容不同"
        which = f"是规范“{said}”的，不是“{own}”的" if said not in ("", own) else f"不是“{own}”的现行版本"
        yield finding(rule, None, None, own, f"表样{which}：{what}")


def _said(names: list[str]) -> str:
    said = "、".join(f"“{inner(name)}”" for name in names[:NAMED])
    return said if len(names) <= NAMED else f"{said}等{len(names)}项"


def _lacking(seen: Seen) -> list[str]:
    """What this version has and the workbook never had: neither its name, broken or not, nor its words."""
    had = {name.name for name in seen.workbook.names}
    layout, found = seen.layout, dict.fromkeys(seen.located.cells, True)
    lost = [name for name in seen.located.lost if name not in had]
    columns = {name for name in lost if name not in layout.cells}
    lacking: dict[str, None] = dict.fromkeys(columns)
    for name in lost:
        cell = layout.cells.get(name)
        if cell is None or f"{cell.table}_{cell.field.name}" in columns:
            continue
        row = any(found.get(other) for other, each in layout.cells.items() if each.stem == cell.stem != "")
        label = f"{cell.field.label}({cell.measure})" if cell.measure else cell.field.label
        lacking[name if row else cell.stem or label] = None
    return list(lacking)


def _beyond(seen: Seen) -> list[str]:
    """Names of fields that this version does not have, on the sheets of the form."""
    layout = seen.layout
    known = {*layout.cells, *seen.standard.parameter, STANDARD_NAME, FORM_NAME}
    known |= {
        f"{name}_{column}" for name, t in layout.tables.items() for column in (*t.columns, CHECK_COLUMN)
    }
    sheets = {place.sheet for place in seen.located.cells.values()}
    sheets |= {area.sheet for area in seen.located.areas.values()}
    found: dict[str, bool] = {}
    for name in seen.workbook.names:
        area = (
            None if name.name in known or name.sheet or name.name.startswith("_") else parse_area(name.text)
        )
        if area is not None and area.sheet in sheets and area.first_column == area.last_column:
            found[name.name] = area.single
    whole = [name for name, single in found.items() if not single]
    return [*whole, *(name for name, single in found.items() if single)]
