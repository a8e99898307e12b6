"""One cause, one 错误: a finding that merely follows from another one says so instead of shouting again.

Four ways to follow. It vanishes when the form's own content is put back where a unit replaced it: the engine
is asked again, so this is known and not guessed. It is the same sum asked another way: the same difference
between the same cells, through the form's formulas. Or it could not be judged for cells that have a finding
of their own. Or it looks at an entry that cannot stand as it is: nothing is known until that is mended.
What is stronger than all it could be laid to keeps its level.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.builtin.seen import Seen
from xltools.core.causes.mended import Mends, mends_of, restored
from xltools.core.causes.sources import Sources
from xltools.core.expressions import names_in
from xltools.core.model import LEVELS, Finding, Workbook
from xltools.core.questions import Asked
from xltools.core.refs import Place

#: The built-in checks of the form's own content: what they find can be undone.
_OF_CONTENT = ("公式", "版式", "外部链接", "循环引用", "合并")
#: Those whose findings about a cell may be why rules could not be judged …
_OF_CELLS = ("类型", "必填", "公式", "外部链接", "循环引用", "合并")
#: … those that say that what is entered cannot stand …
_OF_ENTRIES = ("类型", "必填")
#: … those about a formula, which may be right and use a name that is not …
_OF_FORMULAS = ("公式", "类型")
#: … and the one that names fields that are gone.
_OF_FORM = "版式"

#: How many altered cells are each put back alone, to tell which of them a finding follows from.
_FEW = 3
#: How many cells a cause names.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A finding and what it answers: a rule asked at a row (0: of no row), or a built-in check (None)."""

    finding: Finding
    asked: Asked | None = None
    row: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others, whatever the values."""
        if self.asked is not None:
            return self.finding.rule, self.asked.instance.item, self.row
        return self.finding.rule, self.finding.field, self.finding.places[:1]


#: The findings that some rules have about a changed workbook; None where no engine answers for it.
Again = Callable[[Workbook, Container[str]], Sequence[Said] | None]


def attributed(said: Sequence[Said], seen: Seen, again: Again | None) -> list[Said]:
    """The findings in the same order, each that follows from others laid to them."""
    sources = Sources(seen.standard, seen.record)
    found = list(said)
    if again is not None:
        _lay_to_alterations(found, seen, sources, again)
    _lay_to_entries(found, seen, sources)
    _lay_to_names(found, seen)
    _lay_to_twins(found, seen, sources)
    _lay_to_cells(found, seen, sources)
    return found


def follows_from(finding: Finding, cause: Finding) -> bool:
    """Whether a finding is laid to another one, or to several of which that is the first."""
    name = _name(cause)
    return finding.cause == name or finding.cause.startswith((f"{name}、", f"{name}等"))


def own_words(finding: Finding) -> str:
    """A finding's message without the words that name its cause."""
    return finding.message.partition(f"（由 {finding.cause} 引起")[0] if finding.cause else finding.message


def _follows(said: Said, causes: Sequence[Finding], when: str) -> Said:
    """A finding as the consequence of others: their places in words, and no stronger than a 提示.

    Where none of them is as strong as it is, it keeps its level: nothing is let pass by naming a cause.
    """
    finding, label = said.finding, _label(causes)
    strongest = max(LEVELS.index(cause.level) for cause in causes)
    folds = finding.outcome == "不通过" and strongest >= LEVELS.index(finding.level)
    level = "提示" if folds else finding.level
    message = f"{finding.message}（由 {label} 引起，{when}）"
    return replace(said, finding=replace(finding, level=level, message=message, cause=label))


def _label(causes: Sequence[Finding]) -> str:
    """The rules and cells of findings: R086 自评表!F33."""
    names = list(dict.fromkeys(map(_name, causes)))
    more = f"等{len(names)}处" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _name(finding: Finding) -> str:
    return f"{finding.rule} {finding.places[0]}" if finding.places else finding.rule


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
            found[position] = _follows(each, [found[number].finding for number in at], together)


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


def _lay_to_twins(found: list[Said], seen: Seen, sources: Sources) -> None:
    """Of findings about one difference between the same cells, let one speak: the one at an input first."""
    by_size: dict[Decimal, list[int]] = {}
    for position, said in enumerate(found):
        finding = said.finding
        if said.asked is None or finding.outcome != "不通过" or finding.cause or not finding.difference:
            continue
        if said.asked.instance.rule.compare == "=":
            by_size.setdefault(abs(finding.difference), []).append(position)
    for positions in by_size.values():
        if len(positions) > 1:
            _let_one_speak(found, positions, seen, sources)


