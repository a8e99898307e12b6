"""The ways in which people write a number: strategies for every width, space, sign and suffix."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

SPACES = (" ", "\u00a0", "\u3000", "\u2003", "\t", "\n")
HIDDEN = ("\u200b", "\u200c", "\ufeff", "\u2060", "\u200e")
MINUS = ("-", "－", "−", "–", "‐", "﹣")
WIDE = {char: chr(ord(char) + 0xFEE0) for char in "0123456789.,%()+"} | {"¥": "￥"}

amounts = st.integers(-(10**13) + 1, 10**13 - 1).map(lambda fen: Decimal(fen).scaleb(-2))


@st.composite
def gaps(draw: st.DrawFn) -> str:
    """Nothing, or spaces of any kind."""
    return "".join(draw(st.lists(st.sampled_from(SPACES), max_size=2)))


@st.composite
def unsigned(draw: st.DrawFn, number: Decimal) -> str:
    """The digits of a number, grouped by thousands or not, with some zeros behind them or not."""
    text = f"{abs(number):,f}" if draw(st.booleans()) else f"{abs(number):f}"
    return text + "0" * draw(st.integers(0, 2)) if "." in text else text


@st.composite
def dressed(draw: st.DrawFn, text: str) -> str:
    """The text with some of its characters full width, unseen marks anywhere, spaces and ' around it."""
    chars = [WIDE.get(char, char) if draw(st.booleans()) else char for char in text]
    for _ in range(draw(st.integers(0, 2))):
        chars.insert(draw(st.integers(0, len(chars))), draw(st.sampled_from(HIDDEN)))
    apostrophe = draw(st.sampled_from(["", "", "'", "＇", "’"]))
    return draw(gaps()) + apostrophe + draw(gaps()) + "".join(chars) + draw(gaps())


@st.composite
def signed(draw: st.DrawFn, number: Decimal, prefix: str, suffix: str) -> str:
    """A number with its sign or brackets, what stands before it and what stands behind it."""
    text = draw(unsigned(number))
    before, behind = (prefix + draw(gaps()) if prefix else ""), (draw(gaps()) + suffix if suffix else "")
    if number >= 0:
        return draw(st.sampled_from(["", "", "+"])) + before + text + behind
    if draw(st.booleans()):
        return draw(st.sampled_from(MINUS)) + draw(gaps()) + before + text + behind
    inside, outside = (behind, "") if draw(st.booleans()) else ("", behind)
    first, then = (before, "") if draw(st.booleans()) else ("", before)
    return first + "(" + draw(gaps()) + then + text + inside + draw(gaps()) + ")" + outside
