"""Marking a report: each finding a comment on its very words, each safe repair a tracked change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from xltools.core.model import Finding
from xltools.core.prose.spot import Spot
from xltools.readers.word.file import reading_word
from xltools.readers.word.story import NOTES
from xltools.readers.word.styles import Styles, styles_of
from xltools.writers.patch.draft import Draft
from xltools.writers.proofs.changes import insert, propose, take_back
from xltools.writers.proofs.comments import MARKS, Comments
from xltools.writers.proofs.cutting import Words
from xltools.writers.proofs.elements import free_ids
from xltools.writers.proofs.opening import open_report, protection
from xltools.writers.proofs.planning import Plan, Planned
from xltools.writers.proofs.wording import lines


def proofed(
    content: bytes,
    findings: Sequence[Finding],
    *,
    names: Mapping[str, str] | None = None,
    path: str = "报告.docx",
) -> bytes:
    """The report with each finding as a comment on its words, and safe repairs as tracked changes.

    What we wrote into it before is taken back first, so that twice is once; findings are those of the report
    as :func:`xltools.readers.prose.read_prose_bytes` reads it. Only the text and the comments are written
    anew; every other part stays byte for byte. ``names`` are the rules' names by number, ``path`` is for
    messages. InputError for what is no Word document, PatchRefused for one that must not be changed, or that
    the findings are not about.
    """
    with reading_word(path):
        draft, main = open_report(content, path)
        _mark(draft, main, findings, names or {})
        untouched = not draft.changed() and not draft.added
        return content if untouched else draft.content()


def _mark(draft: Draft, main: str, findings: Sequence[Finding], names: Mapping[str, str]) -> None:
    notes = [part for kind in NOTES if (part := draft.related(main, kind)) and part in draft]
    roots = [draft.tree(part) for part in (main, *notes)]
    part = draft.related(main, "styles")
    styles = styles_of(draft.tree(part)) if part and part in draft else Styles()
    comments = Comments(draft, main, {style.name.lower(): key for key, style in styles.by_id.items()})
    answered = comments.take_back(roots)
    for root in roots:
        take_back(root)
    if findings:
        changes = free_ids(roots)
        tracks = protection(draft, main) != "comments"
        plan = Plan(draft.package.file, roots, styles.all_hidden(), tracks, changes)
        planned = plan.of(findings)
        # Comments go outside changes: accepting or rejecting one must not take its comment away.
        _comment(comments, planned, answered, roots, names)
        _repair(plan.repairs, changes)
    comments.tidy()


def _comment(
    comments: Comments,
    planned: Iterable[Planned],
    answered: Counter[str],
    roots: Sequence[etree._Element],
    names: Mapping[str, str],
) -> None:
    """Write the comments, but for those that stand there still because somebody has answered them."""
    there = comments.root()
    numbers = free_ids([*roots, *([] if there is None else [there])], (*MARKS, "comment"))
    for each in planned:
        told = lines(each.finding, names, exact=each.exact, changed=each.changed)
        if answered["\n".join(told)]:
            answered["\n".join(told)] -= 1
        else:
            comments.add(next(numbers), told, each.units)


def _repair(repairs: Iterable[tuple[Spot, Words]], ids: Iterator[str]) -> None:
    for spot, words in repairs:
        if spot.start < spot.end:
            propose(words.units, spot.repair or "", ids)
        else:
            insert(words.units[0], spot.repair or "", ids, before=spot.start == 0)
