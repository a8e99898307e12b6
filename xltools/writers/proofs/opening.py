"""A report to be marked: opened, or refused with the reason."""

from __future__ import annotations

from xltools.core.errors import PatchRefused
from xltools.readers.word.file import open_word
from xltools.readers.word.names import attribute, child, kind
from xltools.writers.patch.draft import Draft
from xltools.writers.proofs.elements import W

_OFF = frozenset(("0", "false", "off"))
_AS_SENT = "请在 Word 或 WPS 里另存为普通的 .docx 后再试；原件没有改动。"


def open_report(content: bytes, path: str) -> tuple[Draft, str]:
    """A report as a draft, and the name of its main part.

    InputError for what is no Word document; PatchRefused for one that would not stay what it is: signed,
    protected, or in the strict form of the standard.
    """
    package, main = open_word(content, path)
    draft = Draft(package, content)
    if any(name.lower().startswith("_xmlsignatures/") for name in package.names):
        raise PatchRefused(f"“{package.file}”带有数字签名，加批注会使签名失效。", fix=_AS_SENT)
    root = draft.tree(main)
    if root.tag != f"{W}document":
        raise PatchRefused(f"“{package.file}”是“严格的 Open XML”格式，不能加批注。", fix=_AS_SENT)
    if child(root, "body") is None:
        raise PatchRefused(f"“{package.file}”没有正文，不能加批注。", fix="请核对文件。")
    if protection(draft, main) in ("readOnly", "forms"):
        fix = "请先在 Word 或 WPS 的“审阅—限制编辑”里停止保护，再试；原件没有改动。"
        raise PatchRefused(f"“{package.file}”限制编辑（只读或只填窗体），不能加批注。", fix=fix)
    return draft, main


def protection(draft: Draft, main: str) -> str:
    """What a document's protection leaves to do (readOnly, forms, comments, trackedChanges); "" for none."""
    part = draft.related(main, "settings")
    if part is None or part not in draft:
        return ""
    for each in draft.tree(part):
        if kind(each) == "documentProtection" and attribute(each, "enforcement") not in (None, *_OFF):
            return attribute(each, "edit") or ""
    return ""
