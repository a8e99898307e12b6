"""A unit's name as the name of a file."""

from __future__ import annotations

import unicodedata

#: Linux takes 255 bytes, Windows 255 signs; endings and numbers are added to a unit's name.
_LONGEST_NAME, _LONGEST_BYTES = 80, 180

#: Controls, what is not seen, halves of surrogates, ends of lines.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

#: Names of devices on Windows, whatever their ending.
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}) | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"
}


def safe_name(name: str) -> str:
    """A unit's name as a file name every system takes, with room for what is added to it.

    It names no folder, and nothing in it is unseen or turns the order of letters.
    """
    kept = "".join("_" if _is_unfit(character) else character for character in name).strip(" .")
    while len(kept) > _LONGEST_NAME or len(kept.encode()) > _LONGEST_BYTES:
        kept = kept[:-1]
    kept = kept.strip(" .") or "未填单位名称"
    return f"_{kept}" if kept.partition(".")[0].strip().upper() in _DEVICES else kept


def _is_unfit(character: str) -> bool:
    return character in '<>:"/\\|?*' or unicodedata.category(character) in _UNSEEN
