"""What is wrong in a report template, paragraph by paragraph, in its author's words.

The template engine itself stays outside: ``read`` tells what a tag uses.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from xltools.core.narrative.tags import Paragraph, Tag, Tags, tags_of

#: Statements that end with ``end…``, and those that may stand inside of which.
BLOCKS = frozenset({"if", "for", "with", "filter", "macro", "call", "raw", "autoescape"})
_INSIDE: Mapping[str, frozenset[str]] = {"elif": frozenset({"if"}), "else": frozenset({"if", "for"})}
#: Statements of one tag; the last ones belong to tables.
_SINGLE = frozenset({"set", "do", "vm", "hm", "colspan", "cellbg"})
_OF_TABLES = frozenset({"vm", "hm", "colspan", "cellbg"})

_ALONE = {"p": "段", "tr": "表格行", "tc": "单元格"}
_EXCERPT = 30


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One fault: 错误 keeps a report from being written or right, 提示 does not."""

    level: Literal["错误", "提示"]
    paragraph: Paragraph
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Use:
    """What a tag uses and defines. ``error``: why it is no tag at all, in plain words."""

    names: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The names there are, by what they are."""

    names: frozenset[str]
    attributes: frozenset[str]
    filters: frozenset[str]
    tests: frozenset[str]


def lint_template(
    paragraphs: Iterable[Paragraph], known: Known, read: Callable[[Tag], Use]
) -> Iterator[TemplateFault]:
    """The faults, in the order of the paragraphs."""
    parts: dict[str, list[Paragraph]] = {}
    for paragraph in paragraphs:
        parts.setdefault(paragraph.part, []).append(paragraph)
    for part in parts.values():
        order = {id(each): number for number, each in enumerate(part)}
        faults = _Part(known, read).faults(part)
        yield from sorted(dict.fromkeys(faults), key=lambda fault: order[id(fault.paragraph)])


@dataclass(slots=True)
class _Block:
    """A block that is open, and the names that live in it."""

    keyword: str
    tag: Tag
    paragraph: Paragraph
    names: set[str] = field(default_factory=set)


class _Part:
    """One walk through a part, keeping the blocks that are open."""

    def __init__(self, known: Known, read: Callable[[Tag], Use]) -> None:
        self._known, self._read = known, read
        self._open: list[_Block] = []
        self._own: set[str] = set()
        self._gone: set[str] = set()

    def faults(self, paragraphs: list[Paragraph]) -> Iterator[TemplateFault]:
        """Walk; then tell the blocks nothing ended."""
        found = [tags_of(each.text) for each in paragraphs]
        for number, (paragraph, tags) in enumerate(zip(paragraphs, found, strict=True)):
            before = found[number - 1] if number else None
            after = found[number + 1] if number + 1 < len(found) else None
            yield from _pieces(paragraph, tags, before, after)
            for tag in tags.tags:
                yield from self._tag(paragraph, tag)
        for block in self._open:
            yield _unended(block)

    def _tag(self, paragraph: Paragraph, tag: Tag) -> Iterator[TemplateFault]:
        if self._open and self._open[-1].keyword == "raw" and tag.keyword != "endraw":
            return
        yield from _signs(paragraph, tag)
        yield from _scope(paragraph, tag)
        use = self._read(tag) if tag.closed else Use()
        if tag.statement:
            yield from self._statement(paragraph, tag, use)
        if use.error:
            yield _error(paragraph, f"{_shown(tag)} {use.error}", _PATTERN)
        else:
            yield from self._names(paragraph, tag, use)
        if tag.statement and tag.keyword == "set":
            self._scope_names().update(use.defines)
        elif tag.keyword == "macro":
            self._own.update(use.defines)

    def _statement(self, paragraph: Paragraph, tag: Tag, use: Use) -> Iterator[TemplateFault]:
        keyword = tag.keyword
        ends = keyword.removeprefix("end")
        if keyword in BLOCKS:
            names = {*use.defines, "loop"} if keyword == "for" else set(use.defines)
            self._open.append(_Block(keyword, tag, paragraph, names))
        elif keyword.startswith("end") and ends in BLOCKS:
            yield from self._end(paragraph, tag, ends)
        elif keyword in _INSIDE:
            if not self._open or self._open[-1].keyword not in _INSIDE[keyword]:
                owner = " 或 ".join(sorted(_INSIDE[keyword], reverse=True))
                yield _error(paragraph, f"{_shown(tag)} 不在 {owner} 里面", f"补上前面的 {owner}，或删掉它")
            elif self._open[-1].keyword == "for":
                self._gone |= self._open[-1].names
                self._open[-1].names.clear()
        elif keyword not in _SINGLE or (keyword in _OF_TABLES and paragraph.row is None):
            yield _error(paragraph, f"{_shown(tag)} 里的“{keyword}”不能用", _advice_for_statement(keyword))

    def _end(self, paragraph: Paragraph, tag: Tag, keyword: str) -> Iterator[TemplateFault]:
        if all(block.keyword != keyword for block in self._open):
            yield _error(
                paragraph,
                f"{_shown(tag)} 是多余的，前面没有还没结束的 {keyword}",
                f"删掉它，或在前面补上 {{% {keyword} … %}}",
            )
            return
        while self._open[-1].keyword != keyword:
            yield _unended(self._open.pop())
        self._gone |= self._open.pop().names

    def _scope_names(self) -> set[str]:
        """Where a name that is set lives: in the loop it is set in, or to the end."""
        return next((b.names for b in reversed(self._open) if b.keyword in {"for", "macro"}), self._own)

    def _names(self, paragraph: Paragraph, tag: Tag, use: Use) -> Iterator[TemplateFault]:
        here = {*self._own, *(name for block in self._open for name in block.names)}
        known = self._known
        for name in use.names:
            if name in known.names or name in here:
                continue
            if name in self._gone:
                fix = "把它移到那个 for 和 endfor（有 else 的，else）之间"
                yield _error(paragraph, f"{_shown(tag)} 里的“{name}”只在它自己的 for 里才有", fix)
            else:
                what = f"{_shown(tag)}：没有名为“{name}”的字段或函数"
                yield _error(paragraph, what, nearest(name, known.names | here) or _FIELDS)
        for names, there, what in (
            (use.attributes, known.attributes, "列"),
            (use.filters, known.filters, "写法（“|”后面的词）"),
            (use.tests, known.tests, "判断（is 后面的词）"),
        ):
            for name in names:
                if name not in there:
                    fix = (
                        nearest(name, there) or f"可用的有：{'、'.join(sorted(there, key=_latin_last)[:12])}"
                    )
                    yield _error(paragraph, f"{_shown(tag)}：没有名为“{name}”的{what}", fix)


_PATTERN = "写法如 {{ 字段名|元 }}、{% if 字段名 > 0 %}、{%p for 行 in 表名 %}"
_FIELDS = "可用的名称用 xltools standard fields 查看"


def nearest(name: str, names: Iterable[str]) -> str:
    """The known name most like this one, as advice; empty when none is."""
    near = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.4)
    return f"最接近的名称是“{near[0]}”" if near else ""


def _latin_last(name: str) -> tuple[bool, str]:
    return name.isascii(), name


def _pieces(
    paragraph: Paragraph, tags: Tags, before: Tags | None, after: Tags | None
) -> Iterator[TemplateFault]:
    """Tags without an end, ends without a tag, braces pulled apart."""
    if tags.apart:
        yield _error(paragraph, f"“{tags.apart}”中间有空格，这不是标签，会原样印出", "删掉两个符号之间的空格")
    broken = next((tag for tag in tags.tags if not tag.closed), None)
    if broken and after and after.stray:
        yield _error(paragraph, f"{_shown(broken)} 跨了段落", "一个标签要写在同一段里，删掉标签中间的回车")
    elif broken:
        end = "%}" if broken.statement else "}}"
        yield _error(paragraph, f"{_shown(broken)} 没有写完，后面缺 {end}", f"在标签末尾补上 {end}")
    if tags.stray and not (before and any(not tag.closed for tag in before.tags)):
        yield _error(paragraph, f"“{tags.stray}”前面没有标签的开头", "补上开头的 {{ 或 {%，或删掉它")


def _signs(paragraph: Paragraph, tag: Tag) -> Iterator[TemplateFault]:
    """Signs from a Chinese keyboard, and braces inside of a tag."""
    if tag.wide:
        what = f"{_shown(tag)} 里有全角符号“{tag.wide}”"
        yield _error(paragraph, what, "换成英文（半角）状态下输入的符号")
    if tag.curly:
        what = f"{_shown(tag)} 里有中文引号，程序当作英文引号"
        yield TemplateFault("提示", paragraph, what, "换成英文引号更稳妥")
    if "{{" in tag.inner or "{%" in tag.inner:
        yield _error(paragraph, f"{_shown(tag)} 里面又有标签，前一个没有写完", "给前一个标签补上结尾")


def _scope(paragraph: Paragraph, tag: Tag) -> Iterator[TemplateFault]:
    """Tags that take their paragraph, row or cell along: nothing else may stand there."""
    if not tag.scope:
        return
    signs = "".join(sign for sign in "%}" if sign in tag.inner)
    if signs and tag.closed:
        fix = "百分数直接写数字（50 就是 50%），或者改用不带 p、tr 的标签"
        yield _error(paragraph, f"{_shown(tag)} 里面不能有“{signs}”", fix)
    unit = _ALONE.get(tag.scope)
    around = {"p": paragraph.text, "tr": paragraph.row, "tc": paragraph.cell}.get(tag.scope, tag.raw)
    if around is None:
        yield _error(paragraph, f"{_shown(tag)} 只能写在表格里", "移到表格里，或改用 {%p … %}")
    elif unit and tag.closed and around.strip() != tag.raw.strip():
        what = f"{_shown(tag)} 所在的{unit}里还有别的字，写报告时会丢掉"
        yield _error(paragraph, what, f"让它独占一{unit}，其余的字移到别的{unit}")


def _unended(block: _Block) -> TemplateFault:
    what = f"{_shown(block.tag)} 没有结束，缺 end{block.keyword}"
    return _error(block.paragraph, what, f"在它管到的地方后面补上 {_ending(block)}")


def _ending(block: _Block) -> str:
    return f"{{%{block.tag.scope} end{block.keyword} %}}"


def _advice_for_statement(keyword: str) -> str:
    if keyword in _ALONE:
        return f"“{{%”和“{keyword}”之间不要空格，后面空一格"
    return nearest(keyword, {*BLOCKS, *_INSIDE, *(f"end{each}" for each in BLOCKS), "set"}) or _PATTERN


def _error(paragraph: Paragraph, what: str, fix: str) -> TemplateFault:
    return TemplateFault("错误", paragraph, what, fix)


def _shown(tag: Tag) -> str:
    """A tag as its author sees it."""
    raw = tag.raw.strip()
    return f"“{raw if len(raw) <= _EXCERPT else raw[: _EXCERPT - 1] + '…'}”"
