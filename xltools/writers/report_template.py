"""A report template (自评报告.docx): opened, filled, and its faults told in its author's words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import XmlPart
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from xltools.core.errors import StandardError
from xltools.core.narrative.chart import CHART, ChartError
from xltools.core.narrative.lint import nearest
from xltools.core.narrative.reserved import unreserved
from xltools.core.narrative.tags import WIDE_TAG
from xltools.core.narrative.wording import FILTERS
from xltools.readers.closed_xml import closed_parser
from xltools.writers.contents import empty_contents
from xltools.writers.report_engine import sandbox
from xltools.writers.word_xml import NotOneValueError, unmarked_attributes

#: What evaluating a template's tags may raise.
_FAULTS = (
    TemplateError,
    etree.XMLSyntaxError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    LookupError,
    TypeError,
    ValueError,
)

#: Parts with words besides the body, and properties with words.
_PARTS = frozenset({RELATION.HEADER, RELATION.FOOTER, RELATION.FOOTNOTES})
_LONGEST_PROPERTY = 255
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")

_PARSER = closed_parser()
_CHART = re.compile(rf"\{{\{{\s*{CHART}\s*\(")
_TAG = re.compile(r"\{\{[^<>]*?\}\}|\{%[^<>]*?%\}")
_ONE_TAG = re.compile(r"\{\{[^{}]*\}\}")
_QUOTED = re.compile(r"'([^']+)'")
_NO_ELEMENT = re.compile(r"has no element (\d+)")
_MARKUP = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"<w:p([ >])")
_EXCERPT = 40

_PAIRS = "请检查 {{ }}、{% %} 是否成对,if 和 for 是否有 endif 和 endfor"
_ALONE = "{%p %} 要独占一段,{%tr %} 要独占一行,其余标签不要跨段"


class ReportTemplate(DocxTemplate):  # type: ignore[misc]
    """docxtpl that finds unknown names in branches not taken too, and never repairs broken XML."""

    tagged = ""
    """The part being rendered, one paragraph a line."""

    @classmethod
    def open(cls, path: Path) -> ReportTemplate:
        """Open a template; StandardError when it is no docx."""
        template = cls(path)
        try:
            # A pipe would never answer.
            if not path.is_file():
                raise FileNotFoundError(path)
            template.init_docx()
        except (
            PackageNotFoundError,
            zipfile.BadZipFile,
            etree.XMLSyntaxError,
            LookupError,
            ValueError,
            OSError,
        ) as error:
            fix = "请确认文件存在,并且是 Word 或 WPS 另存的 .docx 文件"
            raise StandardError(f"报告模板打不开:{path}", fix=fix) from error
        return template

    def fill(self, names: Mapping[str, object], attributes: Iterable[str]) -> None:
        """Render every part; ``attributes`` are the names that may stand after a dot."""
        environment = sandbox()
        empty_contents(self.docx.element.body)
        try:
            self.render(dict(names), environment, autoescape=True)
        except _FAULTS as error:
            known = sorted({*names, *attributes})
            message, fix = self._explain(error, known, sorted(environment.filters))
            raise StandardError(
                f"报告模板 {Path(self.template_file).name} 有错:{message}", fix=fix
            ) from error

    def patch_xml(self, src_xml: str) -> str:
        """Let an ``&`` in a tag be one: the parent gives back the other signs of XML only."""
        return _TAG.sub(lambda tag: tag[0].replace("&amp;", "&"), super().patch_xml(src_xml))

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Render the document's properties; they are short plain texts, without marks of figures."""
        plain, properties = jinja_env.overlay(autoescape=False), self.docx.core_properties
        for name in _PROPERTIES:
            text = plain.from_string(getattr(properties, name)).render(context)
            setattr(properties, name, unreserved(text)[:_LONGEST_PROPERTY])

    @contextmanager
    def parts(self) -> Iterator[list[etree._Element]]:
        """The rendered parts, body first, to be changed in place."""
        relations = self.docx.part.rels.values()
        targets = [each.target_part for each in relations if each.reltype in _PARTS]
        notes = [
            (each, etree.fromstring(each.blob, _PARSER)) for each in targets if not isinstance(each, XmlPart)
        ]
        others = [each.element for each in targets if isinstance(each, XmlPart)]
        yield [self.docx.element.body, *others, *(root for _, root in notes)]
        for part, root in notes:
            content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            part._blob = content  # noqa: SLF001  # python-docx does not parse footnotes

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> Any:
        """Check the names of a part, then render it."""
        self.tagged = _PARAGRAPH.sub(r"\n<w:p\1", src_xml)
        wide = WIDE_TAG.search(self.tagged)
        if wide:
            line = self.tagged.count("\n", 0, wide.start()) + 1
            raise TemplateSyntaxError(f"模板符号“{wide[0]}”是全角的", line)
        self._charts_stand_alone(in_body=part is self.docx.part)
        unknown = jinja_env.outside(self.tagged) - context.keys()
        if unknown:
            raise UndefinedError(f"'{min(unknown, key=self.tagged.find)}' is undefined")
        return unmarked_attributes(super().render_xml_part(src_xml, part, context, jinja_env))

    def _charts_stand_alone(self, *, in_body: bool) -> None:
        """Refuse a chart that would take words of its paragraph along, or stands outside the body."""
        for line in self.tagged.splitlines():
            text = _MARKUP.sub("", line.partition("</w:p>")[0]).strip()
            if not _CHART.search(text):
                continue
            if not in_body:
                raise ChartError(f"{CHART}不能放在页眉、页脚里", "移到正文里，独占一段")
            if not _ONE_TAG.fullmatch(text):
                raise ChartError(
                    f"{CHART}要独占一段", f"把别的字移到别的段落，这一段只留 {{{{ {CHART}(…) }}}}"
                )

    def fix_tables(self, xml: str) -> Any:
        """Refuse XML that a misplaced tag broke: the parent would drop words to mend it."""
        etree.fromstring(xml, _PARSER)
        return super().fix_tables(xml)

    def _explain(self, error: Exception, names: list[str], filters: list[str]) -> tuple[str, str]:
        """What is wrong and where, and what to do."""
        if isinstance(error, UndefinedError):
            missing = _NO_ELEMENT.search(str(error))
            if missing:
                what = f"没有第 {int(missing[1]) + 1} 个,{self._place_of_line(_template_line(error))}"
                return what, "先用 if 判断有几个，或用 for 逐个写"
            name = (_QUOTED.findall(str(error)) or [str(error)])[-1]
            return f"没有名为“{name}”的字段,{self._place(name)}", nearest(
                name, names
            ) or "可用的名称见规范的字段页"
        if isinstance(error, ChartError):
            return f"{error}，{self._place(CHART)}", error.fix
        if isinstance(error, TemplateSyntaxError):
            message = str(error.message)
            name = next(iter(_QUOTED.findall(message)), "")
            if message.startswith("No filter named"):
                return f"没有名为“{name}”的写法,{self._place(name)}", nearest(
                    name, filters
                ) or f"可用的有：{'、'.join(FILTERS)}"
            what = message if message.startswith("模板") else _syntax_fault(message, name)
            return f"{what},{self._place_of_line(error.lineno)}", _PAIRS
        if isinstance(error, etree.XMLSyntaxError):
            return "标签跨了表格或段落,填出来的文档不完整", _ALONE
        place = self._place_of_line(_template_line(error))
        if isinstance(error, NotOneValueError):
            return f"{error}，{place}", "表、段落和条目要用 {% for … %} 逐个填；图表和序号后面要写括号"
        return f"标签里的计算不成立,{place}", "请检查 {{ }} 和 {% %} 里的写法"

    def _place(self, needle: str) -> str:
        """The words of the template around the first place where ``needle`` stands."""
        for line in self.tagged.splitlines():
            text = _MARKUP.sub("", line).strip()
            at = text.find(needle)
            if at >= 0:
                start = max(at - _EXCERPT // 2, 0)
                return f"在“{text[start : start + _EXCERPT]}”处"
        return "位置不明"

    def _place_of_line(self, number: int) -> str:
        lines = self.tagged.splitlines()
        text = _MARKUP.sub("", lines[number - 1]).strip() if 0 < number <= len(lines) else ""
        return f"在“{text[:_EXCERPT]}”处" if text else "在文末"


def _syntax_fault(message: str, name: str) -> str:
    """What the engine's message means to a template's author."""
    if "unknown tag" in message:
        return f"标签“{name}”多余或不认识"
    return "if 或 for 没有结束" if "end of template" in message else "标签写法不对"


def _template_line(error: Exception) -> int:
    """The line of the template an error was raised in; 0 when it is not known."""
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
    return lines[-1] if lines else 0
