"""Error values in fields: said once, where they first arise, with their cause in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltools.core.builtin.seen import Seen, all_data
from xltools.core.formulas.change import shortened
from xltools.core.formulas.tokens import tokens
from xltools.core.model import ErrorValue, Value
from xltools.core.refs import Place, parse_area

#: Why a formula gives an error.
_CAUSES: Mapping[str, str] = {
    "#DIV/0!": "除数为 0 或空白",
    "#REF!": "公式引用的单元格被删了",
    "#NAME?": "公式里的名称或函数不存在",
    "#VALUE!": "参加计算的有文字，不是数字",
    "#N/A": "要查找的内容找不到",
    "#NUM!": "算式没有结果，或结果太大",
    "#NULL!": "公式里两个区域之间缺逗号，没有交叉的单元格",
}
_TYPED = "填的是错误值，不是数"


def error_problems(seen: Seen) -> Mapping[Place, str]:
    """What to say of each field with an error of its own; those that merely hand one on are left out.

    So is a changed formula of the form, or a name of the form that is gone: those findings are the cause.
    Any other missing name is said at the first cell.
    """
    errors = {d.place: d.value for d, _, _, _ in all_data(seen) if isinstance(d.value, ErrorValue)}
    problems: dict[Place, str] = {}
    missing: set[tuple[str, ...]] = set()
    for place, error in errors.items():
        origin = _origin(seen, place, errors)
        if origin is None or (place in seen.changed and seen.asks("公式")):
            continue
        names = _missing_names(seen, origin) if error.code in ("#NAME?", "#REF!") else ()
        if names and (names in missing or _are_lost_fields(seen, names)):
            continue
        missing.add(names)
        problems[place] = _said(seen, place, origin, error, names)
    return problems


def _origin(seen: Seen, place: Place, errors: Mapping[Place, ErrorValue]) -> Place | None:
    """The cell in which a field's error first arises; None when that is another field's business."""
    met = {place}
    while True:
        before = [cell for cell in _with_errors(seen, place) if cell not in met]
        if any(cell in errors for cell in before):
            return None
        if not before:
            return place
        place = before[0]
        met.add(place)


def _with_errors(seen: Seen, place: Place) -> Iterator[Place]:
    """The cells a formula uses that hold an error."""
    needs = seen.dependence.needs.get(place)
    for area in () if needs is None else needs.areas:
        sheet = seen.sheets.get(area.sheet)
        if sheet is None:
            continue
        for row in range(area.first_row, min(area.last_row, max(area.first_row, len(sheet.values))) + 1):
            for column in range(area.first_column, min(area.last_column, area.first_column + 256) + 1):
                cell = Place(area.sheet, row, column)
                if isinstance(_value(seen, cell), ErrorValue):
                    yield cell


def _value(seen: Seen, place: Place) -> Value:
    return seen.computed[place] if place in seen.computed else seen.workbook.value(place)


def _missing_names(seen: Seen, place: Place) -> tuple[str, ...]:
    """The names in a cell's formula that the workbook does not define, or whose cells were deleted."""
    formula = seen.sheets[place.sheet].formulas.get((place.row, place.column), "")
    areas = ((name.name.upper(), name.text, parse_area(name.text)) for name in seen.workbook.names)
    known = {
        name for name, text, area in areas if (area.sheet in seen.sheets if area else "#REF!" not in text)
    }
    return tuple(dict.fromkeys(t.text for t in tokens(formula) if t.kind == "name" and t.text not in known))


def _are_lost_fields(seen: Seen, names: tuple[str, ...]) -> bool:
    """Whether missing names are all the form's own: that they are gone is another finding (版式)."""
    names_of_form = (*seen.layout.cells, *seen.located.areas, *seen.located.lost, *seen.standard.parameter)
    own = {name.upper() for name in names_of_form}
    return seen.asks("版式") and own.issuperset(names)


def _said(seen: Seen, place: Place, origin: Place, error: ErrorValue, names: tuple[str, ...]) -> str:
    formula = seen.sheets[origin.sheet].formulas.get((origin.row, origin.column))
    cause = _CAUSES.get(error.code, "公式算不出结果") if formula else _TYPED
    if names:
        cause = f"公式里的名称“{'”、“'.join(names)}”不存在"
    where = "" if origin == place else f"，出在 {origin}"
    shown = f"，公式为 {shortened(formula)}" if formula else ""
    return f"出现错误值 {error.code}（{cause}{where}{shown}）"
