"""The macros behind the buttons, as VBA: each does nothing but start the program.

No path of the workbook is handed over: the program looks for the workbook that is open, so that a Chinese
name, a space or an "=" cannot go wrong on the way. What is said in VBA is only that the program is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

#: Where the macros learn which Python to start, below %LOCALAPPDATA%: one line, UTF-16 with its mark.
PROGRAM = ("xltools", "python.txt")

MODULE = "XltoolsMacros"
RIBBON = "XlRibbon"

# Late binding throughout: the project needs no library that some Office or WPS lacks.
_START = """Option Explicit

Private Sub Start(ByVal Macro As String)
    Dim Host As Object, Files As Object, Place As String, Python As String
    On Error GoTo Failed
    Set Host = CreateObject("WScript.Shell")
    Set Files = CreateObject("Scripting.FileSystemObject")
    Place = Host.ExpandEnvironmentStrings("%LOCALAPPDATA%\\{place}")
    If Files.FileExists(Place) Then Python = Files.OpenTextFile(Place, 1, False, -1).ReadLine
    If Not Files.FileExists(Python) Then
        MsgBox "这台电脑上没有找到 xltools。请先运行：xltools addin install", vbExclamation, "绩效自评"
        Exit Sub
    End If
    Host.Run \"\"\"\" & Python & \"\"\" -P -m xltools excel --once \" & Macro, 1, False
    Exit Sub
Failed:
    MsgBox "没能启动 xltools：" & Err.Description & "。可改用开始菜单里的“绩效自评”。", _
        vbExclamation, "绩效自评"
End Sub
"""

_MACRO = """
' {label}
Public Sub {name}()
    Start "{macro}"
End Sub
"""

_CALLBACK = """
Public Sub {name}(ByVal Control As Object)
    Start CStr(Control.Tag)
End Sub
"""


class Button(Protocol):
    """What a button is made of."""

    @property
    def name(self) -> str:
        """What the program calls it: ASCII letters and underscores."""

    @property
    def label(self) -> str:
        """What it says."""

    @property
    def about(self) -> str:
        """What it does, in one line."""


def macro_name(button: Button) -> str:
    """What the button's macro is called in VBA: XlCheck, XlNextIssue and so on."""
    return "Xl" + "".join(word.capitalize() for word in button.name.split("_"))


def macros(buttons: Sequence[Button]) -> str:
    """The code of the module: one public macro a button, and the ribbon's callback."""
    each = (_MACRO.format(label=b.label, name=macro_name(b), macro=b.name) for b in buttons)
    return _START.format(place="\\".join(PROGRAM)) + "".join(each) + _CALLBACK.format(name=RIBBON)
