"""What guards the form: data validation with Chinese messages, protection, page set-up."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from xltools.core.entry.window import Days
from xltools.core.refs import Area
from xltools.core.standard import Field

_ALLOWED = re.compile(r"(?:(?P<low>-?[\d.]+)~(?P<high>-?[\d.]+))|(?P<operator>[<>]=?)(?P<bound>-?[\d.]+)")
_OPERATORS = {
    ">=": "greaterThanOrEqual",
    "<=": "lessThanOrEqual",
    ">": "greaterThan",
    "<": "lessThan",
}
#: What an amount may at most be where the standard sets no bound: Excel keeps 15 digits.
_WIDEST = 10**13


def validate(ws: Any, field: Field, area: Area, days: Days) -> None:
    """Let the input cells of a field take only what the field allows; a date one of the ``days``."""
    validation = _validation(field, days)
    if validation is None:
        return
    validation.errorTitle = f"{field.label}填写有误"
    validation.error = _advice(field)
    validation.promptTitle = field.label[:32]
    validation.prompt = (field.note or _advice(field))[:255]
    validation.allow_blank = True
    validation.showErrorMessage = True
    validation.showInputMessage = True
    ws.add_data_validation(validation)
    validation.add(area.ref)


def _validation(field: Field, days: Days) -> DataValidation | None:
    if field.choices:
        return DataValidation(type="list", formula1=f'"{",".join(field.choices)}"')
    if field.kind == "日期":
        first, last = (f"DATE({day.year},{day.month},{day.day})" for day in days)
        return DataValidation(type="date", operator="between", formula1=first, formula2=last)
    if not field.numeric:
        return None
    kind = "whole" if field.kind == "整数" else "decimal"
    match = _ALLOWED.fullmatch(field.allowed)
    if match and match["operator"]:
        return DataValidation(type=kind, operator=_OPERATORS[match["operator"]], formula1=match["bound"])  # type: ignore[arg-type]
    low, high = (match["low"], match["high"]) if match else (str(-_WIDEST), str(_WIDEST))
    return DataValidation(type=kind, operator="between", formula1=low, formula2=high)  # type: ignore[arg-type]


def _advice(field: Field) -> str:
    """What to type, in one sentence."""
    if field.choices:
        return f"请从下拉框选择:{'、'.join(field.choices)}"
    if field.kind == "日期":
        return "请填日期,例:2023-04-25"
    what = "整数" if field.kind == "整数" else "数字"
    bound = f"({field.allowed})" if field.allowed else ""
    unit = f",单位:{field.unit}" if field.unit else ""
    return f"请填{what}{bound}{unit};不要带单位、逗号和文字"


def protect(ws: Any, *, may_insert: bool) -> None:
    """Lock what is not input, without a password; colours, filters, sizes (and new rows) stay allowed.

    Colours, so that what a check finds can be marked while the sheet is protected.
    """
    protection = ws.protection
    protection.sheet = True
    protection.formatCells = False
    protection.formatColumns = False
    protection.formatRows = False
    protection.autoFilter = False
    protection.sort = False
    protection.insertRows = not may_insert


def set_up_page(ws: Any, *, landscape: bool, freeze: str) -> None:
    """A4, as wide as the page, headings repeated, page numbers in the footer."""
    ws.page_setup.paperSize = 9
    ws.page_setup.orientation = "landscape" if landscape else "portrait"
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.5
    ws.page_margins.top, ws.page_margins.bottom, ws.page_margins.footer = 0.6, 0.75, 0.35
    ws.print_options.horizontalCentered = True
    ws.oddFooter.center.text = "第 &P 页 共 &N 页"
    ws.freeze_panes = freeze
    ws.sheet_view.showGridLines = False
    head = int(re.sub(r"\D", "", freeze)) - 1
    ws.print_title_rows = f"1:{head}"


def colour_results(ws: Any, ref: str, colours: dict[str, str]) -> None:
    """Colour result cells by how their text begins."""
    first = ref.split(":", 1)[0]
    for text, colour in colours.items():
        formula = f'ISNUMBER(SEARCH("{text}",{first}))'
        rule = FormulaRule(formula=[formula], font=Font(color=colour, bold=True))  # type: ignore[no-untyped-call]
        ws.conditional_formatting.add(ref, rule)
