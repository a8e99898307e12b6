from __future__ import annotations

import re
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools import console
from xltools.console import Line, cells, fit, line, slices, table, wrap

TEXT = st.text(alphabet="甲乙丙a b,。(「12[]")


@given(TEXT, st.integers(10, 40))
def test_slices_cover_the_text(text, width):
    """The pieces are the whole text, in order, and only a single word is ever wider than a line."""
    cuts = slices(text, width, width)
    assert "".join(text[a:b] for a, b in cuts) == text
    for a, b in cuts:
        piece = text[a:b].rstrip()
        assert cells(piece) <= width or console._UNIT.fullmatch(piece)


@pytest.mark.parametrize("comma", [",", "\uff0c"])
def test_wrap_by_cells(comma):
    """Chinese wraps at the terminal's edge, and no line starts with a comma or a full stop."""
    wrapped = wrap(f"一二三四五{comma}六七八九十。", 10, rest="  ").splitlines()
    assert wrapped[:2] == ["一二三四", f"  五{comma}六七"]
    assert wrapped[2] == "  八九十。"


def test_wrap_leaves_words_whole():
    """A path is never cut, so that it can be copied."""
    assert (
        wrap("见 /a/very/long/path/of/a/file.xlsx 文件", 10).splitlines()[1]
        == "/a/very/long/path/of/a/file.xlsx"
    )


def test_fit_keeps_styles():
    """A wrapped line keeps each part's style; continuations hang."""
    long = Line((("错误", "错误"), ("一二三四五六七八九十", "")), indent=2)
    pieces = list(fit(long, 12))
    assert pieces[0].parts[0] == ("错误", "错误")
    assert "".join(text for piece in pieces for text, _ in piece.parts) == "错误一二三四五六七八九十"
    assert [piece.indent for piece in pieces] == [2, 4, 4]
    assert list(fit(long, None)) == [long]


def test_table_aligns_by_cells():
    """Columns line up by cells; numbers stand to the right."""
    lines = [
        each.text for each in table(("单位", "数"), [("甲", "5"), ("Ab", "120")], numbers=frozenset({1}))
    ]
    assert lines == ["单位   数", "甲      5", "Ab    120"]


@pytest.mark.parametrize(("text", "width"), [("甲", 2), ("a", 1), ("√", 1), ("e\u0301", 1), ("", 0)])
def test_cells(text, width):
    """Chinese takes two cells, a combining mark none."""
    assert cells(text) == width


def test_progress_only_on_a_terminal(capsys, monkeypatch):
    """No bar when stderr is piped or the work is short; the work is handed on all the same."""
    assert list(console.progress(range(9), 9, "校验")) == list(range(9))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(console.progress(range(2), 2, "校验")) == [0, 1]
    assert list(console.progress(range(9), 9, "校验", quiet=True)) == list(range(9))
    assert capsys.readouterr().err == ""
    assert list(console.progress(range(9), 9, "校验")) == list(range(9))


def test_progress_tells_rate_and_remaining_time(capsys, monkeypatch):
    """On a terminal the bar shows how many are done, how many a second, and how long it still takes."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")

    def work():
        for number in range(9):
            time.sleep(0.1)
            yield number

    assert list(console.progress(work(), 9, "校验")) == list(range(9))
    shown = capsys.readouterr().err
    assert re.search(r"校验.*[1-9]/9.*\d\.\d 个/秒.*还需.*\d:\d\d", shown)


def test_show_wraps_on_a_terminal(capsys, monkeypatch):
    """On a terminal long lines are wrapped to its width."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("NO_COLOR", "1")
    console.show([line("一二三四五六七八九十一二")])
    assert capsys.readouterr().out == "一二三四五六七八九十\n  一二\n"
