"""Install parts: see first what each file would meet, then write all or nothing, and keep a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Literal

from xltools.core.errors import OutputError
from xltools.excel.addin import record as records
from xltools.excel.addin.environment import Environment
from xltools.excel.addin.planned import Planned
from xltools.excel.addin.record import Part, Record
from xltools.whole import put

#: 相同: it is there as it should be. 冲突: somebody else's, or changed since it was written.
Action = Literal["写入", "更新", "相同", "冲突"]


@dataclass(frozen=True, slots=True)
class Step:
    """One file, and what is to happen to it."""

    planned: Planned
    action: Action


def steps(
    planned: Mapping[str, Sequence[Planned]], record: Record, digest: Callable[[PurePath], str | None]
) -> tuple[Step, ...]:
    """What is to happen to each file, each named once; ``digest`` tells what lies there now."""
    every = {each.path: each for files in planned.values() for each in files}
    return tuple(Step(each, _action(each, record.digest(path), digest(path))) for path, each in every.items())


def _action(planned: Planned, before: str | None, now: str | None) -> Action:
    if now is None:
        return "写入"
    if now == sha256(planned.content).hexdigest():
        return "相同"
    return "更新" if now == before else "冲突"


def clashes(todo: Sequence[Step]) -> OutputError | None:
    """The error that tells which files would be overwritten though they are not as we wrote them."""
    found = [str(step.planned.path) for step in todo if step.action == "冲突"]
    if not found:
        return None
    message = f"这些文件不是 xltools 装的，或有人改过，没有覆盖：{'、'.join(found)}"
    return OutputError(message, fix="不再需要的话先移走或改名，再安装一次")


def install(env: Environment, planned: Mapping[str, Sequence[Planned]], version: str) -> tuple[Step, ...]:
    """Write every file of these parts and record them; what was done to each.

    OutputError before anything is written where a file is somebody else's, or was changed; and where a place
    cannot be written: what is written by then is in the record.
    """
    record = records.load(env)
    todo = steps(planned, record, lambda path: records.digest_of(Path(path)))
    clash = clashes(todo)
    if clash is not None:
        raise clash
    for name, files in planned.items():
        record = record.with_folders(records.missing(env, [each.path for each in files]))
        part = record.parts.get(name, Part(version, {}))
        for each in files:
            put(each.content, Path(each.path))
            part = Part(version, {**part.files, str(each.path): sha256(each.content).hexdigest()})
            record = record.with_part(name, part)
            records.save(env, record)
    return todo
