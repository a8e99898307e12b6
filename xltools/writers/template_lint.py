"""A report template examined without a workbook: every fault where it stands, then a trial of the whole.

The trial fills the template from a blank, a full and an all-zero record, so that one found clean is one
that reports are written with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import TemplateError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment

from xltools.core.errors import StandardError
from xltools.core.narrative.context import context, row_names
from xltools.core.narrative.lint import BLOCKS, Known, TemplateFault, Use, lint_template
from xltools.core.narrative.tags import Paragraph, Tag
from xltools.core.narrative.trial import trials
from xltools.core.narrative.wording import Figure
from xltools.core.standard import Standard
from xltools.readers.report_paragraphs import paragraphs_of
from xltools.writers.report_engine import sandbox
from xltools.writers.report_template import ReportTemplate

_NAMESPACE = re.compile(r"namespace\(([^)]*)\)")
_KEYWORD = re.compile(r"(\w+)\s*=")
_WORDS = re.compile("在“(.*)”处", re.DOTALL)
_SCOPED = re.compile(r"(\{[{%])(?:tr|tc|p|r) ")
_BEGINS = re.compile(r"\{\{|\{% (?!end|else)")
_UNEXPECTED = re.compile("unexpected char '(.)'")


def lint_report(path: Path, standard: Standard) -> list[TemplateFault]:
    """The faults of a template under a standard; StandardError when it is no docx."""
    paragraphs = list(paragraphs_of(ReportTemplate.open(path).docx))
    environment = sandbox()
    known = _known(standard, environment, paragraphs)
    faults = list(lint_template(paragraphs, known, _reader(environment)))
    if all(fault.level == "提示" for fault in faults):
        faults += _tried(path, standard, paragraphs)
    return faults


def _known(standard: Standard, environment: SandboxedEnvironment, paragraphs: list[Paragraph]) -> Known:
    """What tags may use: the standard's names, what figures, rows and loops have, the engine's own."""
    _, blank = next(trials(standard))
    of_values = {name for kind in (Figure, str, tuple, dict, LoopContext) for name in dir(kind)}
    spaces = (found[1] for each in paragraphs for found in _NAMESPACE.finditer(each.text))
    own = {name for space in spaces for name in _KEYWORD.findall(space)}
    return Known(
        names=frozenset({*context(blank, standard), *environment.globals}),
        attributes=row_names(standard) | own | {name for name in of_values if not name.startswith("_")},
        filters=frozenset(environment.filters),
        tests=frozenset(environment.tests),
    )


def _reader(environment: SandboxedEnvironment) -> Callable[[Tag], Use]:
    def read(tag: Tag) -> Use:
        source = _source(tag)
        try:
            tree = environment.parse(source)
        except TemplateError as error:
            return Use(error=_why(error))
        return _use(tree)

    return read


def _source(tag: Tag) -> str:
    """The tag as a template of its own; empty where there is nothing to look up."""
    if not tag.statement:
        return f"{{{{ {tag.inner} }}}}"
    keyword, rest = tag.keyword, tag.inner[len(tag.keyword) :]
    if keyword == "set":
        return f"{{% {tag.inner} %}}"
    if keyword == "elif":
        return f"{{% if{rest} %}}{{% endif %}}"
    if keyword in {"colspan", "cellbg"}:
        return f"{{{{ {rest} }}}}"
    if keyword in BLOCKS - {"raw"}:
        return f"{{% {tag.inner} %}}{{% end{keyword} %}}"
    return ""


def _why(error: TemplateError) -> str:
    """The engine's complaint in plain words."""
    odd = _UNEXPECTED.search(str(error))
    return f"里的“{odd[1]}”不能用在这里" if odd else "写法不对，程序读不懂"


def _use(tree: nodes.Template) -> Use:
    names = list(tree.find_all(nodes.Name))
    constants = (each.arg for each in tree.find_all(nodes.Getitem))
    items = (each.value for each in constants if isinstance(each, nodes.Const))
    return Use(
        names=tuple(each.name for each in names if each.ctx == "load"),
        attributes=(
            *(each.attr for each in tree.find_all(nodes.Getattr)),
            *(item for item in items if isinstance(item, str)),
        ),
        filters=tuple(each.name for each in tree.find_all(nodes.Filter)),
        tests=tuple(each.name for each in tree.find_all(nodes.Test)),
        defines=(
            *(each.name for each in names if each.ctx != "load"),
            *(each.name for each in tree.find_all(nodes.Macro)),
        ),
    )


def _tried(path: Path, standard: Standard, paragraphs: list[Paragraph]) -> Iterator[TemplateFault]:
    """What filling the template meets, once for each fault."""
    met: set[str] = set()
    for name, record in trials(standard):
        try:
            ReportTemplate.open(path).fill(context(record, standard), row_names(standard))
        except StandardError as error:
            message = error.message.partition("有错:")[2] or error.message
            if message not in met:
                met.add(message)
                what = f"用{name}试写报告没有写成：{message}"
                yield TemplateFault("错误", _place(message, paragraphs), what, error.fix)


def _place(message: str, paragraphs: list[Paragraph]) -> Paragraph:
    """The paragraph whose words the message quotes; the whole template where it quotes none.

    The engine joins a {%p %} to the paragraph before it, so a quotation may hold several paragraphs.
    """
    quoted = _WORDS.search(message)
    words = _engine_words(quoted[1]) if quoted else ""
    texts = [(_engine_words(each.text), each) for each in paragraphs] if words else []
    within = [each for text, each in texts if words in text]
    joined = [each for text, each in texts if text in words and _BEGINS.search(text)]
    return next(iter((*within, *reversed(joined))), Paragraph("全文", "全文", 0, ""))


def _engine_words(text: str) -> str:
    """A text as the engine sees it, {%p if %} being {% if %}."""
    return _SCOPED.sub(r"\1 ", text).strip()
