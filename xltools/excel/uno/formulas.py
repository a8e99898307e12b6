"""Formulas as LibreOffice hands them over -> as Excel shows them, and back.

``=SUM($表.A1:B2;{1|2})`` is ``=SUM(表!A1:B2,{1;2})``; what stands in quotes is left alone.
"""

from __future__ import annotations

import re

_TEXT = re.compile(r'("(?:[^"]|"")*")')
_FILE = re.compile(r"'file://(?P<path>[^']*/)?(?P<file>[^'/]+)'#")
_REST = r"(?=\$?[A-Z]{1,3}\$?[0-9]|\$?[A-Z]{1,3}:\$?[A-Z]|\$?[0-9]+:\$?[0-9]|#REF!)"
_SHEET = re.compile(rf"\$?(?P<name>'(?:[^']|'')+'|[^\W\d][\w]*|\[\d+\]\w+)\.{_REST}")
_QUOTED = re.compile(r"(?P<name>'(?:[^']|'')+')!")
_BARE = re.compile(r"(?P<name>[^\W\d]\w*)!(?=\$?[A-Z])")
_SIGNS = str.maketrans({";": ",", "|": ";", "~": ","})
_TRUTH = re.compile(r"\b(TRUE|FALSE)\(\)")
_WHOLE = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|TRUE|FALSE")


def shown(text: str) -> str:
    """A formula, or the text of a cell without one, as Excel's formula bar has it.

    A truth value or an error that was typed is a formula to LibreOffice, and comes back as itself.
    """
    formula = text[1:-1] if text.startswith("{=") and text.endswith("}") else text
    if not formula.startswith("="):
        return text
    pieces = _TEXT.split(formula)
    made = "".join(piece if at % 2 else _outside(piece) for at, piece in enumerate(pieces))
    return made[1:] if _WHOLE.fullmatch(made[1:]) else made


def _outside(piece: str) -> str:
    piece = _FILE.sub(lambda found: f"[{found['path'] or ''}{found['file']}]", piece)
    piece = _SHEET.sub(r"\g<name>!", piece)
    return _TRUTH.sub(r"\1", piece.translate(_SIGNS))


def written(text: str) -> str:
    """A formula as Excel takes it, as LibreOffice takes it."""
    pieces = _TEXT.split(text)
    return "".join(piece if at % 2 else _inside(piece) for at, piece in enumerate(pieces))


def _inside(piece: str) -> str:
    piece = piece.replace(";", "|").replace(",", ";")
    return _BARE.sub(r"$\g<name>.", _QUOTED.sub(r"$\g<name>.", piece))
