"""One line of a screen is one line, whatever a name holds."""

from __future__ import annotations

import pytest

from xltools.console import plain


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\r\n", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=ascii
)
def test_a_name_is_one_line(sign: str) -> None:
    """What ends a line, or leaps within it, is a blank; nothing else is lost."""
    assert plain(f"甲{sign}乙") == "甲 乙"
