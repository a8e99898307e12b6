"""Forms attached to a unit's workbook (项目自评表 …): which of them are its own, and what rules take of them.

An attached form is kept as the few cells that the rules of any standard name, each with its file. It belongs
to the workbook near it that has its 预算编码; one without a code to the one of its unit's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import PurePath

from xltools.core.amounts import CURRENCY_UNITS
from xltools.core.attachments.forms import FormCell
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.consolidation.roster import plain
from xltools.core.model import Checked, Datum
from xltools.core.standard import Attachment, Field, Standard

#: What amounts are exact to, in 元: a finer last place needs no allowance for rounding.
_CENT = Decimal("0.01")

#: How many files a message names before it says 等.
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of an attached form. ``lacking`` says why its value is not known; "" where it is.

    Of an amount ``yuan`` is how many 元 one of its unit is, and ``half`` half a unit in its last place, 0
    where it is exact to the cent; of anything else they are None and 0. ``label`` is what people call it.
    """

    value: Decimal | str
    lacking: str = ""
    yuan: Decimal | None = None
    half: Decimal = Decimal(0)
    label: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One attached form: its file, whose it says it is, and the cells that rules may name.

    ``problem`` says why it could not be read or computed; "" where it was.
    """

    path: str
    sha256: str
    standard: str
    code: str
    name: str
    year: int | None
    entries: Mapping[str, Entry]
    problem: str = ""

    @property
    def file(self) -> str:
        """The name of its file."""
        return PurePath(self.path).name

    @property
    def anonymous(self) -> bool:
        """Whether it does not say whose it is."""
        return not self.code and not self.name


def form_of(checked: Checked, standard: Standard, names: Iterable[str]) -> Form:
    """What rules may need of a checked form; ``names`` are the cells they name."""
    record = checked.record
    problem = checked.error[1] if checked.error else ""
    if record is None:
        return unreadable(checked.path, standard.name, checked.sha256)
    yuan = CURRENCY_UNITS.get(record.text(CURRENCY_FIELD).strip())
    if CURRENCY_FIELD not in standard.by_cell_name:
        yuan = Decimal(1)
    entries = {}
    for name in names:
        item, measure = standard.by_cell_name.get(name, (None, ""))
        datum = record.data.get(name)
        if item is not None and datum is not None:
            label = f"{item.label}({measure})" if measure else item.label
            entries[name] = replace(_entry(item, datum, yuan, computed=not problem), label=label)
    whose = (record.code, record.name, record.year)
    return Form(checked.path, checked.sha256, standard.name, *whose, entries, problem)


def unreadable(path: str, standard: str, sha256: str = "") -> Form:
    """A form nobody could read."""
    return Form(path, sha256 or path, standard, "", "", None, {}, "没有读出内容")


def _entry(item: Field, datum: Datum, yuan: Decimal | None, *, computed: bool) -> Entry:
    if item.formula and not computed:
        return Entry("", "需在 Excel 中重算")
    if datum.blank:
        return Entry("", "没有填")
    if not item.numeric:
        return Entry(str(datum.value).strip())
    if datum.number is None or not datum.readable:
        return Entry("", "不能识别")
    if item.kind != "金额":
        return Entry(datum.number)
    if yuan is None:
        return Entry("", "没有写明金额单位")
    last = Decimal(1).scaleb(-(item.decimals or 0)) if item.decimals is not None else Decimal(0)
    half = last / 2 if last * yuan > _CENT else Decimal(0)
    return Entry(datum.number, "", yuan, half)


@dataclass(frozen=True)
class Near:
    """The attached forms near a workbook: ``own`` in or below its folder, where no other workbook is near.

    ``shared`` are near several workbooks, or farther away.
    """

    own: tuple[Form, ...] = ()
    shared: tuple[Form, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.shared)


#: No attached form far and wide.
NOTHING_NEAR = Near()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose workbook it is, for which year, and how many 元 one of its unit is (None: it does not say)."""

    code: str
    name: str
    year: int | None
    yuan: Decimal | None


@dataclass(frozen=True)
class Given:
    """What a name stands for: its value, or why it has none; which forms it is about; their rounding.

    ``cells`` are the cells of them whose sum it is; ``aside`` are forms that were not counted.
    """

    value: Decimal | str | None
    lacking: str = ""
    forms: tuple[Form, ...] = ()
    slack: Decimal = Decimal(0)
    cells: tuple[FormCell, ...] = ()
    aside: tuple[Form, ...] = ()


