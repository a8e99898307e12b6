"""What Excel takes for the name of a sheet: formulas could not point at any other."""

from __future__ import annotations

#: Excel takes 31; some programs write longer ones, which formulas can point at all the same.
_LONGEST = 255
_FORBIDDEN = frozenset("[]:*?/\\")


def unnamable(name: str) -> str:
    """Why a name is none, in Chinese; "" where it is one."""
    if not name:
        return "是空的"
    if len(name) > _LONGEST:
        return f"超过 {_LONGEST} 个字"
    if not _FORBIDDEN.isdisjoint(name):
        return "里有 [ ] : * ? / \\ 之一"
    if name[0] == "'" or name[-1] == "'":
        return "以单引号开头或结尾"
    return "" if all(ord(each) >= 32 for each in name) else "里有控制字符"
