"""Kinds of fault in a workbook as a whole: its names, its sheets, its rows, how it is shown and computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltools.core.refs import Area, Place, column_letters, parse_area, quote_sheet

from .draft import Draft
from .excel import insert_rows
from .kinds import Edit, Ground, Kind, Plant, put_formula


def kinds_of_books(ground: Ground) -> Iterator[Kind]:
    """What happens to a workbook as a whole: names, sheets, calculation mode, hidden rows, merges."""
    record, workbook, layout = ground.record, ground.workbook, ground.layout
    fields = [name for name, cell in layout.cells.items() if not cell.table]
    yield Kind("丢了一个名称", tuple(Plant(n, record.data[n].place, _drop({n}), "版式") for n in fields))
    every = {name.name for name in workbook.names if not name.name.startswith("xltools")}
    yield Kind("丢了全部名称", (Plant("全部", None, _drop(every), "版式"),))
    wrong = (Plant(n, record.data[n].place, _point(n, Place("封面", 40, 9)), "版式") for n in fields)
    yield Kind("名称指到别处", tuple(wrong))
    sheets = [s.name for s in workbook.sheets if any(c.place.sheet == s.name for c in layout.cells.values())]
    yield Kind("工作表改名", tuple(Plant(n, None, _rename(n, f"{n}(2022)"), "移位") for n in sheets))
    yield Kind("手动计算", (Plant("工作簿", None, _manual, "手动计算"),))
    numbers = [(n, record.data[n].place) for n in fields if layout.cells[n].field.numeric]
    filled = [(n, p) for n, p in numbers if isinstance(workbook.value(p), int | float)]
    yield Kind("隐藏一行", tuple(Plant(n, p, _hide_row(p), "隐藏") for n, p in filled))
    yield Kind("隐藏一列", tuple(Plant(n, p, _hide_column(p), "隐藏") for n, p in filled))
    yield Kind("隐藏工作表", tuple(Plant(n, None, _hide(n), "隐藏") for n in sheets))
    dates = [(n, p, raw) for n, _, p, raw in ground.inputs(lambda field: field.kind == "日期")]
    today = (Plant(n, p, put_formula(p, f"=TODAY()*0+{raw}"), "易变函数") for n, p, raw in dates)
    yield Kind("日期用TODAY", tuple(today))
    merged = (
        Plant(n, p, lambda d, p=p: d.merge(Area(p.sheet, p.row - 1, p.column, p.row, p.column)), "合并")
        for n, p in filled
        if Place(p.sheet, p.row - 1, p.column) in {place for _, place in filled}
    )
    yield Kind("合并单元格", tuple(merged))


def kinds_of_drift(ground: Ground) -> Iterator[Kind]:
    """What is added to a form or taken from it: sheets copied, names cut short, rows with figures put in."""
    record, workbook, layout = ground.record, ground.workbook, ground.layout
    held = {place.sheet for place in (record.data[name].place for name in layout.cells)}
    yield Kind("复制工作表", tuple(Plant(n, None, _copy(n), "移位") for n in sorted(held)))
    columns = {f"{table.block.name}_{column}" for table in layout.tables.values() for column in table.columns}
    areas = {name.name: parse_area(name.text) for name in workbook.names if name.name in columns}
    long = {name: area for name, area in areas.items() if area is not None and not area.single}
    yield Kind("列名称改短", tuple(Plant(n, None, _shorten(n, a), "版式") for n, a in sorted(long.items())))
    fields = [(n, record.data[n].place) for n, c in layout.cells.items() if c.measure and not c.table]
    filled = [(n, p) for n, p in fields if isinstance(workbook.value(p), int | float)]
    inserted = (Plant(n, None, _insert(p), "移位") for n, p in filled if (n, p) != filled[0])
    yield Kind("插入一行并填数", tuple(inserted))


def _copy(sheet: str) -> Edit:
    """A copy beside the original, without names of its own."""

    def edit(draft: Draft) -> None:
        copied = (replace(s, name=f"{s.name} (2)") for s in draft.workbook.sheets if s.name == sheet)
        draft.workbook = replace(draft.workbook, sheets=(*draft.workbook.sheets, *copied))

    return edit


def _shorten(name: str, area: Area) -> Edit:
    """A column's name left with all its rows but the last."""
    column = column_letters(area.last_column)
    text = f"{quote_sheet(area.sheet)}!${column}${area.first_row}:${column}${area.last_row - 1}"
    return lambda draft: draft.names(lambda n: replace(n, text=text) if n.name == name else n)


def _insert(place: Place) -> Edit:
    """A row of one's own above a cell, with a figure in its column."""

    def edit(draft: Draft) -> None:
        draft.workbook = insert_rows(draft.workbook, place.sheet, place.row)
        draft.put(Place(place.sheet, place.row, 2), "自加的一项")
        draft.put(place, 1000)

    return edit


def _drop(names: set[str]) -> Edit:
    return lambda draft: draft.names(lambda name: None if name.name in names else name)


def _point(field: str, place: Place) -> Edit:
    text = f"{place.sheet}!${place.cell[0]}${place.row}"
    return lambda draft: draft.names(lambda n: replace(n, text=text) if n.name == field else n)


def _rename(old: str, new: str) -> Edit:
    """Rename a sheet as Excel does: names and formulas follow."""

    def edit(draft: Draft) -> None:
        def follow(text: str) -> str:
            for before in (f"{old}!", f"'{old}'!"):
                text = text.replace(before, f"{quote_sheet(new)}!")
            return text

        draft.names(lambda name: replace(name, text=follow(name.text)))
        sheets = (
            replace(
                sheet,
                name=new if sheet.name == old else sheet.name,
                formulas={at: follow(text) for at, text in sheet.formulas.items()},
            )
            for sheet in draft.workbook.sheets
        )
        draft.workbook = replace(draft.workbook, sheets=tuple(sheets))

    return edit


def _manual(draft: Draft) -> None:
    draft.workbook = replace(draft.workbook, manual_calculation=True)


def _hide_row(place: Place) -> Edit:
    return lambda draft: draft.sheet(place.sheet, hidden_rows=frozenset({place.row}))


def _hide_column(place: Place) -> Edit:
    return lambda draft: draft.sheet(place.sheet, hidden_columns=((place.column, place.column),))


def _hide(sheet: str) -> Edit:
    return lambda draft: draft.sheet(sheet, state="hidden")
