"""One cause, one 错误: a finding that merely follows from another one says so instead of shouting again.

Ways to follow. It vanishes when the form's own content is put back where a unit replaced it: the engine is
asked again, so this is known and not guessed. It is the same sum asked another way, or out by the same amount
for the same cell (twins). It could not be judged for cells that have a finding of their own. It looks at an
entry, a label or a formula that cannot stand as it is: nothing is known until that is mended. Or an attached
form is missing. What is stronger than all it could be laid to keeps its level.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from xltools.core.attachments.forms import by_name, names_of
from xltools.core.builtin.seen import Seen
from xltools.core.causes.laid import Said, follows
from xltools.core.causes.linear import Sums
from xltools.core.causes.mended import Mends, mends_of, restored
from xltools.core.causes.sources import Sources
from xltools.core.causes.twins import lay_to_twins, may_be
from xltools.core.expressions import columns_in, names_in
from xltools.core.model import Finding, Workbook
from xltools.core.questions import Asked, row_of
from xltools.core.refs import Place

#: The built-in checks of the form's own content: what they find can be undone.
_OF_CONTENT = ("公式", "版式", "外部链接", "循环引用", "合并")
#: Those whose findings about a cell may be why rules could not be judged …
_OF_CELLS = ("类型", "必填", "公式", "外部链接", "循环引用", "合并", "易变函数")
#: … those that say that what is entered cannot stand …
_OF_ENTRIES = ("类型", "必填")
#: … those about a formula, which may be right and use a name that is not …
_OF_FORMULAS = ("公式", "类型")
#: … and the one that names fields that are gone.
_OF_FORM = "版式"
#: Those after which nothing is known of the very cells that they are about.
_OF_PLACES = ("版式", "合并", "循环引用", "易变函数")

#: How many altered cells are each put back alone, to tell which of them a finding follows from.
_FEW = 3

#: The findings that some rules have about a changed workbook; None where no engine answers for it.
Again = Callable[[Workbook, Container[str]], Sequence[Said] | None]


def attributed(
    said: Sequence[Said], seen: Seen, again: Again | None, asked: Sequence[Asked] = ()
) -> list[Said]:
    """The findings in the same order, each that follows from others laid to them; ``asked`` is all asked."""
    sources = Sources(seen.standard, seen.record)
    found = list(said)
    if again is not None:
        _lay_to_alterations(found, seen, sources, again)
    _lay_to_entries(found, seen, sources)
    _lay_to_names(found, seen)
    _lay_to_places(found, seen, sources)
    _lay_to_missing_forms(found, seen)
    lay_to_twins(found, seen, sources, asked)
    _lay_to_cells(found, seen, sources)
    return found


def _lay_to_alterations(found: list[Said], seen: Seen, sources: Sources, again: Again) -> None:
    """Lay what vanishes with the form's own content put back to the findings about that content."""
    mends = _mends(found, seen)
    may_follow = {s.key for s in found if _may_follow(s, seen)}
    if not mends or not may_follow:
        return
    union = {place: content for each in mends.values() for place, content in each.items()}
    gone = _gone(may_follow, restored(seen.workbook, union), again)
    if not gone:
        return
    alone = {}
    if 1 < len(mends) <= _FEW:
        alone = {at: _gone(gone, restored(seen.workbook, each), again) for at, each in mends.items()}
    for position, each in enumerate(found):
        if each.key in gone and _may_follow(each, seen):
            one = [at for at, vanished in alone.items() if each.key in vanished][:1]
            at = one or (_touching(each, mends, sources) if len(mends) > 1 else ()) or list(mends)
            together = "一并改正后即消除" if len(at) > 1 else "改正后即消除"
            found[position] = follows(each, [found[number].finding for number in at], together)


def _may_follow(said: Said, seen: Seen) -> bool:
    word = seen.standard.rule[said.finding.rule].compare
    return said.finding.outcome in ("不通过", "未判") and word not in _OF_CONTENT


def _mends(found: Sequence[Said], seen: Seen) -> dict[int, Mends]:
    """The position of each finding about altered content -> what the form has there; one a cell."""
    mends: dict[int, Mends] = {}
    places: set[Place] = set()
    for position, said in enumerate(found):
        word = seen.standard.rule[said.finding.rule].compare
        if said.finding.outcome == "不通过" and word in _OF_CONTENT:
            content = mends_of(said.finding, seen)
            if content and not places & content.keys():
                mends[position] = content
                places |= content.keys()
    return mends


