"""What a power cut would find: the order in which a finished file gets its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xltools.whole import PREFIX, put


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
