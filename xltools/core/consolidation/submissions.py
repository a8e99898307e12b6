"""Files against the roster (报送): who handed in, who did not, what came twice or for another year.

No file is dropped and none counts twice: each gets exactly one :class:`Submission`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from xltools.core.common_fields import WHOLE_DEPARTMENT
from xltools.core.consolidation import rules
from xltools.core.consolidation.doubles import sort_out
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.lateness import lateness
from xltools.core.consolidation.roster import Roster, Unit, build_roster, plain
from xltools.core.consolidation.rules import COMPLETE, FORM, ONCE, TOTALS, Kind, problem
from xltools.core.consolidation.summary import State, Submission
from xltools.core.consolidation.versions import Came
from xltools.core.model import Finding
from xltools.core.standard import Standard

#: What a file says that names no unit.
_NOBODY = "没有写单位名称和预算编码"

#: How many names a message lists before it says 等.
_LISTED = 20


@dataclass
class Received:
    """Files sorted out: ``counted`` has the one file of each unit that goes into the totals.

    ``departments`` are the files that already contain their subordinates' figures: compared, not added.
    """

    standard: Standard
    roster: Roster
    year: int | None
    came: Mapping[str, Came]
    counted: dict[Unit, Extract] = field(default_factory=dict)
    departments: dict[Unit, Extract] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    handed_in: set[Unit] = field(default_factory=set)

    def add(self, submission: Submission, finding: Finding | None = None) -> None:
        """Note what becomes of one file, and the finding that says so."""
        self.submissions.append(replace(submission, finding=finding))
        if finding:
            self.issues.append(Issue(submission.code, submission.name, submission.path, finding))


def receive(
    standard: Standard, extracts: Iterable[Extract], roster: Roster | None, came: Mapping[str, Came]
) -> Received:
    """Match files to units by code, then by name; the order of ``extracts`` does not matter.

    Without a roster the units are those that the files name. ``came`` is what a ledger knows, by sha256.
    """
    files = sorted(extracts, key=lambda file: (file.path, file.sha256))
    received = Received(standard, roster or _roster_of(files), _year(standard, files), came)
    received.issues.extend(
        Issue("", "", "", rules.numbered(standard, each)) for each in received.roster.faults
    )
    candidates: dict[Unit, list[Extract]] = {}
    for file in files:
        unit = _accept(received, file)
        if unit:
            candidates.setdefault(unit, []).append(file)
    received.handed_in.update(candidates)
    for unit, own in candidates.items():
        counted, asides = sort_out(standard, unit, own, received.came)
        if counted:
            received.counted[unit] = counted
        for submission, finding in asides:
            received.add(submission, finding)
    _set_departments_apart(received)
    if roster is None:
        _doubt_departments(received)
    else:
        _doubt_reasons(received)
        _doubt_leaves(received)
        _doubt_groups(received)
        _report_missing(received)
    return received


def _roster_of(files: Sequence[Extract]) -> Roster:
    """The units the files name: by code, and by name those that give no code."""
    read = [file for file in files if file.read]
    coded = build_roster(
        {file.code: Unit(file.code, file.name) for file in reversed(read) if file.code}.values()
    )
    known = {plain(unit.name) for unit in coded.units}
    named = {plain(file.name): Unit("", file.name) for file in read if not file.code and file.name}
    others = (unit for name, unit in named.items() if name not in known)
    units = sorted((*coded.units, *others), key=lambda unit: (not unit.code, unit.code, unit.name))
    return Roster(tuple(units))


def _year(standard: Standard, files: Sequence[Extract]) -> int | None:
    """The year wanted: the standard's, or else the one most files are for."""
    told = str(standard.about.get("评价年度", ""))
    if told.isdigit():
        return int(told)
    years = Counter(file.year for file in files if file.year)
    return max(years, key=lambda year: (years[year], year)) if years else None


def _accept(received: Received, file: Extract) -> Unit | None:
    """The unit whose file this is when it may count; otherwise note what is wrong with it."""
    if not file.read:
        _, why, fix = file.error or ("", "没有读出内容", "")
        _reject(
            received, Submission("无法读取", None, file, why), COMPLETE, f"文件无法读取,未计入:{why}", fix
        )
        return None
    unit = received.roster.find(file.code, file.name)
    if file.standard != received.standard.name:
        note = f"用的是“{file.standard}”的表,应为“{received.standard.name}”"
        submission = Submission("规范不符", unit, file, note)
        _reject(received, submission, FORM, f"未计入:{note}", "换用下发的空白表")
    elif unit is None:
        state: State = "名册外" if file.code or file.name else "单位不明"
        who = f"“{file.name}”({file.code or '无编码'})"
        note = f"{who}不在名册中{_near(received.roster, file.code)}" if state == "名册外" else _NOBODY
        fix = "核对封面的预算编码和单位名称;确应报送的,补列名册"
        _reject(received, Submission(state, None, file, note), COMPLETE, f"未计入:{note}", fix)
    elif file.year is not None and file.year != received.year:
        note = f"评价年度为 {file.year},应为 {received.year}"
        submission = Submission("年度不符", unit, file, note)
        _reject(received, submission, ONCE, f"未计入:{note}", "换报本年度的表")
    else:
        _doubt_identity(received, unit, file)
        return unit
    return None


def _near(roster: Roster, code: str) -> str:
    """The unit whose code differs only by noughts in front: a spreadsheet may have taken them."""
    unit = roster.by_bare_code.get(code.lstrip("0"))
    return f"，名册里有 {unit.code}“{unit.name}”，前面的 0 可能丢了" if unit else ""


def _reject(received: Received, submission: Submission, kind: Kind, message: str, fix: str) -> None:
    received.add(submission, problem(received.standard, kind, message, fix))