def _gone(keys: set[tuple[object, ...]], workbook: Workbook, again: Again) -> set[tuple[object, ...]]:
    """Which findings a changed workbook does not have any more."""
    left = again(workbook, {str(key[0]) for key in keys})
    return set() if left is None else keys - {said.key for said in left}


def _touching(said: Said, mends: Mapping[int, Mends], sources: Sources) -> list[int]:
    """The altered cells that a finding looks at, through the form's formulas."""
    cells = sources.within(said.finding.places)
    return [position for position, content in mends.items() if cells & content.keys()]


def _is_formula(place: Place, seen: Seen) -> bool:
    sheet = seen.sheets.get(place.sheet)
    return sheet is not None and (place.row, place.column) in sheet.formulas


def _lay_to_cells(found: list[Said], seen: Seen, sources: Sources) -> None:
    """Lay what lacks data to the findings that those very cells, all of them, have of their own."""
    own: dict[object, Finding] = {}
    for said in found:
        finding = said.finding
        word = seen.standard.rule[finding.rule].compare
        if said.asked is None and finding.outcome in ("不通过", "未判") and word in _OF_CELLS:
            own = dict.fromkeys(finding.places, finding) | own
        if said.asked is None and finding.outcome == "不通过" and word == _OF_FORM:
            for name in (finding.field, *_of_row(finding.field, seen)):
                own.setdefault(name, finding)
    for position, said in enumerate(found if own else ()):
        lacking = list(_lacking(said, sources))
        if lacking and all(each in own for each in lacking):
            causes = [own[each] for each in lacking]
            when = "改正后再判" if said.finding.outcome == "未判" else "填写后再判"
            found[position] = follows(said, causes, when)


def _lay_to_entries(found: list[Said], seen: Seen, sources: Sources) -> None:
    """Lay what a rule says of figures, and a total's own type, to entries beneath it that cannot stand."""
    bad: dict[Place, Finding] = {}
    for said in found:
        finding = said.finding
        word = seen.standard.rule[finding.rule].compare
        if finding.outcome == "不通过" and word in _OF_ENTRIES and finding.places:
            place = finding.places[0]
            stands = word == "类型" and finding.right is not None
            if not stands and not _is_formula(place, seen):
                bad[place] = finding
    sums = Sums(seen, sources)
    for position, said in enumerate(found if bad else ()):
        finding = said.finding
        word = seen.standard.rule[finding.rule].compare
        if finding.cause or finding.outcome != "不通过" or (said.asked is None and word not in _OF_ENTRIES):
            continue
        beneath = sources.within(_looked_at(said, seen))
        causes = [bad[place] for place in sorted(beneath & bad.keys()) if _explains(place, said, sums)]
        if causes and finding not in causes:
            found[position] = follows(said, causes, "改正后再看")


def _explains(place: Place, said: Said, sums: Sums) -> bool:
    """Whether some figure that the entry may have would mend a sum; of any other rule that is not known."""
    weights = sums.of(said.asked) if said.asked and said.finding.difference else None
    if weights is None or said.finding.difference is None:
        return True
    if place in weights:
        return may_be(place, said.finding.difference / weights[place], sums.sources)
    return place in sums.sources.within([part for part in weights if isinstance(part, Place)])


def _looked_at(said: Said, seen: Seen) -> list[Place]:
    """The cells of a finding, and those that say whether its rule applies."""
    places = list(said.finding.places)
    if said.asked is None:
        return places
    row, record = row_of(said.asked, seen.record) or {}, seen.record
    for condition in said.asked.instance.conditions:
        places += [record.data[name].place for name in names_in(condition) if name in record.data]
        places += [row[column].place for column in columns_in(condition) if column in row]
    return places


def _lay_to_places(found: list[Said], seen: Seen, sources: Sources) -> None:
    """Lay what a rule says of figures to findings that those figures may not be what they seem."""
    doubtful: dict[Place, Finding] = {}
    for said in found:
        finding = said.finding
        word = seen.standard.rule[finding.rule].compare
        if word in _OF_PLACES and finding.outcome == "不通过":
            for place in _doubtful(finding, seen):
                doubtful.setdefault(place, finding)
    for position, said in enumerate(found if doubtful else ()):
        if said.asked is None or said.finding.cause or said.finding.outcome != "不通过":
            continue
        beneath = sources.within(said.finding.places)
        causes = list(dict.fromkeys(doubtful[place] for place in sorted(beneath & doubtful.keys())))
        if causes:
            found[position] = follows(said, causes, "改正后再看")


