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
from xltools.core.ledger.status import Entry, Standing, Status

_MARKS = {"未报": "×", "退回": "×", "待核实": "●", "通过": "√", "": "—"}
_HEADINGS = ("单位", "编码", "状态", "报送日期", "截止日期", "次数", "错误", "核实", "未判", "说明")
_NUMBERS = frozenset({5, 6, 7, 8})
#: How many figures that changed are written out.
_FIGURES = 20


def status_lines(status: Status, other_years: Sequence[int]) -> Iterator[Line]:
    """Everything about one year."""
    yield _headline(status)
    rows = [_row(each) for each in status.standings]
    if rows:
        yield from table(_HEADINGS, rows, numbers=_NUMBERS)
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
    due = f"应报 {status.due} 家，" if status.due is not None else ""
    missing = f"，未报 {status.count('未报')} 家" if status.due is not None else ""
    late = f"，迟报 {status.late} 家" if status.due is not None else ""
    states = "，".join(f"{state} {status.count(state)} 家" for state in ("退回", "待核实", "通过"))
    year = status.year or "未写"
    return line(f"{year} 年度：{due}实报 {status.received} 家{missing}{late}；{states}", "标题")


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
        *(str(counts.get(key, 0)) if entry else "" for key in ("错误", "核实", "未判")),
        "；".join(_notes(standing)),
    )


def _notes(standing: Standing) -> Iterator[str]:
    """What is to be said besides: late, not owed, not counted."""
    unit, entry = standing.unit, standing.entry
    if standing.late:
        yield f"迟报（{entry.first} 初报）" if entry else "已过截止日期"
    if entry and not unit.expected:
        yield "名册不要求报"
    if entry and entry.state not in ("", "已报"):
        yield f"{entry.state}，见汇总的报送情况" if entry.state == "重复" else entry.state
    if entry and entry.error:
        yield entry.error


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
