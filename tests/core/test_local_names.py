"""Names that belong to one sheet and to no field."""

from __future__ import annotations

from dataclasses import replace

from tests.core.altered import standard
from tests.form.books import CLEAN
from xltools.core.layout import lay_out
from xltools.core.locating.locate import locate
from xltools.core.model import DefinedName
from xltools.readers.xlsx import read


def test_a_filter_or_print_area_does_not_make_the_names_doubtful() -> None:
    """Excel keeps them as names of their sheet; all workbooks of a form share where its fields are."""
    std, book = standard(), read(CLEAN)
    own = DefinedName("_xlnm._FilterDatabase", "自评表!$A$3:$F$9", "自评表", hidden=True)
    printed = DefinedName("_xlnm.Print_Area", "评分表!$A$1:$H$60", "评分表")
    other = replace(book, names=(*book.names, own, printed))
    assert locate(other, std, lay_out(std)).local == frozenset()
    assert locate(other, std, lay_out(std)) is locate(replace(other, path="另.xlsx"), std, lay_out(std))
