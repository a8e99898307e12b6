"""A change of a binary 规范.xlsx shows as a change of text, and its blank form is built anew.

Refresh after an intended change, then read the diff:

    xltools standard show 湛江2022 -o tests/standards/golden/湛江2022.txt   (so too 四川)
    xltools standard build 湛江2022                                       (so too 四川)
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from tests.core.altered import NAMES, TEMPLATES
from xltools.cli import execute
from xltools.resources import FORM

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", NAMES)
def test_the_text_view_is_the_reviewed_one(name: str, tmp_path: Path) -> None:
    """`standard show` prints what stands in golden/: whoever changes a 规范.xlsx changes it too."""
    out = tmp_path / "现在.txt"
    assert execute(["standard", "show", name, "-o", str(out)]) == 0
    now, then = (file.read_text("utf-8").splitlines() for file in (out, GOLDEN / f"{name}.txt"))
    changes = "\n".join(difflib.unified_diff(then, now, "golden", "规范.xlsx", lineterm="", n=1))
    refresh = f"xltools standard show {name} -o tests/standards/golden/{name}.txt"
    assert not changes, f"{changes}\n\n有意的改动请运行:{refresh}"


@pytest.mark.parametrize("name", NAMES)
def test_the_blank_form_is_built_from_its_definition(name: str, tmp_path: Path) -> None:
    """The committed 自评工作簿.xlsx is byte for byte what `standard build` makes of its 规范.xlsx."""
    out = tmp_path / FORM
    assert execute(["standard", "build", name, "-o", str(out)]) == 0
    kept = TEMPLATES / name / FORM
    assert out.read_bytes() == kept.read_bytes(), f"空白表已过时,请运行:xltools standard build {name}"
