"""Installing and removing, on this computer's own files: nothing is lost, nothing is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.excel.addin.places import linux_at, tree, windows_at
from xltools.core.errors import InputError, OutputError
from xltools.excel.addin import installing, record
from xltools.excel.addin.environment import Environment, on_linux
from xltools.excel.addin.parts import files_of
from xltools.excel.addin.removing import Removed, removal, remove


def _install(env: Environment, *parts: str, version: str = "1") -> tuple[installing.Step, ...]:
    return installing.install(env, files_of(env, parts), version)


@pytest.mark.parametrize("there", [linux_at, windows_at])
def test_removal_leaves_nothing(there, tmp_path: Path) -> None:
    """After installing and removing every file and folder is as it was before."""
    env = there(tmp_path)
    before = tree(tmp_path)
    steps = _install(env, "launcher", *(["xlam"] if env.windows else []))
    assert {step.action for step in steps} == {"写入"}
    assert len(tree(tmp_path)) > len(before)
    done = remove(env, ["launcher", "xlam"])
    assert {each.fate for each in done} == {"删除"}
    assert tree(tmp_path) == before


def test_removal_leaves_nothing_in_a_home_that_had_nothing(tmp_path: Path) -> None:
    """Folders made on the way to the program's own go with it, also those that only held the record."""
    home = tmp_path / "用户 乙"
    home.mkdir()
    env = on_linux(home / ".local" / "share", home / "bin" / "python")
    _install(env, "launcher")
    assert record.load(env).parts
    remove(env, ["launcher"])
    assert tree(home) == {}


def test_twice_is_once(tmp_path: Path) -> None:
    """A second time everything is as it should be already, and stays so to the byte."""
    env = windows_at(tmp_path)
    _install(env, "launcher", "xlam")
    before = tree(tmp_path)
    assert {step.action for step in _install(env, "launcher", "xlam")} == {"相同"}
    assert tree(tmp_path) == before


def test_an_update_replaces_what_is_ours(tmp_path: Path) -> None:
    """Another Python, another version: our files are written anew, and removal still leaves nothing."""
    env = windows_at(tmp_path)
    before = tree(tmp_path)
    _install(env, "launcher")
    moved = env.with_python(Path(env.data) / "python" / "Scripts" / "pythonw.exe")
    steps = _install(moved, "launcher", version="2")
    assert {step.action for step in steps} == {"更新"}
    assert record.load(env).parts["launcher"].version == "2"
    remove(env, ["launcher"])
    assert tree(tmp_path) == before


@pytest.mark.parametrize("part", ["launcher", "xlam"])
def test_what_others_wrote_is_never_overwritten(part: str, tmp_path: Path) -> None:
    """A file of that name that is not ours stops the installation before anything is written."""
    env = windows_at(tmp_path)
    foreign = Path(files_of(env, [part])[part][-1].path)
    foreign.parent.mkdir(parents=True, exist_ok=True)
    foreign.write_bytes("别人的".encode())
    before = tree(tmp_path)
    with pytest.raises(OutputError, match=foreign.name):
        _install(env, "launcher", "xlam")
    assert tree(tmp_path) == before


def test_what_somebody_changed_stays(tmp_path: Path) -> None:
    """Neither another installation nor the removal touches it, and both say so."""
    env = windows_at(tmp_path)
    _install(env, "launcher")
    changed = Path(env.menu) / "绩效自评.cmd"
    changed.write_bytes(changed.read_bytes() + b"rem\r\n")
    before = changed.read_bytes()
    with pytest.raises(OutputError, match="改过"):
        _install(env, "launcher")
    fates = {Path(each.path): each.fate for each in remove(env, ["launcher"])}
    assert fates.pop(changed) == "保留"
    assert set(fates.values()) == {"删除"}
    assert changed.read_bytes() == before
    assert not (Path(env.data) / record.NAME).exists()


