"""A worksheet of a row a unit, by the thousands: nothing is done over again for each of its cells."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class LeanWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """XlsxWriter's worksheet, told rows and columns as numbers only, with formulas written as they are.

    Otherwise each formula is searched for 29 functions of newer Excels, of which ours use none, and each
    address for an A1; the two are a third of the time of a large sheet.
    """

    write_number = Worksheet._write_number  # noqa: SLF001
    write_string = Worksheet._write_string  # noqa: SLF001
    write_blank = Worksheet._write_blank  # noqa: SLF001
    write_formula = Worksheet._write_formula  # noqa: SLF001

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")
