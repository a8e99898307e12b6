"""One row of a sheet of 规范.xlsx: its cells by heading, each read as what it must be, or a named fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from xltools.core.amounts import exact
from xltools.core.errors import StandardError
from xltools.core.model import Value

#: What a defined name may look like, and what Excel would take for a cell (F12, R1C1).
_NAME = re.compile(r"[^\W\d]\w*")
_CELL_LIKE = re.compile(r"[A-Z]{1,3}\d+|(?:R\d*)?(?:C\d*)?", re.IGNORECASE)


def decimal_of(text: str) -> Decimal | None:
    """A text as a finite number, or None."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet of 规范.xlsx: where it stands, and its cells by heading."""

    book: str
    sheet: str
    row: int
    cells: Mapping[str, Value]

    def fault(self, heading: str, problem: str) -> StandardError:
        """The error that names this row and column."""
        return StandardError(
            f"规范“{self.book}”工作表“{self.sheet}”第{self.row}行“{heading}”:{problem}",
            fix="在 Excel 中打开该规范的 规范.xlsx,改正后重试",
        )

    def text(self, heading: str) -> str:
        """The cell as text, trimmed; "" when blank."""
        value = self.cells.get(heading)
        if value is None:
            return ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(exact(value))
        return str(value).strip()

    def need(self, heading: str) -> str:
        """The cell as text; an error when blank."""
        text = self.text(heading)
        if not text:
            raise self.fault(heading, "不能为空")
        return text

    def number(self, heading: str) -> Decimal | None:
        """The cell as a number; None when blank."""
        text = self.text(heading)
        if not text:
            return None
        number = decimal_of(text)
        if number is None:
            raise self.fault(heading, f"“{text}”不是数字")
        return number

    def whole(self, heading: str) -> int | None:
        """The cell as a whole number; None when blank."""
        number = self.number(heading)
        if number is not None and number != int(number):
            raise self.fault(heading, f"“{number}”不是整数")
        return None if number is None else int(number)

    def yes(self, heading: str) -> bool:
        """Whether the cell says 是; a blank says 否."""
        return self.one_of(heading, ("是", "否"), "否") == "是"

    def name(self, heading: str) -> str:
        """The cell as a text that Excel takes as a defined name."""
        name = self.need(heading)
        if not _NAME.fullmatch(name) or _CELL_LIKE.fullmatch(name):
            raise self.fault(heading, f"“{name}”不能用作单元格名称:只用汉字、字母、数字和下划线,不能像 A1")
        return name

    def parts(self, heading: str) -> tuple[str, ...]:
        """The cell as a list separated by 、."""
        return tuple(part.strip() for part in self.text(heading).split("、") if part.strip())

    def one_of(self, heading: str, allowed: Sequence[str], default: str = "") -> str:
        """The cell as one of the allowed words."""
        text = self.text(heading) or default
        if text not in allowed:
            raise self.fault(heading, f"“{text}”不是 {'、'.join(filter(None, allowed))} 之一")
        return text
