"""Scores and the grade the report states, against the score sheet (文中总分)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools.core.expressions import names_in
from xltools.core.prose.beside.against_workbook import differing, is_score
from xltools.core.prose.beside.links import approximately, links
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

#: How far a grade may stand from the word for it: 评价等级为“优”.
_REACH = 8


def differing_scores(read: Read, rule: Rule) -> Iterator[Found]:
    """Each score that is not the score sheet's, and each grade that is not the sheet's.

    The rule marks (标注单元格) the grade's cell, and its 右式 names the parameter with all grades.
    """
    about = approximately(read)
    for link in links(read):
        if is_score(link) and not link.agrees(about):
            yield differing(read, link)
    for name in rule.marks:
        yield from _grades(read, name, rule)


def _grades(read: Read, name: str, rule: Rule) -> Iterator[Found]:
    """Places where the report names another grade than the workbook's, of those the standard knows."""
    field, _ = read.standard.by_cell_name.get(name, (None, ""))
    parameters = (read.standard.parameter.get(each) for each in names_in(rule.right))
    grades = [str(value) for parameter in parameters if parameter for value in parameter.values]
    ours = read.record.text(name) if read.record else ""
    if field is None or field.numeric or ours not in grades:
        return
    words = "|".join(map(re.escape, sorted({field.label, field.name, *field.aliases}, key=len, reverse=True)))
    choice = "|".join(map(re.escape, sorted(grades, key=len, reverse=True)))
    said = re.compile(
        rf"(?:{words})[^。；，、\n]{{0,{_REACH}}}?[为是：:“\"]+(?P<grade>{choice})(?=[”\"，。；、级等)）]|$)"
    )
    for index, text in enumerate(read.texts):
        for match in said.finditer(text):
            if match["grade"] != ours:
                yield Found(
                    read.spot(index, *match.span("grade")),
                    name=f"报告写{field.label}“{match['grade']}”，评分表为“{ours}”",
                    left=match["grade"],
                    right=ours,
                    field=name,
                )
