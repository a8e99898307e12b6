"""What ``check`` says of hostile files, held against what is demanded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.hostile.driver import Run
from tests.hostile.hostile import READ, TOLD, VALUES, Hostile

Said = Mapping[str, dict]

#: Refusals of whoever ended the child: they cannot name what the file is.
_ENDED = frozenset(("crash", "memory", "timeout"))


def said_of(ended: Run) -> dict[str, dict]:
    """The file objects of a JSON result, by the files' names."""
    return {Path(each["path"]).name: each for each in json.loads(ended.out)["files"]}


def outcome(said: dict) -> str:
    """What became of a file, in the words of a demand."""
    if said["error"]:
        return said["error"]["code"]
    if any(each["outcome"] == "不通过" for each in said["findings"]):
        return TOLD
    beyond = any("只读出了各格的数值" in each["message"] for each in said["findings"])
    return VALUES if beyond else READ


def wrong(files: Iterable[Hostile], said: Said) -> dict[str, str]:
    """The files that did not end as demanded, or were refused without saying which, or why; and how."""
    found = {}
    for each in files:
        error = said[each.name]["error"]
        nameless = error and each.name not in error["message"] and error["code"] not in _ENDED
        if outcome(said[each.name]) not in each.demands:
            found[each.name] = f"{outcome(said[each.name])}，应为 {each.demand}"
        elif error and (nameless or "内部" in error["message"] or not error["fix"]):
            found[each.name] = error["message"]
    return found
