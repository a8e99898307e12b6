"""What goes between processes arrives whole, however it is made short on the way."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields
from decimal import Decimal

from xltools.core.model import Datum
from xltools.core.refs import Place


def test_a_datum_and_its_place_arrive_whole() -> None:
    """Every field, those with a usual value too, survives pickling and copying; a new field must be added."""
    place = Place("表一", 3, 6)
    datum = Datum("支出", Decimal("20000000.00"), place, "2,000万元", readable=False, written="2,000万元")
    for each in (place, datum):
        sent = pickle.loads(pickle.dumps(each))  # noqa: S301
        assert sent == copy.deepcopy(each) == each
        assert [str(getattr(sent, f.name)) for f in fields(each)] == [
            str(getattr(each, f.name)) for f in fields(each)
        ]
        assert len(each.__reduce__()[1]) == len(fields(each))
