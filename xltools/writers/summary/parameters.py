"""The parameters of the standard that a summary's formulas look up, and the formula of the grade."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from xltools.core.common_fields import GRADE_FIELD, TOTAL_FIELD
from xltools.core.expressions import names_in
from xltools.core.refs import Area, column_letters, quote_sheet
from xltools.writers.summary.scored import Scored

PARAMETERS = "参数"


class Parameters(Scored):
    """Where each parameter stands on the sheet 参数."""

    @cached_property
    def grade(self) -> str:
        """The formula of the grade over the total's name and parameters; "" when it needs anything else."""
        item, _ = self.standard.by_cell_name.get(GRADE_FIELD, (None, ""))
        allowed = {TOTAL_FIELD, *self.standard.parameter}
        return item.formula if item and item.formula and set(names_in(item.formula)) <= allowed else ""

    @cached_property
    def parameters(self) -> Mapping[str, Area]:
        """The parameters that formulas use, each a column of the sheet 参数."""
        formulas = (*self.summary.recomputed.values(), self.grade)
        used = dict.fromkeys(name for formula in formulas for name in names_in(formula))
        names = [name for name in used if name in self.standard.parameter]
        return {
            name: Area(PARAMETERS, 3, column, 2 + len(self.standard.parameter[name].values), column)
            for column, name in enumerate(names, 1)
        }

    def parameter(self, name: str) -> str:
        """A parameter's address with its sheet; "" when the name is not one."""
        area = self.parameters.get(name)
        if area is None:
            return ""
        letters = column_letters(area.first_column)
        first = f"{quote_sheet(PARAMETERS)}!${letters}${area.first_row}"
        return first if area.single else f"{first}:${letters}${area.last_row}"
