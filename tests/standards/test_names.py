"""Every name, column and slot a standard's formulas and words use is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.core.altered import NAMES, standard
from tests.form.books import check, fill
from xltools.core.attachments.forms import by_name, tied
from xltools.core.definition import BUILT_IN
from xltools.core.expressions import columns_in, names_in
from xltools.core.instances import instances, loop_of
from xltools.core.layout import lay_out
from xltools.core.standard import Rule, Standard
from xltools.engines.formualizer import Formualizer

both = pytest.mark.parametrize("name", NAMES)

#: What a message may hold, and the built-in checks' fewer slots.
SLOTS = {"左", "右", "差", "行", "项", "名", "附表"}
BUILT_IN_SLOTS = {"左", "右", "差", "名"}


def known(chosen: Standard) -> set[str]:
    """Everything a formula of the form may name: cells, whole columns, parameters."""
    layout = lay_out(chosen)
    columns = {f"{table}_{column}" for table, laid in layout.tables.items() for column in laid.columns}
    return {*layout.cells, *columns, *chosen.parameter}


def asked(rule: Rule) -> Iterator[tuple[str, str]]:
    """(which part, formula) of everything a rule asks, its items put in."""
    yield "适用单位", rule.applies
    for instance in instances(rule):
        yield f"前提条件{instance.item}", instance.precondition
        yield f"左式{instance.item}", instance.left
        yield f"右式{instance.item}", instance.right


@both
def test_names_in_form_formulas_exist(name: str) -> None:
    """Each formula of 字段 and 指标, for each 列口径 and each row, is over names and columns that exist."""
    chosen = standard(name)
    layout, there = lay_out(chosen), known(standard(name))
    formulas = [(cell.name, cell.table, cell.pattern or cell.formula) for cell in layout.cells.values()]
    formulas += [(f.name, f.block, f.formula) for f in chosen.fields if f.each_row]
    assert sum(bool(formula) for *_, formula in formulas) > 5
    for cell, table, formula in formulas:
        assert set(names_in(formula)) <= there, cell
        assert set(columns_in(formula)) <= set(layout.tables[table].columns if table else ()), cell


@both
def test_names_in_rules_exist(name: str) -> None:
    """Each rule's formulas and marks are over names that exist, and columns of the table it is asked of.

    What is taken of attached forms is known to rules, never to the form itself.
    """
    chosen = standard(name)
    layout, there = lay_out(chosen), known(standard(name)) | by_name(chosen).keys()
    for rule in chosen.rules:
        if not rule.enabled or rule.compare in BUILT_IN:
            continue
        table, _ = loop_of(rule)
        columns = set(layout.tables[table].columns if table else ())
        for part, formula in asked(rule):
            assert set(names_in(formula)) <= there, (rule.number, part)
            assert set(columns_in(formula)) <= columns, (rule.number, part)
        for mark in (mark for instance in instances(rule) for mark in instance.marks):
            assert mark in there or mark.removeprefix("[@").removesuffix("]") in columns, (rule.number, mark)
        assert rule.marks, f"{rule.number} 没有标注单元格"


@both
def test_message_slots_are_known(name: str) -> None:
    """A rule's words have only slots that are filled: {行} needs a table, {项} items, {差} two numbers."""
    for rule in standard(name).rules:
        if not rule.enabled:
            continue
        slots = set(re.findall(r"\{([^}]*)\}", rule.message))
        table, items = loop_of(rule)
        allowed = SLOTS if rule.compare not in BUILT_IN else BUILT_IN_SLOTS
        if not table:
            allowed = allowed - {"行"}
        if items == ("",):
            allowed = allowed - {"项"}
        if rule.compare in ("真", "同填", "互斥"):
            allowed = allowed - {"差"}
        if rule.number in tied(standard(name)):
            allowed = allowed | {"附表"}
        assert slots <= allowed, rule.number
        assert rule.fix, rule.number
        assert rule.basis, rule.number


@both
def test_every_rule_runs_on_the_blank_form(name: str) -> None:
    """No rule is broken, none is refused by the engine, and a blank form has nothing to fail a sum by."""
    chosen = standard(name)
    checked = check(fill(chosen, {}), chosen, Formualizer())
    assert "规则异常" not in {finding.outcome for finding in checked.findings}
    assert {"R007", "R087"} <= {finding.rule for finding in checked.findings}
    assert not any(finding.outcome == "不通过" and finding.rule == "R007" for finding in checked.findings)


@both
def test_defined_names_are_names_to_excel(name: str) -> None:
    """No name looks like a cell, has a space, or differs from another by case only."""
    names = known(standard(name))
    shape = re.compile(r"[^\W\d][\w.]*")
    for each in names:
        assert shape.fullmatch(each), each
        assert not re.fullmatch(r"(?i)[a-z]{1,3}\d+|r\d*|c\d*|r\d*c\d*|true|false", each), each
        assert len(each) <= 255
    assert len({each.upper() for each in names}) == len(names)