def _let_one_speak(found: list[Said], positions: Sequence[int], seen: Seen, sources: Sources) -> None:
    def rank(position: int) -> tuple[int, bool, int]:
        finding = found[position].finding
        return -LEVELS.index(finding.level), _is_formula(finding.places[0], seen), position

    inputs = {at: _inputs(found[at].finding, seen, sources) for at in positions}
    speaking: list[int] = []
    for position in sorted((at for at in positions if found[at].finding.places), key=rank):
        first = next((at for at in speaking if _same_cells(inputs[at], inputs[position])), None)
        if first is None:
            speaking.append(position)
        else:
            found[position] = _follows(
                found[position], [found[first].finding], "两处是同一差额，改正一处即可"
            )


def _same_cells(one: frozenset[Place], other: frozenset[Place]) -> bool:
    """Whether two sums are made of the same cells, one perhaps of some more."""
    return len(one & other) > 1 and (one <= other or other <= one)


def _inputs(finding: Finding, seen: Seen, sources: Sources) -> frozenset[Place]:
    """The cells without a formula that a finding looks at, through the workbook's formulas."""
    cells = sources.within(finding.places, lambda place: _is_formula(place, seen))
    return frozenset(place for place in cells if not _is_formula(place, seen))


def _is_formula(place: Place, seen: Seen) -> bool:
    sheet = seen.sheets.get(place.sheet)
    return sheet is not None and (place.row, place.column) in sheet.formulas


def _lay_to_cells(found: list[Said], seen: Seen, sources: Sources) -> None:
    """Lay what lacks data to the findings that those very cells, all of them, have of their own."""
    own: dict[object, Finding] = {}
    for said in found:
        finding = said.finding
        word = seen.standard.rule[finding.rule].compare
        if said.asked is None and finding.outcome == "不通过" and finding.places and word in _OF_CELLS:
            own.setdefault(finding.places[0], finding)
        if said.asked is None and finding.outcome == "不通过" and word == _OF_FORM:
            own.setdefault(finding.field, finding)
    for position, said in enumerate(found if own else ()):
        lacking = list(_lacking(said, sources))
        if lacking and all(each in own for each in lacking):
            causes = [own[each] for each in lacking]
            when = "改正后再判" if said.finding.outcome == "未判" else "填写后再判"
            found[position] = _follows(said, causes, when)


def _lay_to_entries(found: list[Said], seen: Seen, sources: Sources) -> None:
    """Lay what a rule says of figures, and a total's own type, to entries beneath it that cannot stand."""
    bad: dict[Place, Finding] = {}
    for said in found:
        finding = said.finding
        word = seen.standard.rule[finding.rule].compare
        if finding.outcome == "不通过" and word in _OF_ENTRIES and finding.places:
            place = finding.places[0]
            stands = word == "类型" and sources.understood(place)
            if not stands and not _is_formula(place, seen):
                bad[place] = finding
    for position, said in enumerate(found if bad else ()):
        finding = said.finding
        word = seen.standard.rule[finding.rule].compare
        if finding.cause or finding.outcome != "不通过" or (said.asked is None and word not in _OF_ENTRIES):
            continue
        causes = [bad[place] for place in sorted(sources.within(finding.places)) if place in bad]
        if causes and finding not in causes:
            found[position] = _follows(said, causes, "改正后再看")


def _lay_to_names(found: list[Said], seen: Seen) -> None:
    """Lay what is wrong with a formula to the names it uses that are gone or point elsewhere."""
    gone: dict[object, Finding] = {}
    for said in found:
        if seen.standard.rule[said.finding.rule].compare == _OF_FORM:
            gone |= dict.fromkeys((said.finding.field, *said.finding.places), said.finding)
    for position, said in enumerate(found if gone else ()):
        cell = seen.layout.cells.get(said.finding.field or "")
        word = seen.standard.rule[said.finding.rule].compare
        if word not in _OF_FORMULAS or said.finding.cause or cell is None or not cell.formula:
            continue
        uses = [key for name in names_in(cell.formula) for key in (name, seen.located.cells.get(name))]
        causes = list(dict.fromkeys(gone[key] for key in uses if key in gone))
        if causes:
            found[position] = _follows(said, causes, "改正后再看")


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
