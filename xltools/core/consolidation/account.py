"""审核情况说明 of a whole round: the sections that the letters have, made of what a summary knows."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.headlines import Headlines
from xltools.core.consolidation.summary import Submission, Summary
from xltools.core.model import Checked, Finding, Record
from xltools.core.overview.overview import overview
from xltools.core.overview.words import Section, explained

#: What a finding is counted by: rule, level, outcome, whether it follows from another one.
_Key = tuple[str, str, str, bool]


def account(summary: Summary) -> tuple[Section, ...]:
    """The sections of the 审核情况说明 of all files handed in; () when there is none."""
    slim: dict[_Key, Finding] = {}
    files = [_file(each, each.file, slim) for each in summary.submissions if each.file]
    if not files:
        return ()
    return explained(overview(files, {summary.standard.name: summary.standard}))


def handed_in(heads: Headlines) -> Section:
    """Who handed in, in words: what the roster asks, and which files do not count."""
    return Section("报送情况", tuple(_handed_in(heads)))


def _handed_in(heads: Headlines) -> Iterator[str]:
    if heads.expected is None:
        yield f"没有单位名册，不知道应报多少家；计入汇总 {heads.counted} 家。"
    else:
        yield (
            f"应报 {heads.expected} 家，实报 {heads.received} 家，未报 {heads.missing} 家；"
            f"计入汇总 {heads.counted} 家。"
        )
    apart = [
        (state, count) for state, count in heads.states.items() if count and state not in ("已报", "未报")
    ]
    if apart:
        told = "，".join(f"{state} {count} 份" for state, count in apart)
        yield f"没有计入汇总的文件：{told}，各份的原因见“报送情况”表。"


def _file(submission: Submission, file: Extract, slim: dict[_Key, Finding]) -> Checked:
    """A file with as much of it as the words need: who, the verdict, and what each finding counts as."""
    record = Record(file.standard, file.source, submission.code, submission.name, file.year, {}, {})
    found = tuple(_slim(finding, slim) for finding in file.findings)
    told = record if file.read else None
    return Checked(file.path, file.sha256, file.standard, file.engine, file.verdict, told, found, file.error)


def _slim(finding: Finding, known: dict[_Key, Finding]) -> Finding:
    """One and the same value for all findings that count alike: of many units only their numbers are held."""
    key = (finding.rule, finding.level, finding.outcome, bool(finding.cause))
    if key not in known:
        known[key] = Finding(
            finding.rule, finding.level, finding.outcome, "", basis=finding.basis, cause=finding.cause and "…"
        )
    return known[key]
