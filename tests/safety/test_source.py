"""What the source itself promises: how XML is parsed, SQL asked, programs started and files written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.form.books import ROOT

PACKAGE = ROOT / "xltools"

#: Modules that write files of their own in temporary folders, or into a file that ``whole`` gave them.
_WRITERS = {
    *("whole.py", "console.py", "opening.py", "writers/values.py", "readers/remote.py"),
    # A log that is added to.
    "excel/log.py",
    *("engines/soffice.py", "engines/fonts.py", "engines/excel.py"),
}

#: Modules that start programs.
_STARTERS = {
    *("engines/soffice.py", "engines/fonts.py", "commands/doctor.py"),
    # This program again, LibreOffice's own Python, what opens a finished file, pip of a portable Python.
    *("excel/macros/consolidate.py", "excel/uno/joining.py", "excel/uno/xltools_office/press.py"),
    *("excel/window/dialogs.py", "excel/addin/portable.py"),
}

#: Modules with an ``execute`` that is no question to SQLite: a command, LibreOffice's dialogs.
_NO_LEDGERS = {"cli.py", "excel/uno/xltools_office/desk.py"}


@cache
def _trees() -> tuple[tuple[str, ast.AST], ...]:
    return tuple(
        (path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    )


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or method so called: (module, call)."""
    for module, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if name in names:
                    yield module, node


def _is_ours(text: ast.expr) -> bool:
    """Whether a text is written in the source: nothing but constants are put into it."""
    if isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "encode":
        return _is_ours(text.func.value)
    if isinstance(text, ast.JoinedStr):
        values = [each.value for each in text.values if isinstance(each, ast.FormattedValue)]
        return all(isinstance(each, ast.Name) and each.id.isupper() for each in values)
    return isinstance(text, ast.Constant)


def test_every_xml_parser_is_closed() -> None:
    """No entity is resolved, no address fetched, no tree without bounds; no other parser reads a file."""
    ((module, call),) = calls("XMLParser")
    assert module == "readers/closed_xml.py"
    told = {each.arg: getattr(each.value, "value", None) for each in call.keywords}
    assert told["resolve_entities"] is told["load_dtd"] is told["huge_tree"] is False
    assert told["no_network"] is True
    read = [*calls("fromstring", "XML", "iterparse")]
    assert read
    for module, call in read:
        assert len(call.args) > 1 or _is_ours(call.args[0]), (module, call.lineno)


def test_every_question_to_the_ledger_is_written_in_the_source() -> None:
    """What comes from files goes to SQLite as parameters; only our own version number is put into a text."""
    asked = [*calls("execute", "executemany", "executescript")]
    assert len(asked) > 20
    put_in = list[tuple[str, str]]()
    for module, call in asked:
        text = call.args[0] if call.args else None
        if text and not _is_ours(text) and module not in _NO_LEDGERS:
            put_in.append((module, ast.unparse(text)))
    # A statement of the list of migrations, the number of one of them, the verdicts of a constant; of the
    # shards, names of files in quotes (DuckDB takes no parameters there) and a constant.
    short = [(module, text if len(text) < 60 else re.findall(r"\{(.*?)\}", text)) for module, text in put_in]
    assert sorted(short) == [
        ("ledger/read.py", ["returned", "_LATEST"]),
        ("ledger/schema.py", "f'PRAGMA user_version = {number + 1}'"),
        ("ledger/schema.py", "statement"),
        ("readers/shards.py", "_SUMS"),
        ("readers/shards.py", "_VIEW.format(shards=', '.join(shards), list=listed)"),
        ("readers/shards.py", "asked"),
    ]


def test_nothing_is_evaluated() -> None:
    """No text becomes code; what is unpickled comes from our own processes, through the pool."""
    assert not [
        call for module, call in calls("eval", "exec", "compile", "system", "popen") if _is_text(call)
    ]
    assert {module.partition("/")[0] for module, call in calls("loads") if _of(call, "pickle")} == {"pool"}
    assert not list(calls("extractall", "extract_archive", "unpack_archive"))


def _is_text(call: ast.Call) -> bool:
    """Whether it is Python's own, not a method (``re.compile``)."""
    return isinstance(call.func, ast.Name) or _of(call, "os")


def _of(call: ast.Call, module: str) -> bool:
    function = call.func
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == module


def test_programs_are_started_without_a_shell() -> None:
    """Programs are started in few places, with a list of arguments."""
    started = [(module, call) for module, call in calls("run", "Popen") if _of(call, "subprocess")]
    assert {module for module, _ in started} == _STARTERS
    for module, call in started:
        assert not [each for each in call.keywords if each.arg == "shell"], module


def test_outputs_are_written_in_one_place() -> None:
    """Files are written through ``whole``, or in temporary folders; nowhere else is one opened to write."""
    for module, call in calls("write_bytes", "write_text", "open"):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else "open"
        modes = [each.value for each in call.args if isinstance(each, ast.Constant)]
        writes = name != "open" or any(
            isinstance(m, str) and set(m) & set("wax+") for m in modes if len(m) < 4
        )
        assert not writes or module in _WRITERS or _of(call, "zipfile"), (module, call.lineno)
    assert not list(calls("mkstemp", "NamedTemporaryFile"))


def test_text_is_never_a_formula_of_a_workbook() -> None:
    """Every workbook made by XlsxWriter is told not to take texts for formulas or links.

    But for two that never leave: the engine's scratch book, whose cells are written by kind, and a chart's.
    """
    made = [(module, ast.unparse(call)) for module, call in calls("Workbook") if _of(call, "xlsxwriter")]
    assert {module for module, _ in made} == {
        "writers/summary/book.py",
        "engines/libreoffice.py",
        "writers/chart/parts.py",
    }
    told = Path(PACKAGE / "writers/summary/book.py").read_text(encoding="utf-8")
    assert '{"strings_to_formulas": False, "strings_to_urls": False}' in told
