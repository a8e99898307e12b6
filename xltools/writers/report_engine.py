"""The template engine of reports: unknown names are faults, values are escaped, Python stays out of reach."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from xltools.core.narrative.chart import CHART
from xltools.core.narrative.wording import FILTERS
from xltools.writers.bound.marks import joined, keeping
from xltools.writers.chart.mark import chart_mark
from xltools.writers.word_xml import merged, one_value, printable

#: Filters of the engine that have no place in a report: they leave values unescaped, make 0 of what they
#: cannot read, say something else each time, or write for programs.
_UNFIT = ("safe", "int", "float", "random", "attr", "filesizeformat", "pprint", "tojson", "urlize", "xmlattr")


class _KeepingFigures(CodeGenerator):
    """Code in which ``~`` keeps the figures of its sides known."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Write a call of the environment's own join."""
        self.write("environment.joined((")
        for side in node.nodes:
            self.visit(side, frame)
            self.write(", ")
        self.write("))")


class Engine(SandboxedEnvironment):
    """Reads the parts of a template; the same part is read once for all units."""

    code_generator_class = _KeepingFigures
    joined = staticmethod(joined)
    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers; a power or a repeated text may be larger than any machine."""
        if operator == "**" or any(isinstance(side, str | Sequence) for side in (left, right)):
            raise SecurityError(f"{operator} of {type(left).__name__} and {type(right).__name__}")
        return super().call_binop(context, operator, left, right)

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  # the engine's name
        template_class: type[Template] | None = None,
    ) -> Template:
        """A part, compiled."""
        if isinstance(source, str) and self.autoescape:
            return _read(source)[0]
        return super().from_string(source, globals, template_class)

    def outside(self, source: str) -> frozenset[str]:
        """The names a part takes from outside, those in branches not taken too."""
        return _read(source)[1] - self.globals.keys()


def sandbox() -> Engine:
    """The engine with the filters and functions of reports."""
    environment = Engine(autoescape=True, undefined=StrictUndefined, finalize=printable)
    filters = {name: keeping(name, _of_one(form)) for name, form in FILTERS.items()}
    environment.filters.update({**filters, "合并": merged})
    environment.globals[CHART] = chart_mark
    for name in _UNFIT:
        del environment.filters[name]
    del environment.globals["lipsum"]
    return environment


def _of_one(form: Callable[[object], object]) -> Callable[[object], object]:
    """A form that is asked of one value only."""

    def written(value: object) -> object:
        one_value(value)
        return form(value)

    return written


@lru_cache(maxsize=32)
def _read(source: str) -> tuple[Template, frozenset[str]]:
    """A part compiled, and the names it takes from outside."""
    environment = sandbox()
    tree = environment.parse(source)
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    return environment.from_string(tree), frozenset(meta.find_undeclared_variables(tree) - own)