def test_a_shared_file_stays_for_the_other_part(tmp_path: Path) -> None:
    """The note that both parts need goes with the last of them."""
    env = windows_at(tmp_path)
    before = tree(tmp_path)
    _install(env, "launcher", "xlam")
    note = Path(env.data) / "python.txt"
    fates = {Path(each.path): each.fate for each in remove(env, ["xlam"])}
    assert (fates[note], note.exists()) == ("共用", True)
    remove(env, ["launcher"])
    assert tree(tmp_path) == before


def test_what_is_gone_is_said(tmp_path: Path) -> None:
    """A file somebody deleted is no error."""
    env = linux_at(tmp_path)
    _install(env, "launcher")
    (Path(env.menu) / "xltools.desktop").unlink()
    assert [each.fate for each in remove(env, ["launcher"])] == ["已经没有"]
    assert remove(env, ["launcher"]) == ()


def test_what_cannot_be_deleted_is_tried_again(tmp_path: Path, monkeypatch) -> None:
    """A file that is in use stays in the record; the next removal takes it, and the folders with it.

    The refusal is played: whoever runs the tests as root is refused nothing.
    """
    env = windows_at(tmp_path)
    before = tree(tmp_path)
    _install(env, "xlam")
    with monkeypatch.context() as busy:
        busy.setattr(Path, "unlink", _refused)
        done = remove(env, ["xlam"])
    assert {each.fate for each in done} == {"删不掉"}
    assert all("没有权限" in each.why for each in done)
    assert {each.fate for each in remove(env, ["xlam"])} == {"删除"}
    assert tree(tmp_path) == before


def _refused(self: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002  # as pathlib's
    raise PermissionError(13, "in use")


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    """What would be done is known without doing it, before and after."""
    env = windows_at(tmp_path)
    before = tree(tmp_path)
    planned = files_of(env, ["launcher"])
    steps = installing.steps(planned, record.load(env), lambda path: record.digest_of(Path(path)))
    assert [step.action for step in steps] == ["写入"] * 3
    assert removal(record.load(env), ["launcher"]) == ()
    assert tree(tmp_path) == before
    _install(env, "launcher")
    after = tree(tmp_path)
    assert removal(record.load(env), ["launcher"]) == tuple(
        Removed(str(step.planned.path), "删除") for step in steps
    )
    assert tree(tmp_path) == after


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"[1]", b'{"parts": {"launcher": 1}}', b"\xff\xfe"])
def test_a_spoilt_record_is_said(spoilt: bytes, tmp_path: Path) -> None:
    """Nothing is guessed from a record that cannot be read: what to do is said."""
    env = linux_at(tmp_path)
    place = Path(env.data) / record.NAME
    place.parent.mkdir(parents=True)
    place.write_bytes(spoilt)
    with pytest.raises(InputError, match="安装记录"):
        _install(env, "launcher")
    assert place.read_bytes() == spoilt


_STEPS = st.sampled_from(["launcher", "xlam", "both", "-launcher", "-xlam", "-both", "delete", "folder"])


@settings(max_examples=40, deadline=None)
@given(st.lists(_STEPS, max_size=8))
def test_any_order_leaves_nothing(tmp_path_factory, order: list[str]) -> None:
    """Installed, removed, deleted by hand in any order: in the end a full removal leaves what was there."""
    folder = tmp_path_factory.mktemp("序")
    env = windows_at(folder)
    before = tree(folder)
    for step in order:
        names = ["launcher", "xlam"] if step.endswith("both") else [step.removeprefix("-")]
        if step == "delete":
            (Path(env.menu) / "绩效自评.cmd").unlink(missing_ok=True)
        elif step == "folder":
            assert all(each.fate != "删不掉" for each in removal(record.load(env), ["launcher", "xlam"]))
        elif step.startswith("-"):
            remove(env, names)
        else:
            _install(env, *names)
    remove(env, ["launcher", "xlam"])
    assert tree(folder) == before
