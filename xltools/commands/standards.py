"""The standards that checked files were judged by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from xltools.core.errors import XltoolsError
from xltools.core.model import Checked
from xltools.core.standard import Standard


def standards_of(checked: Iterable[Checked], asked: str | None = None) -> Mapping[str, Standard]:
    """Those standards by name; ``asked`` is the one given on the command line, which may be a folder.

    One that cannot be loaded is left out: the check of its files has told of it.
    """
    from xltools.runner import load_standard

    found = {}
    for name in (*sorted({each.standard for each in checked} - {""}), *([asked] if asked else [])):
        with suppress(XltoolsError):
            standard = load_standard(name)
            found[standard.name] = standard
    return found
