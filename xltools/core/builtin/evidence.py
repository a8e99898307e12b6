"""佐证材料, 佐证登记: the list of evidence against the folder beside the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.evidence import (
    Claim,
    Evidence,
    File,
    Material,
    State,
    compare,
    materials,
    roles_of,
)
from xltools.core.messages import inner
from xltools.core.model import Datum, Finding
from xltools.core.standard import Rule

#: How many a finding names before it only counts.
NAMED = 3

#: What is wrong with a file that is there, as a finding says it.
_FAULTS: dict[State, str] = {
    "空": "是空的",
    "打不开": "打不开",
    "扩展名不符": "内容与扩展名不符",
}
_BY_HAND = "请人工打开看一眼"


def sound(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """佐证材料: files of the list that are not there, not in order, or there twice.

    Nothing when nobody looked for a folder; one 未判 for all that could not be looked at.
    """
    if seen.evidence is None:
        return
    listed = materials(seen.record, roles_of(seen.standard))
    naming = [material for material in listed if material.names]
    if not seen.evidence.folder:
        yield from _no_folder(rule, seen.evidence, naming)
        return
    claims = compare(naming, seen.evidence.files)
    for cause in _causes(listed, claims, seen.evidence):
        yield cause.finding(rule)


def registered(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """佐证登记: files of the folder that the list does not name, copies among them, names spelt otherwise."""
    if seen.evidence is None or not seen.evidence.folder:
        return
    listed = materials(seen.record, roles_of(seen.standard))
    claims = compare(listed, seen.evidence.files)
    known = {file.path for claim in claims for file in claim.files}
    stray = [file for file in seen.evidence.files if file.path not in known]
    if stray:
        texts = [_with_original(file, seen.evidence.files) for file in stray]
        what = f"“{inner(seen.evidence.folder)}”里有{len(stray)}个文件没有登记：{_some(texts)}"
        yield finding(rule, None, None, what)
    spelt = [claim for claim in claims if claim.files and not claim.exact]
    if spelt:
        texts = [f"{_quoted(claim.name)}按{_quoted(claim.files[0].path)}核对" for claim in spelt]
        cause = _Cause(f"清单里{len(spelt)}个文件名与文件的写法不完全一样：{_some(texts)}", _cells(spelt))
        yield replace(cause.finding(rule), fix="把清单里的文件名改成与文件完全一样")


@dataclass(frozen=True, slots=True)
class _Cause:
    """One cause, with the cells of the list it is about."""

    message: str
    cells: tuple[Datum, ...]
    unseen: bool = False
    partial: bool = False

    def finding(self, rule: Rule) -> Finding:
        """A failure; what was not looked at is 未判, what was looked at in part is a 提示."""
        found = finding(rule, self.cells[0].field if self.cells else None, None, self.message)
        found = replace(found, places=tuple(dict.fromkeys(cell.place for cell in self.cells)))
        if self.unseen:
            return replace(found, outcome="未判")
        return replace(found, level="提示", fix=_BY_HAND) if self.partial else found


def _no_folder(rule: Rule, evidence: Evidence, naming: Sequence[Material]) -> Iterator[Finding]:
    count = sum(len(material.names) for material in naming)
    if not count:
        return
    where = "、".join(_quoted(name) for name in evidence.wanted)
    lack = evidence.problem or f"没有找到佐证材料文件夹（应在工作簿旁边，名为{where}之一）"
    cells = tuple(material.file for material in naming)
    yield _Cause(f"{lack}，清单所列{count}个文件没有核对", cells, unseen=True).finding(rule)


def _causes(listed: Sequence[Material], claims: Sequence[Claim], evidence: Evidence) -> Iterator[_Cause]:
    nameless = [material for material in listed if not material.names]
    if nameless:
        texts = [_called(material) for material in nameless]
        cells = tuple(material.file for material in nameless)
        yield _Cause(f"{len(nameless)}项材料没有写文件名，无从核对：{_some(texts)}", cells)
    missing = [claim for claim in claims if not claim.files]
    if missing and not evidence.left_out:
        where = f"“{inner(evidence.folder)}”"
        yield _about(missing, f"清单所列{len(missing)}个文件不在{where}里：")
    yield from _faulty(claims)
    yield from _doubled(claims)
    yield from _unclear(claims)
    yield from _unseen(claims, missing if evidence.left_out else (), evidence)
    partly = [claim for claim in claims if any(file.state == "只看了一部分" for file in claim.files)]
    if partly:
        yield replace(_about(partly, f"{len(partly)}个文件没有全部核对：", "只看了一部分"), partial=True)


def _faulty(claims: Sequence[Claim]) -> Iterator[_Cause]:
    for state, words in _FAULTS.items():
        found = [claim for claim in claims if any(file.state == state for file in claim.files)]
        if found:
            yield _about(found, f"{len(found)}个文件{words}：", state)


def _doubled(claims: Sequence[Claim]) -> Iterator[_Cause]:
    """One content for different materials; a material that is listed twice under one name is not."""
    by_content: dict[str, dict[tuple[str, str], Claim]] = {}
    for claim in claims:
        for file in claim.files:
            if file.sha256 and file.size:
                by_content.setdefault(file.sha256, {})[_called(claim.material), file.path] = claim
    texts: list[str] = []
    cells: list[Datum] = []
    for same in by_content.values():
        if len({material for material, _ in same}) > 1:
            names = "、".join(dict.fromkeys(_quoted(path) for _, path in same))
            texts.append(f"{'、'.join(dict.fromkeys(material for material, _ in same))}都是{names}")
            cells += [claim.material.file for claim in same.values()]
    if texts:
        yield _Cause(f"不同的材料用了内容相同的文件：{_some(texts, '；')}", tuple(cells))


def _unclear(claims: Sequence[Claim]) -> Iterator[_Cause]:
    """A name that several different files of different folders have."""
    found = [
        claim
        for claim in claims
        if len({file.name for file in claim.files}) == 1 < len({file.sha256 for file in claim.files})
    ]
    if found:
        texts = [f"{_quoted(c.name)}（{'、'.join(file.path for file in c.files)}）" for c in found]
        what = f"{len(found)}个文件名在几个子文件夹里都有，分不清是哪一个：{_some(texts)}"
        yield _Cause(what, _cells(found))


def _unseen(claims: Sequence[Claim], missing: Sequence[Claim], evidence: Evidence) -> Iterator[_Cause]:
    """All that could not be looked at, as one 未判."""
    unseen = [claim for claim in claims if any(file.state == "没有看" for file in claim.files)]
    texts = [_with_why(claim, "没有看") for claim in unseen]
    texts += [f"{_quoted(claim.name)}（没有找到；{evidence.left_out}）" for claim in missing]
    if texts:
        what = f"{len(texts)}个文件没有核对：{_some(texts)}"
        yield _Cause(what, _cells([*unseen, *missing]), unseen=True)


def _about(claims: Sequence[Claim], opening: str, state: State | None = None) -> _Cause:
    texts = [_with_why(claim, state) for claim in claims]
    return _Cause(opening + _some(texts), _cells(claims))


def _with_why(claim: Claim, state: State | None) -> str:
    """A claim's name, with what is the matter with its first file of that state."""
    file = next((file for file in claim.files if file.state == state), None)
    if file is None:
        return _quoted(claim.name)
    return f"{_quoted(file.path)}（{file.why}）" if file.why else _quoted(file.path)


def _with_original(file: File, files: Sequence[File]) -> str:
    """A file's name, and which other one it is a copy of."""
    same = (other.path for other in files if other.sha256 == file.sha256 and other.path != file.path)
    original = next(same, "") if file.sha256 and file.size else ""
    return _quoted(file.path) + (f"（与{_quoted(original)}内容相同）" if original else "")


def _cells(claims: Iterable[Claim]) -> tuple[Datum, ...]:
    return tuple(claim.material.file for claim in claims)


def _called(material: Material) -> str:
    """What a material is called: its name, else its number, else its row."""
    return _quoted(material.title or material.number or f"第{material.file.place.row}行")


def _quoted(text: str) -> str:
    return f"“{inner(text)}”"


def _some(texts: Sequence[str], between: str = "、") -> str:
    """The first few of them."""
    return between.join(texts[:NAMED]) + ("等" if len(texts) > NAMED else "")
