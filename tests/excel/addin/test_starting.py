"""``xltools excel`` where it cannot start: said in words, with what else can be done."""

from __future__ import annotations

import pytest

from xltools.cli import execute
from xltools.core.errors import UsageError
from xltools.excel.macros import MACROS
from xltools.excel.window.once import once

pytest.importorskip("_tkinter", reason="这个 Python 没有 tkinter")


def test_no_screen_is_said(monkeypatch, capsys) -> None:
    """Without a screen the command says so, and what else there is."""
    monkeypatch.delenv("DISPLAY", raising=False)
    assert execute(["excel"]) == 2
    told = capsys.readouterr().err
    assert "没有图形界面" in told
    assert "xltools check" in told


def test_a_name_that_is_none() -> None:
    """A macro that does not exist is told with those there are."""
    with pytest.raises(UsageError) as told:
        once("chek", "auto")
    assert all(name in told.value.fix for name in MACROS)


def test_nothing_runs(monkeypatch, capsys) -> None:
    """Where no spreadsheet program runs, a macro without a window says what to do first."""
    assert execute(["excel", "--once", "check", "--app", "wps"]) == 2
    told = capsys.readouterr().err
    assert "WPS" in told
    assert "处理：" in told
