"""What is installed is what is in the tree."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_package_is_installed() -> None:
    """Each folder with an __init__.py stands in setup.cfg: one left out would only fail after installing."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split()) - {"xltools.templates"}
    folders = (path.parent.relative_to(ROOT) for path in (ROOT / "xltools").rglob("__init__.py"))
    assert listed == {".".join(folder.parts) for folder in folders}
