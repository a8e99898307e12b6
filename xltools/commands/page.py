"""``--html``: the summary as one page for a browser, with nothing to install and nothing loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from xltools import console
from xltools.commands.base import make_folder, same_file
from xltools.commands.gathering import Gathered
from xltools.core.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

_ENDINGS = (".html", ".htm")


def html_option(command: F) -> F:
    """The option --html."""
    return click.option(
        "--html",
        type=click.Path(path_type=Path),
        metavar="文件",
        help="另把汇总写成一个网页（.html），用浏览器打开，不联网：报送状态、筛选、各单位的问题和主要数字。",
    )(command)


def ready_page(html: Path | None, others: tuple[Path | None, ...]) -> None:
    """Stop before the work where the page could not be written; UsageError says why."""
    if html is None:
        return
    if html.suffix.lower() not in _ENDINGS:
        raise UsageError(f"--html 不能写成“{html.suffix}”：{html}", fix="文件名以 .html 结尾，例：汇总.html")
    if any(other is not None and same_file(html, other) for other in others):
        raise UsageError(f"--html 和另一个输出是同一个文件：{html}", fix="给 --html 换一个文件名")
    if html.exists() and not is_page(html):
        raise UsageError(f"{html} 已存在，不是汇总的网页，没有覆盖", fix="给 --html 换一个文件名")


def is_page(path: Path) -> bool:
    """Whether a file is a page written by us: only such a one is written anew."""
    from xltools.writers.page import MARK

    try:
        with path.open("rb") as stream:
            return MARK.encode() in stream.read(1000)
    except OSError:
        return False


def write_page(gathered: Gathered, path: Path | None, workbook: Path) -> list[tuple[str, Path]]:
    """Write the page, whole or not at all, where one is asked for; what was written, and where.

    ``workbook`` is the summary workbook it refers to. OutputError where the place cannot be written.
    """
    from xltools.core.consolidation.page import page
    from xltools.engines import choose
    from xltools.engines.rates import headline_rates
    from xltools.writers.page import html

    if path is None:
        return []
    if gathered.summary is None:
        console.note(f"没有能汇总的工作簿，没有写 {path}", "核实")
        return []
    make_folder(path.parent)
    made = page(gathered.summary, headline_rates(gathered.summary, choose("auto")))
    console.write_file(path, html(made, path, workbook))
    return [("网页", path)]
