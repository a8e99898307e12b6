"""The ledger for people: a row a unit, and the story of one unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePath

from xltools.commands.check_text import MARKS, VERDICT_STYLES
from xltools.commands.tally import ANSWERED, KEYS
from xltools.console import Line, line, table
from xltools.core.ledger.change import Change
from xltools.core.ledger.handed import Told
from xltools.core.ledger.history import Explained, Step, Turn, explanations, steps
from xltools.core.ledger.said import notes
from xltools.core.ledger.status import Entry, Standing, Status

_MARKS = {"未报": "×", "退回": "×", "待核实": "●", "通过": "√", "": "—"}
_HEADINGS = ("单位", "编码", "状态", "报送日期", "截止日期", "次数", "附表", "错误", "核实", "未判", "说明")
_NUMBERS = frozenset({5, 6, 7, 8, 9})
_DEPARTMENT = ("部门", "应报", "实报", "未报", "有原因", "迟报", "逾期", "退回", "待核实", "通过", "附表")
#: How many figures that changed are written out.
_FIGURES = 20


def status_lines(status: Status, other_years: Sequence[int]) -> Iterator[Line]:
    """Everything about one year."""
    yield _headline(status)
    rows = [_row(each) for each in status.standings]
    if rows:
        yield from table(_HEADINGS, rows, numbers=_NUMBERS)
    yield from _departments(status)
    for title, entries in (("名册外", status.outside), ("不知是哪个单位", status.nobody)):
        for entry in entries:
            yield line(
                f"{title}：{_who(entry)}{PurePath(entry.path).name} {entry.verdict}{_why(entry)}", "核实"
            )
    if status.due is None:
        yield line("没有名册，不知道应报多少、谁未报；用 --roster 指明名册", "次要")
    if other_years:
        years = "、".join(str(year) if year else "未写年度（0）" for year in other_years)
        yield line(f"台账里还有年度：{years}（用 --year 查看）", "次要")


def _headline(status: Status) -> Line:
    counts = status.everyone
    states = f"退回 {counts.returned} 家，待核实 {counts.doubtful} 家，通过 {counts.passed} 家"
    came = f"实报 {counts.received} 家"
    if status.due is not None:
        excused = f"（有原因 {counts.excused} 家）" if counts.excused else ""
        came = f"应报 {counts.due} 家，{came}，未报 {counts.missing} 家{excused}，迟报 {counts.late} 家"
    return line(f"{status.year or '未写'} 年度：{came}；{states}", "标题")


def _departments(status: Status) -> Iterator[Line]:
    """The counts of each department, where there are several: one alone is everyone."""
    if len(status.departments) > 1:
        yield line()
        yield line("按部门（含下属各级）", "标题")
        rows = [
            ("  " * standing.level + standing.unit.name, *(str(count) for count in tally))
            for standing, tally in status.departments
        ]
        yield from table(_DEPARTMENT, rows, numbers=frozenset(range(1, len(_DEPARTMENT))))


def _row(standing: Standing) -> tuple[str, ...]:
    unit, entry = standing.unit, standing.entry
    counts = entry.counts if entry else {}
    return (
        "  " * standing.level + unit.name,
        unit.code,
        f"{_MARKS[standing.state]} {standing.state}".rstrip(),
        entry.last.isoformat() if entry else "",
        unit.deadline.isoformat() if unit.deadline else "",
        str(entry.times) if entry else "",
        str(standing.forms.count or ""),
        *(str(counts.get(key, 0)) if entry else "" for key in ("错误", "核实", "未判")),
        "；".join(notes(standing)),
    )


def _who(entry: Entry) -> str:
    return f"{entry.name}（{entry.code or '无编码'}） " if entry.name or entry.code else ""


def _why(entry: Entry) -> str:
    return f"：{entry.error}" if entry.error else ""


def history_lines(code: str, name: str, years: Mapping[int, Sequence[Turn]]) -> Iterator[Line]:
    """All handings-in of a unit, year by year."""
    yield line(f"{name}（{code or '无编码'}）", "标题")
    for year, turns in years.items():
        yield line()
        yield line(f"{year or '未写'} 年度：报送 {len(turns)} 次", "标题")
        for number, step in enumerate(steps(turns), 1):
            yield from _step(number, step)
        yield from _explained(explanations(turns))


def _step(number: int, step: Step) -> Iterator[Line]:
    turn, handed = step.turn, step.turn.handed
    current = "（现行）" if turn.current else ""
    counts = Counter(told.key for told in handed.findings)
    told = "，".join(f"{key} {counts[key]}" for key in (*KEYS, *ANSWERED) if counts[key])
    verdict = f"{MARKS[handed.verdict]} {handed.verdict}"
    head = (f"第{number}次 {turn.received}  {PurePath(handed.file.path).name}  ", "")
    yield Line((head, (f"{verdict}{current}", VERDICT_STYLES[handed.verdict])), indent=2)
    yield line(told or handed.error or "没有发现问题", indent=4)
    yield line(
        f"{handed.file.path}  sha256 {handed.file.content[:12]}  规则版本 {handed.rules}", "次要", indent=4
    )
    if step.change:
        yield from _change(step.change)


def _change(change: Change) -> Iterator[Line]:
    """What changed since the submission before."""
    if change.nothing:
        yield line("与上一次相比：没有变化", indent=4)
        return
    still = [after for _, after in change.still]
    parts = (f"消除 {len(change.gone)}", f"新增 {len(change.new)}", f"仍有 {len(still)}")
    yield line(f"与上一次相比：问题{'，'.join(parts)}；数据改了 {len(change.figures)} 处", indent=4)
    for word, found in (("消除", change.gone), ("新增", change.new), ("仍有", still)):
        yield from _findings(word, found)
    for moved in change.figures[:_FIGURES]:
        yield line(f"改数 {moved.name}：{moved.before or '空'} → {moved.after or '空'}", indent=6)
    if len(change.figures) > _FIGURES:
        yield line(
            f"改数还有 {len(change.figures) - _FIGURES} 处（用 --format json 看全部）", "次要", indent=6
        )


def _findings(word: str, found: Iterable[Told]) -> Iterator[Line]:
    """Findings, those that could not be judged only counted, by rule."""
    told = list(found)
    for each in told:
        if each.outcome != "未判":
            where = f" {each.sheet}!{each.cell}" if each.cell else ""
            yield line(f"{word} {each.key} {each.rule}{where} {each.message}", indent=6)
    unjudged = sorted(each.rule for each in told if each.outcome == "未判")
    if unjudged:
        rules = "、".join(rule for rule, _ in groupby(unjudged))
        yield line(f"{word} 未判 {len(unjudged)} 条：{rules}", "次要", indent=6)


def _explained(explained: Sequence[Explained]) -> Iterator[Line]:
    if not explained:
        return
    yield line("核实说明和审核意见：", "标题", indent=2)
    for each in explained:
        where = f"{each.sheet}!{each.cell}" if each.cell else each.field
        yield line(f"{each.rule} {where}".strip(), indent=4)
        for day, said in each.words:
            opinion = f"  审核意见：{' '.join(said.opinion.split())}" if said.opinion else ""
            yield line(f"{day}  {' '.join(said.text.split()) or '（无说明）'}{opinion}", indent=6)
