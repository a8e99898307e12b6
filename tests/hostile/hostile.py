"""A hostile file: how it is made, and what is demanded of whoever reads it."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from tests.form.books import CLEAN

#: Demands besides the code of a refusal: the unit's figures are read as from the clean sample; the file is
#: read, and something in it is told of; nothing but values is read, and that is told of as 未判.
READ, TOLD, VALUES = "读", "指出", "未判"


@dataclass(frozen=True, slots=True)
class Hostile:
    """``name`` of the file, what makes its bytes, and the ``demand``: a code of a refusal, or a word above.

    Several codes may do, parted by ``|``.
    """

    name: str
    make: Callable[[], bytes]
    demand: str

    @property
    def demands(self) -> tuple[str, ...]:
        """The outcomes that will do."""
        return tuple(self.demand.split("|"))


Parts = dict[str, bytes]


@cache
def _clean() -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(CLEAN) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def clean_parts() -> Parts:
    """The parts of the clean sample."""
    return dict(_clean())


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sample() -> bytes:
    """The clean sample, packed anew."""
    return zipped(clean_parts())


def added(parts: Mapping[str, bytes | str]) -> Callable[[], bytes]:
    """The clean sample with more parts."""
    return lambda: zipped({**clean_parts(), **parts})


def without(*names: str) -> Callable[[], bytes]:
    """The clean sample without some parts."""
    return lambda: zipped({name: part for name, part in clean_parts().items() if name not in names})


def edited(part: str, edit: Callable[[str], str]) -> Callable[[], bytes]:
    """The clean sample with a part edited as text."""

    def make() -> bytes:
        parts = clean_parts()
        before = parts[part].decode()
        after = edit(before)
        if after == before:
            raise AssertionError(part)
        return zipped({**parts, part: after.encode()})

    return make


def put(part: str, old: str, new: str) -> Callable[[], bytes]:
    """The clean sample with the first ``old`` in a part replaced."""
    return edited(part, lambda text: text.replace(old, new, 1))


def recoded(part: str, encoding: str, declared: str, before: str = "") -> Callable[[], bytes]:
    """The clean sample with a part in another encoding; ``before`` stands before its root."""

    def make() -> bytes:
        parts = clean_parts()
        text = parts[part].decode()
        text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
        whole = f'<?xml version="1.0" encoding="{declared}"?>{before}{text.lstrip()}'
        return zipped({**parts, part: whole.encode(encoding)})

    return make
