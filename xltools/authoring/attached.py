"""附表: what a standard takes of attached forms is there, in the standard of those forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from xltools.core.errors import XltoolsError
from xltools.core.guess import guess
from xltools.core.lint.fault import Fault
from xltools.core.standard import Standard

#: A standard by its name; raises XltoolsError where there is none.
Load = Callable[[str], Standard]


def attachment_faults(standard: Standard, load: Load, names: Sequence[str]) -> Iterator[Fault]:
    """Standards and fields of attached forms that do not exist; ``names`` are the standards there are."""
    for index, each in enumerate(standard.attachments):
        try:
            other = load(each.standard)
        except XltoolsError as error:
            what = f"没有规范“{each.standard}”{guess(each.standard, names)}"
            if each.standard in names:
                what = f"规范“{each.standard}”读不出来：{error.message}"
            why, fix = "它的附表一份也认不出，靠它的规则都不检查", "改正规范名"
            yield Fault("附表", index, each.name, "规范", what, why, fix)
            continue
        for column, name in (("字段", each.field), ("对应字段", each.key)):
            if name and name not in other.by_cell_name:
                what = f"规范“{other.name}”没有字段“{name}”{guess(name, other.by_cell_name)}"
                why, fix = "从附表取不到数，靠它的规则都成为“未判”", "改正字段名"
                yield Fault("附表", index, each.name, column, what, why, fix)
