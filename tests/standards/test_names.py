"""A standard's names are names to Excel, and its rules run on the blank form."""

from __future__ import annotations

import re

import pytest

from tests.core.altered import NAMES, standard
from tests.form.books import check, fill
from xltools.core.layout import lay_out
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer

both = pytest.mark.parametrize("name", NAMES)


def known(chosen: Standard) -> set[str]:
    """Everything a formula of the form may name: cells, whole columns, parameters."""
    layout = lay_out(chosen)
    columns = {f"{table}_{column}" for table, laid in layout.tables.items() for column in laid.columns}
    return {*layout.cells, *columns, *chosen.parameter}


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
