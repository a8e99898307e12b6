"""Full-width digits and signs as half-width ones, character for character."""

from __future__ import annotations

_SIGNS = str.maketrans(
    "０１２３４５６７８９．％﹪＋－＝／∕⁄＊（）［］＜＞〈〉",
    "0123456789.%%+-=///*()[]<><>",
)


def normal(text: str) -> str:
    """The text with the same length, so that a position in it is one in the original.

    >>> normal("６．７亿（约）")
    '6.7亿(约)'
    """
    return text.translate(_SIGNS)
