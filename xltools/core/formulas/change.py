"""What is different between the formula a cell should hold and the one it holds, in words.

Two formulas are the same when they compute with the same cells in the same way, whether they write names or
addresses, ``$`` or not, one range or its cells one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from xltools.core.formulas.tokens import Token, tokens
from xltools.core.refs import Area, Place, quote_sheet

#: What a formula is made of once its references are resolved.
Piece = Area | Token
#: Gives the cells a defined name means, by its name in upper case; None for one that is no area.
Resolve = Callable[[str], Area | None]
#: One cell; or an area too big to be taken apart.
Cell = Place | Area

#: Functions to which it is all the same in which order and grouping they are given their cells.
_AGGREGATES = frozenset({"SUM", "COUNT", "COUNTA", "AVERAGE", "MAX", "MIN", "PRODUCT", "SUMSQ"})
_BIG = 20_000
_SHOWN = 4
_COMMA, _CLOSE = Token("operator", ","), Token("operator", ")")


def pieces(formula: str, home: str, resolve: Resolve, sheets: Mapping[str, str]) -> tuple[Piece, ...]:
    """A formula on sheet ``home`` with every reference resolved; ``sheets``: sheet names by upper case."""
    return tuple(_resolved(token, home, resolve, sheets) for token in tokens(formula))


def written(found: Sequence[Piece]) -> str:
    """The formula again, every reference an address with its sheet: it means the same wherever it stands."""
    return "=" + "".join(_text(piece) for piece in found)


def _text(piece: Piece) -> str:
    if isinstance(piece, Area):
        return f"{quote_sheet(piece.sheet)}!{piece.ref}"
    return f"{piece.text}(" if piece.kind == "call" else piece.text


def _resolved(token: Token, home: str, resolve: Resolve, sheets: Mapping[str, str]) -> Piece:
    if token.kind == "area" and token.box is not None:
        return Area(sheets.get(token.sheet.upper(), token.sheet) or home, *token.box)
    if token.kind == "name" and not token.sheet:
        return resolve(token.text) or token
    return token


def same(expected: Sequence[Piece], present: Sequence[Piece]) -> bool:
    """Whether two formulas compute the same way with the same cells."""
    return tuple(expected) == tuple(present) or _folded(expected) == _folded(present)


def difference(
    expected: Sequence[Piece], present: Sequence[Piece], home: str, label: Callable[[Place], str]
) -> str:
    """What was changed between two formulas that are not the same, most telling first."""
    if any(isinstance(each, Token) and each.kind == "error" for each in present):
        return "引用的单元格被删除了（#REF!）"
    parts, other = _exchanged(expected, present, home, label)
    what = "合计范围" if Token("call", "SUM") in expected else "引用"
    fewer, more = _cells_changed(expected, present)
    if parts and any("换成了固定数字" in part for part in parts):
        fewer = []
    found = [f"{what}少了 {said(fewer, home, label)}"] if fewer else []
    found += [f"{what}多了 {said(more, home, label)}"] if more else []
    found += parts
    if other or not found:
        found.insert(0, "算式与表样不同")
    return "，".join(found)


def _folded(found: Sequence[Piece]) -> list[object]:
    """The pieces with the references of each aggregate as one multiset of cells."""
    folded: list[object] = []
    position = 0
    while position < len(found):
        piece = found[position]
        end = _end_of_references(found, position) if _is_aggregate(piece) else 0
        if not end:
            folded.append(piece)
            position += 1
            continue
        areas = [each for each in found[position + 1 : end] if isinstance(each, Area)]
        folded += [piece, Counter(cell for area in areas for cell in cells_of(area)), _CLOSE]
        position = end + 1
    return folded


def _is_aggregate(piece: Piece) -> bool:
    return isinstance(piece, Token) and piece.kind == "call" and piece.text in _AGGREGATES


def _end_of_references(found: Sequence[Piece], call: int) -> int:
    """Where the call's closing bracket stands if it is given nothing but references; else 0."""
    position = call + 1
    while position + 1 < len(found) and isinstance(found[position], Area):
        if found[position + 1] == _CLOSE:
            return position + 1
        if found[position + 1] != _COMMA:
            return 0
        position += 2
    return 0


def cells_of(area: Area) -> Iterator[Cell]:
    """The cells of an area; a very big one as a whole."""
    height, width = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    if height * width > _BIG:
        yield area
        return
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            yield Place(area.sheet, row, column)


