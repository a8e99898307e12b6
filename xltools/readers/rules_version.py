"""Which rules a check was made by: a digest of the definitions and of the program that asks them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from xltools.core.names import DEFINITION

#: What computes: another version of it may come to other results.
_ENGINE = "formualizer"


def rules_version(folders: Iterable[Path]) -> str:
    """The version of the rules in these folders of standards, as 16 hexadecimal digits.

    Any change of a definition or of the program makes another one: built-in checks stand in code.
    """
    digest = hashlib.sha256(_program().encode())
    for folder in folders:
        digest.update((folder / DEFINITION).read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _program() -> str:
    package = Path(str(files("xltools")))
    digest = hashlib.sha256(_engine().encode())
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _engine() -> str:
    try:
        return version(_ENGINE)
    except PackageNotFoundError:
        return ""
