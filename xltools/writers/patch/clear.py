"""Clearing: a marked workbook without its marks; as it was, or where others saved it since, cleaned."""

from __future__ import annotations

from xltools.writers.patch import cleaned, vault
from xltools.writers.patch.draft import open_draft
from xltools.writers.patch.refusal import patching


def cleared(content: bytes, path: str) -> bytes:
    """The workbook without marks. Where there are none it is returned unchanged.

    While the marked parts are still what marking wrote, every original part comes back byte for byte. In a
    workbook that Excel or another program has saved since, our notes, fills and sheet are taken away and all
    else stays as it now is. InputError for what is no workbook, PatchRefused for what cannot be changed.
    """
    with patching(path):
        draft = open_draft(content, path)
        original = vault.opened(draft)
        if original is not None:
            return original
        return draft.content() if cleaned.clean(draft) else content