def _cells_changed(expected: Sequence[Piece], present: Sequence[Piece]) -> tuple[list[Cell], list[Cell]]:
    """The cells that are gone from a formula, and those that came in; else those used fewer or more times."""
    before, now = _counted(expected), _counted(present)
    if before.keys() != now.keys():
        return [c for c in before if c not in now], [c for c in now if c not in before]
    if _without_references(expected) != _without_references(present):
        return [], []
    return list(before - now), list(now - before)


def _counted(found: Sequence[Piece]) -> Counter[Cell]:
    return Counter(cell for piece in found if isinstance(piece, Area) for cell in cells_of(piece))


def _without_references(found: Iterable[Piece]) -> list[Token]:
    return [piece for piece in found if isinstance(piece, Token) and piece != _COMMA]


def _exchanged(
    expected: Sequence[Piece], present: Sequence[Piece], home: str, label: Callable[[Place], str]
) -> tuple[list[str], bool]:
    """What else than references was put in, taken out or exchanged; and whether there is more than that."""
    parts, other = [], False
    matcher = SequenceMatcher(None, expected, present, autojunk=False)
    for _, first, last, start, end in (code for code in matcher.get_opcodes() if code[0] != "equal"):
        gone, come = expected[first:last], present[start:end]
        before, now = _without_references(gone), _without_references(come)
        if not before and not now:
            continue
        part = _part(gone, before, now, home, label)
        parts += [part] if part else []
        other = other or not part
    return parts, other


def _part(
    gone: Sequence[Piece], before: list[Token], now: list[Token], home: str, label: Callable[[Place], str]
) -> str:
    """One exchange in words; "" for one that has none."""
    kinds = [token.kind for token in now]
    if not before and kinds == ["number"] and gone:
        cells = [cell for piece in gone if isinstance(piece, Area) for cell in cells_of(piece)]
        return f"{said(cells, home, label)} 换成了固定数字 {now[0].text}" if cells else ""
    if not before and kinds == ["operator", "number"]:
        return f"加了常数 {now[0].text}{now[1].text}"
    if not before and kinds == ["number"]:
        return f"加了常数 {now[0].text}"
    if len(before) != 1 or len(now) != 1 or before[0].kind != now[0].kind:
        return ""
    words = {"number": "常数", "operator": "运算符", "call": "函数", "text": "文字"}
    word = words.get(now[0].kind)
    return f"{word} {before[0].text} 改成了 {now[0].text}" if word else ""


def said(cells: Sequence[Cell], home: str, label: Callable[[Place], str]) -> str:
    """Cells as addresses, those in a row together, single ones with what the form calls them."""
    whole = [cell for cell in cells if isinstance(cell, Area)]
    runs = [*whole, *_runs([cell for cell in cells if isinstance(cell, Place)])]
    texts = []
    for area in runs[:_SHOWN]:
        name = label(area.first) if area.single else ""
        sheet = "" if area.sheet == home else f"{area.sheet}!"
        texts.append(f"{sheet}{area.ref}{f'“{name}”' if name else ''}")
    return "、".join(texts) + (f"等{len(cells)}格" if len(runs) > _SHOWN else "")


def _runs(cells: list[Place]) -> list[Area]:
    """Cells below or beside each other as areas, whichever way gives fewer."""
    down, across = _lined(cells, down=True), _lined(cells, down=False)
    return down if len(down) <= len(across) else across


def _lined(cells: list[Place], *, down: bool) -> list[Area]:
    areas: list[Area] = []
    ordered = sorted(cells, key=lambda c: (c.sheet, c.column, c.row) if down else (c.sheet, c.row, c.column))
    for cell in ordered:
        last = areas[-1] if areas else None
        if last and cell == Place(last.sheet, last.last_row + down, last.last_column + (not down)):
            areas[-1] = Area(last.sheet, last.first_row, last.first_column, cell.row, cell.column)
        else:
            areas.append(Area(cell.sheet, cell.row, cell.column, cell.row, cell.column))
    return areas


def shortened(formula: str, longest: int = 120) -> str:
    """A formula for a sentence: a very long one without its middle."""
    half = longest // 2
    return formula if len(formula) <= longest else f"{formula[:half]}…{formula[-half:]}"