def _doubt_identity(received: Received, unit: Unit, file: Extract) -> None:
    """Report a file that counts although its cover does not quite say what the roster says."""
    doubts = []
    if file.code != unit.code:
        doubts.append(f"预算编码为“{file.code or '空白'}”,名册为“{unit.code or '空白'}”")
    if plain(file.name) != plain(unit.name):
        doubts.append(f"单位名称为“{file.name or '空白'}”,名册为“{unit.name}”")
    if file.year is None:
        doubts.append("没有写评价年度")
    if doubts:
        message = f"按“{unit.name}”计入,但封面{';'.join(doubts)}"
        finding = problem(received.standard, ONCE, message, "核对封面", "核实")
        received.issues.append(Issue(unit.code, unit.name, file.path, finding))


def _set_departments_apart(received: Received) -> None:
    """A department's file over all its units is not added to theirs."""
    above = _with_files_below(received.roster, received.counted)
    for unit, file in list(received.counted.items()):
        whole = file.scope == WHOLE_DEPARTMENT
        if whole and unit.code in above:
            received.departments[unit] = received.counted.pop(unit)
            note = "已含下属单位,为免重复不加入合计,只与各单位之和核对"
            received.add(Submission("部门汇总", unit, file, note))
        else:
            received.add(Submission("已报", unit, file, _late(unit, received.came.get(file.sha256))))


def _late(unit: Unit, came: Came | None) -> str:
    """That a unit handed in late, where a ledger knows when it first did; "" else."""
    if came is None:
        return ""
    stands = lateness(unit.deadline, came.first, came.first)
    late = f"迟报 {stands.days} 天，{came.first} 初报，截止 {unit.deadline}"
    return late if stands.word == "迟报" else ""


def _with_files_below(roster: Roster, counted: Mapping[Unit, Extract]) -> set[str]:
    """Codes of the units that have a counted file somewhere below them."""
    above: set[str] = set()
    for unit in counted:
        code = roster.parents.get(unit.code, "")
        while code and code not in above:
            above.add(code)
            code = roster.parents[code]
    return above


def _doubt_departments(received: Received) -> None:
    """Without a roster nobody knows which units a department's file contains: say so."""
    for unit, file in received.counted.items():
        whole = file.scope == WHOLE_DEPARTMENT
        if whole and len(received.counted) > 1:
            message = (
                f"“{unit.name}”填报口径为{WHOLE_DEPARTMENT},没有名册,不知其下属单位是否另报,合计可能重复"
            )
            finding = problem(received.standard, TOTALS, message, "提供名册(写明上级编码)后重新汇总", "核实")
            received.issues.append(Issue(unit.code, unit.name, file.path, finding))


def _doubt_leaves(received: Received) -> None:
    """A unit that by the roster has nobody below it, yet reports for a whole department: maybe doubled."""
    for unit, file in received.counted.items():
        whole = file.scope == WHOLE_DEPARTMENT
        if not whole or (unit.kind != "本级" and received.roster.children(unit.code)):
            continue
        why = "是本级单位" if unit.kind == "本级" else "没有下属单位"
        message = f"“{unit.name}”填报口径为{WHOLE_DEPARTMENT},名册中{why},所报的数可能含下属单位,合计可能重复"
        finding = problem(received.standard, ONCE, message, "核对填报口径和名册的上级编码", "核实")
        received.issues.append(Issue(unit.code, unit.name, file.path, finding))


def _doubt_reasons(received: Received) -> None:
    """A unit that by the roster does not hand in for a reason, and yet did."""
    for unit, file in {**received.counted, **received.departments}.items():
        if unit.reason:
            message = f"名册写着“{unit.name}”未报原因：{unit.reason}，却收到了它的表：照常计入"
            finding = problem(received.standard, COMPLETE, message, "核对名册的“未报原因”列", "核实")
            received.issues.append(Issue(unit.code, unit.name, file.path, finding))


def _doubt_groups(received: Received) -> None:
    """A unit that by the roster only groups others (虚拟), yet has figures of its own in the totals."""
    for unit, file in received.counted.items():
        if unit.kind == "虚拟":
            message = f"“{unit.name}”在名册中是虚拟单位，只用来归类，却报了表：已计入，合计可能重复"
            fix = "确有本级数的，名册里另列本级单位；报的是全部下属的，填报口径写部门汇总"
            finding = problem(received.standard, ONCE, message, fix, "核实")
            received.issues.append(Issue(unit.code, unit.name, file.path, finding))


def _report_missing(received: Received) -> None:
    """Note every unit that should have handed in and did not, and say it in one finding (应报齐全)."""
    units = [unit for unit in received.roster.units if unit.expected]
    missing = [unit for unit in units if unit not in received.handed_in]
    for unit in missing:
        received.add(Submission("未报", unit, note=unit.reason))
    if not missing:
        return
    due, count = Decimal(len(units)), Decimal(len(missing))
    missing.sort(key=lambda unit: bool(unit.reason))
    names = listed(f"{unit.name}（{unit.reason}）" if unit.reason else unit.name for unit in missing)
    found = rules.finding(received.standard, COMPLETE, 左=due, 右=due - count, 差=count, 名=names)
    if all(unit.reason for unit in missing):
        fix = "名册写明了原因，不必催报；以后都不报的，名册的应报改为“否”"
        found = problem(received.standard, COMPLETE, found.message, fix, "提示")
    received.issues.append(Issue("", "", "", found))


def listed(names: Iterable[str]) -> str:
    """Names in a message: the first ones, then 等."""
    told = list(names)
    return "、".join(told[:_LISTED]) + ("等" if len(told) > _LISTED else "")
