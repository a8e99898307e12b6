"""A generated report, opened to be refreshed or to be compared with, or refused with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from xltools.core.errors import InputError, PatchRefused
from xltools.readers.word.file import open_word, reading_word
from xltools.writers.bound.blocks import BlockAt, blocks
from xltools.writers.bound.store import Store, parse_store
from xltools.writers.patch.draft import Draft

#: Parts besides the main one that may hold controls.
_OTHERS = ("header", "footer", "footnotes", "endnotes")
_AS_SENT = "请在 Word 或 WPS 里另存为普通的 .docx 后再试；原件没有改动。"


@dataclass(frozen=True)
class Report:
    """A report as a draft, its main part, and its store of figures with the part that holds it."""

    draft: Draft
    main: str
    store: Store
    store_part: str

    @property
    def body(self) -> etree._Element:
        """The body, to be changed in place."""
        body = self.draft.tree(self.main).find(qn("w:body"))
        assert body is not None  # noqa: S101  # looked for when it was opened
        return body

    @property
    def roots(self) -> list[etree._Element]:
        """The parts that may hold controls, the main one first."""
        others = (
            each.target
            for each in self.draft.relations(self.main).values()
            if each.kind in _OTHERS and not each.external and each.target in self.draft
        )
        return [self.draft.tree(part) for part in dict.fromkeys((self.main, *others))]

    def part_name(self, relation: str) -> str | None:
        """The part a relation of the main part leads to; None where there is none."""
        found = self.draft.relations(self.main).get(relation)
        return None if found is None or found.external or found.target not in self.draft else found.target

    def part(self, relation: str) -> bytes | None:
        """The bytes of that part."""
        name = self.part_name(relation)
        return None if name is None else self.draft.read(name)

    def blocks(self) -> tuple[BlockAt, ...]:
        """The blocks of the body."""
        return blocks(self.body, self.store, self.part)


def open_generated(content: bytes, path: str) -> Report:
    """Open a report.

    InputError for what is no Word document or was not generated with a store of figures; PatchRefused for one
    that would not stay what it is.
    """
    with reading_word(path):
        package, main = open_word(content, path)
        draft = Draft(package, content)
        draft.tree(main)
    if any(name.lower().startswith("_xmlsignatures/") for name in package.names):
        raise PatchRefused(f"“{package.file}”带有数字签名，改动会使签名失效。", fix=_AS_SENT)
    for relation in draft.relations(main).values():
        if relation.kind == "customXml" and relation.target in draft:
            store = parse_store(draft.read(relation.target))
            if store is not None and store.blocks and draft.tree(main).find(qn("w:body")) is not None:
                return Report(draft, main, store, relation.target)
    raise InputError(
        f"“{package.file}”里没有记下生成时的数字和文字，不能刷新：它不是用 xltools report new 写的，"
        "是旧版写的，或另存为 .doc、.wps、.odt 等格式再存回时去掉了这些记录",
        fix="留有没另存过的原件的，刷新原件；否则用 xltools report new 由工作簿另写一份，"
        "把手工写的内容抄进去，以后一直存为 .docx",
        code="no-figures",
    )
