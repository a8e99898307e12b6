"""A report that would not stay what it is is refused in Chinese, and nothing is written."""

from __future__ import annotations

import pytest

from tests.proofs.findings import on
from tests.prose.made import document, p
from xltools.core.errors import InputError, PatchRefused
from xltools.core.prose.spot import Spot
from xltools.writers.proofs import proofed

TEXT = p("支出100元")
_PROTECTED = '<w:documentProtection w:edit="{}" w:enforcement="{}"/>'.format


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document(TEXT, extra={"_xmlsignatures/sig1.xml": b"<x/>"}), "数字签名"),
        (document(TEXT, settings=_PROTECTED("readOnly", "1")), "限制编辑"),
        (document(TEXT, settings=_PROTECTED("forms", "true")), "限制编辑"),
        (document(TEXT, strict=True), "严格的 Open XML"),
        (document(""), "没有一个段落"),
    ],
)
def test_refused(content: bytes, reason: str) -> None:
    """Signed, protected, strict, without a place for a comment."""
    with pytest.raises(PatchRefused, match=reason) as error:
        proofed(content, [on(None)], path="示例.docx")
    assert error.value.fix
    assert "Excel" not in error.value.fix


@pytest.mark.parametrize(
    "spot", [Spot(1, 2, 5, "200"), Spot(2, 0, 1, "支"), Spot(0, 0, 1, "支"), Spot(1, 5, 9, "元")]
)
def test_findings_of_another_report(spot: Spot) -> None:
    """Words that are not there are not marked somewhere else."""
    with pytest.raises(PatchRefused, match="不是这份报告的"):
        proofed(document(TEXT), [on(spot)])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "自评报告".encode(),
        document(TEXT)[:-60],
        document("<w:p>"),
        document(TEXT, comments="<w:comment>"),
        document(TEXT, styles="<w:style>"),
    ],
)
def test_damaged(content: bytes) -> None:
    """What is no Word document, or a damaged one, is said to be so."""
    with pytest.raises(InputError) as error:
        proofed(content, [on(None)])
    assert "Excel" not in error.value.message + error.value.fix


@pytest.mark.parametrize("enforcement", ["0", "false"])
def test_protection_that_is_off(enforcement: str) -> None:
    """Protection that is not enforced keeps nobody out."""
    content = document(TEXT, settings=_PROTECTED("readOnly", enforcement))
    assert proofed(content, [on(None)]) != content