def _doubtful(finding: Finding, seen: Seen) -> Iterator[Place]:
    """The cells a finding about the form is about: its own, and those under the same label or heading.

    None where a name is lost and nothing else: the figure was found for certain.
    """
    if finding.field in seen.located.nameless:
        return
    yield from finding.places
    named = {finding.field or "", *_alike(finding.field, seen)}
    yield from (seen.located.cells[name] for name in named if name in seen.located.cells)
    areas = [seen.located.areas[name] for name in named if name in seen.located.areas]
    cells = (datum.place for rows in seen.record.tables.values() for row in rows for datum in row.values())
    yield from (cell for cell in cells if any(cell in area for area in areas))


def _alike(name: str | None, seen: Seen) -> Iterator[str]:
    """The names of the cells that share a cell's altered label, or its altered heading."""
    cell = seen.layout.cells.get(name or "")
    what = {each.what for each in seen.located.strange if each.name == name}
    if cell is None or not what:
        return
    for other in seen.layout.cells.values():
        same_row = (other.field, other.table, other.stem) == (cell.field, cell.table, cell.stem)
        same_column = (other.field.block, other.measure) == (cell.field.block, cell.measure)
        if ("label" in what and same_row) or ("heading" in what and same_column):
            yield other.name


def _lay_to_missing_forms(found: list[Said], seen: Seen) -> None:
    """Lay what too few attached forms bring about to the finding that they are too few."""
    fewer: dict[str, Finding] = {}
    for said in found:
        for kind, standard, left in _taken(said, seen):
            off = said.finding.difference
            if kind == "份数" and off is not None and (off < 0) is left:
                fewer.setdefault(standard, said.finding)
    for position, said in enumerate(found if fewer else ()):
        off = said.finding.difference
        if said.finding.cause or said.finding.outcome != "不通过" or off is None:
            continue
        for kind, standard, left in _taken(said, seen):
            if kind in ("求和", "逐行份数") and standard in fewer and (off < 0) is left:
                found[position] = follows(said, [fewer[standard]], "补交后再看")
                break


def _taken(said: Said, seen: Seen) -> Iterator[tuple[str, str, bool]]:
    """What a rule takes of attached forms, of which standard, and whether on its left side."""
    if said.asked is None:
        return
    instance = said.asked.instance
    for name in names_of(seen.standard, instance):
        attachment = by_name(seen.standard)[name]
        yield attachment.taken, attachment.standard, name in names_in(instance.left)


def _lay_to_names(found: list[Said], seen: Seen) -> None:
    """Lay what is wrong with a formula to the names it uses that are gone or point elsewhere."""
    gone: dict[object, Finding] = {}
    for said in found:
        certain = said.finding.field in seen.located.nameless
        if seen.standard.rule[said.finding.rule].compare == _OF_FORM and not certain:
            keys = (said.finding.field, *_of_row(said.finding.field, seen), *said.finding.places)
            gone |= dict.fromkeys(keys, said.finding)
    for position, said in enumerate(found if gone else ()):
        cell = seen.layout.cells.get(said.finding.field or "")
        word = seen.standard.rule[said.finding.rule].compare
        if word not in _OF_FORMULAS or said.finding.cause or cell is None or not cell.formula:
            continue
        uses = [key for name in names_in(cell.formula) for key in (name, seen.located.cells.get(name))]
        causes = list(dict.fromkeys(gone[key] for key in uses if key in gone))
        if causes:
            found[position] = follows(said, causes, "改正后再看")


def _of_row(name: str | None, seen: Seen) -> Iterator[str]:
    """The lost cells of the row that a lost cell stood in: one finding tells of all."""
    cell = seen.layout.cells.get(name or "")
    if cell is None or name not in seen.located.lost:
        return
    for other in seen.located.lost:
        there = seen.layout.cells.get(other)
        if there and (there.place.sheet, there.place.row) == (cell.place.sheet, cell.place.row):
            yield other


def _lacking(said: Said, sources: Sources) -> Iterator[object]:
    """The cells, or the names of lost fields, for want of which a rule was not judged or failed by 缺即错."""
    finding, asked = said.finding, said.asked
    if asked is None or finding.cause:
        return
    if asked.unknown:
        table = asked.instance.table
        columns = {column.name for column in sources.standard.columns(table)}
        yield from (f"{table}_{name}" if name in columns else name for name in asked.unknown)
    elif finding.outcome == "未判" and finding.field is not None:
        yield from sources.lacking(finding.places)
    elif finding.outcome == "不通过" and asked.instance.rule.missing == "缺即错":
        yield from (place for place in finding.places if sources.blank(place))
