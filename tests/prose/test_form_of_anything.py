"""The checks of form bear any text: none fails, and each names words that stand there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.prose.texts import narrative, standard
from xltools.core.prose.read import Read
from xltools.core.prose.report import CHECKS

SPLIT = re.compile(r"\|")
PIECES = (
    *SPLIT.split(
        "一、|二、|（一）|（三）|1.|2.|7.|（1）|①|第一章|十十、|２．|。|，|-|至|：|）|“|”|《|》|3|0|十"
    ),
    *SPLIT.split("20XX年|××|____|□是|□否|{{|}}|【待填|】|帐务|的的|总体情况|报告|附件|目录|阶段（"),
    *SPLIT.split("2月30日|4月3日|2022年|9999年|0000年|13月|2023年4月25日|九九九九年一月一日|〇〇〇〇年五月"),
    *SPLIT.split("填报日期：|评价年度：|已于|按时|前完成|报送|自评|15日内|批复|公开|〔2093〕3号"),
    *("\n", "\n", "\t", "　"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@pytest.mark.parametrize("rule", ["R067", "R068", "R069", "R071", "R142", "R143"])
def test_no_text_is_too_much(rule, text):
    """No check raises; a spot's words are those of its place."""
    report = narrative(text)
    asked = standard().rule[rule]
    for found in CHECKS[asked.compare](Read(report, standard()), asked):
        if found.spot:
            passage = report.passages[found.spot.paragraph - 1]
            assert passage.text[found.spot.start : found.spot.end] == found.spot.text != ""