@dataclass(frozen=True)
class Attached:
    """The forms that belong to one workbook, of those near it; a file handed in twice counts once."""

    unit: Owner
    near: Near
    standard: str

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Its own forms, by path."""
        own = {form.sha256: form for form in reversed(self._of(self._belongs))}
        return tuple(sorted(own.values(), key=lambda form: form.path))

    @cached_property
    def doubtful(self) -> tuple[Form, ...]:
        """Forms that can only be this unit's by where they lie, and say that they are another's."""
        stray = self._of(lambda form: not self._belongs(form) and not form.anonymous)
        return tuple(form for form in stray if form in self.near.own and self._of_year(form))

    @cached_property
    def aside(self) -> tuple[Form, ...]:
        """Forms that are this unit's but of another year, and the doubtful ones: none of them is counted."""
        others = self._of(lambda form: self._of_unit(form) and not self._of_year(form))
        return (*others, *self.doubtful)

    @cached_property
    def unread(self) -> tuple[Form, ...]:
        """Forms nobody could read that may be this unit's: they lie with it alone, or beside its own."""
        folders = {PurePath(form.path).parent for form in self.forms}
        lost = self._of(lambda form: form.anonymous and bool(form.problem))
        return tuple(f for f in lost if f in self.near.own or PurePath(f.path).parent in folders)

    def __bool__(self) -> bool:
        return bool(self.forms or self.doubtful or self.unread)

    def _of(self, wanted: Callable[[Form], bool]) -> list[Form]:
        near = (form for form in (*self.near.own, *self.near.shared) if form.standard == self.standard)
        return [form for form in near if wanted(form)]

    def _of_year(self, form: Form) -> bool:
        return form.year is None or self.unit.year is None or form.year == self.unit.year

    def _belongs(self, form: Form) -> bool:
        return self._of_year(form) and self._of_unit(form)

    def _of_unit(self, form: Form) -> bool:
        if form.code:
            return plain(form.code).casefold() == plain(self.unit.code).casefold()
        return bool(form.name) and plain(form.name) == plain(self.unit.name)

    def about(self, attachment: Attachment, keys: Sequence[str], row: int | None = None) -> Given:
        """What an attachment stands for; ``keys`` are its table's keys, ``row`` the position asked about."""
        match attachment.taken:
            case "份数":
                return replace(self._count(self.forms), aside=self.aside)
            case "归属不清":
                return Given(Decimal(len(self.doubtful)), "", self.doubtful)
            case "求和":
                return self._sum(attachment.field)
            case "未对应":
                known = {plain(key) for key in keys}
                return self._count([f for f in self.forms if _key(f, attachment) not in known])
        same = self._same(attachment, keys[row]) if row is not None else ()
        if attachment.taken == "逐行份数":
            told = Given(Decimal(len(same)), "", same) if same else self._count(same)
            named = plain(keys[row]) if row is not None else ""
            return replace(told, aside=tuple(f for f in self.aside if _key(f, attachment) == named))
        return self._one(same, attachment.field)

    def _same(self, attachment: Attachment, key: str) -> tuple[Form, ...]:
        return tuple(form for form in self.forms if key and _key(form, attachment) == plain(key))

    def _count(self, forms: Sequence[Form]) -> Given:
        """How many; not known while a form cannot be read."""
        return Given(Decimal(len(forms)), self._lost(), tuple(forms))

    def _lost(self) -> str:
        return f"附表不能读取：{files(self.unread)}" if self.unread else ""

    def _sum(self, name: str) -> Given:
        parts = [self._converted(form, name) for form in self.forms]
        lacking = self._lost() or "；".join(part.lacking for part in parts if part.lacking)
        lacking = lacking or ("" if parts else "没有本单位的附表")
        total = sum((part.value for part in parts if isinstance(part.value, Decimal)), Decimal(0))
        rounded = sum((part.slack for part in parts), Decimal(0))
        cells = tuple(cell for part in parts for cell in part.cells)
        return Given(total, lacking, self.forms, rounded, cells)

    def _one(self, forms: Sequence[Form], name: str) -> Given:
        if len(forms) != 1:
            return Given(None, f"与本行对应的附表有{len(forms)}份", tuple(forms))
        return self._converted(forms[0], name)

    def _converted(self, form: Form, name: str) -> Given:
        """A form's cell in the money unit of the workbook."""
        entry = form.entries.get(name, Entry("", "没有这一格"))
        if entry.lacking:
            return Given(None, f"“{form.file}”的{entry.label or name}{entry.lacking}", (form,))
        cells = (FormCell(form.path, entry.label or name),)
        if entry.yuan is None or not isinstance(entry.value, Decimal):
            return Given(entry.value, "", (form,), cells=cells)
        if self.unit.yuan is None:
            return Given(None, "没有写明金额单位", (form,))
        factor = entry.yuan / self.unit.yuan
        return Given(entry.value * factor, "", (form,), entry.half * factor, cells)


def _key(form: Form, attachment: Attachment) -> str:
    entry = form.entries.get(attachment.key)
    return plain(str(entry.value)) if entry else ""


def files(forms: Sequence[Form]) -> str:
    """The files in a message: the first ones, then how many there are."""
    told = "、".join(form.file for form in forms[:_LISTED])
    return told + (f"等{len(forms)}份" if len(forms) > _LISTED else "")


def set_aside(forms: Sequence[Form], unit: Owner) -> str:
    """The forms that were not counted, each with what is not the unit's."""

    def why(form: Form) -> str:
        other_year = form.year is not None and unit.year is not None and form.year != unit.year
        return f"评价年度{form.year}" if other_year else form.code or form.name

    told = "、".join(f"{form.file}（{why(form)}）" for form in forms[:_LISTED])
    return told + (f"等{len(forms)}份" if len(forms) > _LISTED else "")
