"""The result of a check for people: a line a file, then its findings by level and rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from xltools.commands.score_text import score_lines
from xltools.commands.tally import ANSWERED, KEYS, Tally
from xltools.console import Line, line
from xltools.core.builtin.wording import said
from xltools.core.causes.laid import follows_from, own_words
from xltools.core.model import LEVELS, Checked, Finding

#: Characters a GBK console has.
MARKS = {"通过": "√", "需核实": "●", "不通过": "×", "无法读取": "×"}
#: How many further cells of a finding are written out.
CELLS = 8
VERDICT_STYLES = {"通过": "通过", "需核实": "核实", "不通过": "错误", "无法读取": "错误"}


def lines(results: Iterable[Checked], tally: Tally) -> Iterator[Line]:
    """Everything: each file, then the sums of ``tally``, which has counted the results by then."""
    for checked in results:
        yield from file_lines(checked)
        yield line()
    yield summary(tally)


def file_lines(checked: Checked, more: Iterable[Line] = ()) -> Iterator[Line]:
    """One file; ``more`` is said under its name."""
    yield _header(checked)
    yield from more
    if checked.error:
        _, message, fix = checked.error
        yield line(message, "错误", indent=2)
        if fix:
            yield line(f"处理:{fix}", indent=4)
    standing = [finding for finding in checked.findings if not finding.cause]
    following = [finding for finding in checked.findings if finding.cause]
    for outcome in ("规则异常", "不通过", "已说明", "已认可"):
        yield from _groups([f for f in standing if f.outcome == outcome], following)
    yield from _unjudged(checked.findings)
    yield from score_lines(checked.scores)


def _header(checked: Checked) -> Line:
    """Unit, file and verdict."""
    name = f"{checked.record.name or '(未填单位名称)'}  " if checked.record else ""
    verdict = f"{MARKS[checked.verdict]} {checked.verdict}"
    return Line(
        (
            (name, "标题"),
            (f"{checked.path}  ", ""),
            (verdict, VERDICT_STYLES[checked.verdict]),
        )
    )


def _groups(findings: list[Finding], following: list[Finding]) -> Iterator[Line]:
    """Findings of one outcome, the strongest level first, those of one rule together, with what follows."""
    ordered = sorted(findings, key=lambda f: (-LEVELS.index(f.level), f.rule))
    for _, group in groupby(ordered, key=lambda f: (f.level, f.rule)):
        of_rule = list(group)
        for finding in of_rule:
            yield from _finding(finding)
            yield from _following([f for f in following if follows_from(f, finding)])
        fixes = [f.fix for f in of_rule if f.outcome not in ANSWERED]
        for word, texts in (("处理", fixes), ("依据", [f.basis for f in of_rule])):
            for text in dict.fromkeys(filter(None, texts)):
                yield line(f"{word}：{text}", "次要" if word == "依据" else "", indent=4)


def _following(findings: list[Finding]) -> Iterator[Line]:
    """What merely follows from a finding: a dim line each, those not judged in one."""
    for finding in findings:
        if finding.outcome != "未判":
            word = "随之" if finding.level == "提示" else f"随之 {finding.level}"
            place = f" {finding.places[0]}" if finding.places else ""
            yield line(f"{word}：{finding.rule}{place}  {own_words(finding)}", "次要", indent=4)
    if unjudged := dict.fromkeys(finding.rule for finding in findings if finding.outcome == "未判"):
        yield line(f"随之未判：{'、'.join(unjudged)}", "次要", indent=4)


def _finding(finding: Finding) -> Iterator[Line]:
    word = finding.level if finding.outcome == "不通过" else f"{finding.outcome} {finding.level}"
    place = f" {finding.spot or finding.places[0]}" if finding.spot or finding.places else ""
    style = "" if finding.outcome in ANSWERED else finding.level
    head = (word, style), (f" {finding.rule}{place}  ", "标题"), (finding.message, "")
    yield Line(head, indent=2)
    # About a report, both sides stand in the message.
    sides = "" if finding.spot else "  ".join(_sides(finding))
    if sides:
        yield line(sides, indent=4)
    if others := finding.places if finding.spot else finding.places[1:]:
        more = f" 等{len(others)}格" if len(others) > CELLS else ""
        word = "工作簿单元格" if finding.spot else "相关单元格"
        yield line(f"{word}：{'、'.join(map(str, others[:CELLS]))}{more}", "次要", indent=4)
    if finding.explanation:
        yield line(f"单位说明：{' '.join(finding.explanation.split())}", indent=4)


def _sides(finding: Finding) -> Iterator[str]:
    """Both sides, their difference and how much would have been let pass."""
    named = (
        ("本处", finding.left),
        ("对照", finding.right),
        ("差", finding.difference),
        ("容差", finding.tolerance if finding.difference is not None else None),
    )
    for word, value in named:
        if value is not None:
            yield f"{word} {said(value)}"


def _unjudged(findings: Iterable[Finding]) -> Iterator[Line]:
    """The rules that lacked data, one line a rule; those laid to a finding above are only counted."""
    unjudged = [finding for finding in findings if finding.outcome == "未判"]
    if not unjudged:
        return
    standing = sorted((f for f in unjudged if not f.cause), key=lambda f: f.rule)
    laid = (
        f"，其中 {len(unjudged) - len(standing)} 条由上面的问题引起" if len(unjudged) > len(standing) else ""
    )
    yield line(f"未判 {len(unjudged)} 条：缺少数据，不等于通过{laid}", "核实", indent=2)
    for rule, group in groupby(standing, key=lambda f: f.rule):
        of_rule = list(group)
        times = f"({len(of_rule)}处)" if len(of_rule) > 1 else ""
        yield line(f"{rule}{times} {of_rule[0].message}", "次要", indent=4)


def summary(tally: Tally) -> Line:
    """The sums of all files in one line."""
    verdicts = "、".join(f"{word} {tally.verdicts[word]}" for word in MARKS if tally.verdicts[word])
    answered = [key for key in ANSWERED if tally.findings[key]]
    findings = "、".join(f"{key} {tally.findings[key]}" for key in (*KEYS, *answered))
    return line(f"共 {tally.files} 个文件：{verdicts}。{findings}", "标题")
