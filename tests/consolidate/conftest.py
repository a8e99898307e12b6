"""Records made by hand from the real standard, checked as if their files had been read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.layout import lay_out
from xltools.core.model import Checked, Datum, Finding, Record, Source, Typed
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.readers.standard import read_standard

TEMPLATES = Path(__file__).parents[2] / "templates"

Make = Callable[..., Checked]


@pytest.fixture(scope="session")
def standard() -> Standard:
    """The real standard 湛江2022."""
    return read_standard(TEMPLATES / "湛江2022")


@pytest.fixture(scope="session")
def make(standard: Standard) -> Make:
    """Make a checked file: ``make("906", 财政下达预算数=Decimal(5))``."""
    places = {name: cell.place for name, cell in lay_out(standard).cells.items()}

    def checked(
        code: str,
        *,
        name: str | None = None,
        path: str | None = None,
        year: int | None = 2022,
        currency: str | None = "元",
        scope: str = "单位本级",
        scores: Mapping[str, Decimal] | None = None,
        findings: tuple[Finding, ...] = (),
        sha256: str = "",
        form: str = "",
        **values: Typed,
    ) -> Checked:
        """One file of the unit ``code``; other keywords are cell names with their values."""
        cells: dict[str, Typed] = {"金额单位": currency, "填报口径": scope, **values}
        cells.update({f"{indicator}_自评得分": score for indicator, score in (scores or {}).items()})
        name = f"单位{code}" if name is None else name
        content = repr((code, name, year, sorted(cells.items(), key=str)))
        source = Source(path or f"报送/{code}.xlsx", sha256 or hashlib.sha256(content.encode()).hexdigest())
        data = {
            key: Datum(key, value, places.get(key, Place("自评表", 1, 1)), None)
            for key, value in cells.items()
        }
        record = Record(form or standard.name, source, code, name, year, data, {})
        return Checked(source.path, source.sha256, standard.name, "formualizer", "通过", record, findings)

    return checked


@pytest.fixture(scope="session")
def unreadable(standard: Standard) -> Checked:
    """A file that could not be read."""
    error = ("not-a-workbook", "不是工作簿", "请用 Excel 另存")
    return Checked("报送/坏.xlsx", "0" * 64, standard.name, "", "无法读取", error=error)


@pytest.fixture(scope="session")
def roster() -> Roster:
    """A department 906 (only a group) with its own office and two subordinates, and one unit beside it."""
    return build_roster(
        [
            Unit("906", "湛江市某局", "", "虚拟", expected=False),
            Unit("906001", "湛江市某局(本级)", "906", "本级"),
            Unit("906002", "湛江市某中心", "906"),
            Unit("906003", "湛江市某站", "906"),
            Unit("017", "湛江市另一单位"),
        ]
    )
