"""What a power cut would find: the order in which a finished file gets its place."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.form.books import CLEAN, ROOT
from xltools.whole import PREFIX, put

#: Runs a command line, and is killed when so many finished files are about to be renamed.
_DIES = """
import os, signal, sys
left = int(sys.argv[1])

def look(event, arguments):
    global left
    if event == "os.rename" and os.path.basename(os.fsdecode(arguments[0])).startswith(".xltools-"):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(look)
sys.argv = ["xltools", *sys.argv[2:]]
from xltools.cli import main
main()
"""


def test_a_finished_file_is_synced_before_it_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All bytes of the hidden file are handed to the disk before it takes the name of the old one.

    Stubs note the calls, and then do them: they prove the order, and that it is this file, whole, that is
    synced. That the disk keeps what it was told to keep is the system's word; no power is cut here.
    """
    told = list[tuple[str, str, bytes]]()
    sync, rename = os.fsync, Path.replace

    def fsync(number: int) -> None:
        (part,) = tmp_path.glob(f"{PREFIX}*")
        assert os.path.sameopenfile(number, os.open(part, os.O_RDONLY))
        told.append(("synced", part.name, part.read_bytes()))
        sync(number)

    def replace(self: Path, target: Path) -> Path:
        told.append(("renamed", self.name, self.read_bytes()))
        assert Path(target).read_bytes() == b"old"
        return rename(self, target)

    place = tmp_path / "甲.bin"
    place.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    put(b"new" * 100_000, place)
    synced, renamed = told
    assert (synced[0], renamed[0]) == ("synced", "renamed")
    assert synced[1:] == renamed[1:]
    assert synced[2] == place.read_bytes() == b"new" * 100_000


@pytest.mark.skipif(sys.platform == "win32", reason="要有 POSIX 的信号")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_run_killed_before_it_renames(tmp_path: Path, number: int) -> None:
    """At that moment all old outputs but those renamed before stand as they were; a next run is whole."""
    (tmp_path / "夹").mkdir()
    shutil.copy(CLEAN, tmp_path / "夹" / "甲.xlsx")
    line = ["run", "夹", "-o", "批"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def ended(*start: str) -> int:
        program = [sys.executable, *start, *line]
        return subprocess.run(  # noqa: S603  # our own program
            program, cwd=tmp_path, env=environment, capture_output=True, check=False
        ).returncode

    assert ended("-m", "xltools") == 0
    old = {path: path.stat().st_mtime_ns for path in (tmp_path / "批").rglob("*") if path.is_file()}
    assert len(old) > number
    assert ended("-c", _DIES, str(number)) == -signal.SIGKILL
    now = {path: path.stat().st_mtime_ns for path in (tmp_path / "批").rglob("*") if path.is_file()}
    left = {path for path in now if path.name.startswith(PREFIX)}
    assert left
    assert sum(now[path] != old[path] for path in old) == number - 1
    assert now.keys() - left == old.keys()
    assert ended("-m", "xltools") == 0
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(PREFIX)]
