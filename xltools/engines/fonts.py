"""Free look-alikes for the fonts of official documents, so that a PDF made for looking at looks right.

Only fontconfig is told, for one run of LibreOffice; no document is changed. On Windows and macOS LibreOffice
does not use fontconfig: there the fonts are usually installed, and LibreOffice replaces what is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

#: The system's own configuration, unless the environment names another.
_SYSTEM = "/etc/fonts/fonts.conf"

#: Where TeX keeps fonts that fontconfig is usually not told of.
_TEX = (
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf/fonts/opentype/public/fandol",
)

_SONG = ("FandolSong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "AR PL UMing CN")
#: Fandol's bold cut calls itself regular, so that fontconfig cannot choose it: Noto's comes first.
_TITLE = (*_SONG[1:4], _SONG[0], _SONG[4])
_FANG = ("仿宋", "FangSong", "FandolFang", *_SONG)
_KAI = ("楷体", "KaiTi", "FandolKai", "AR PL UKai CN", *_SONG)
_HEI = ("FandolHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei")

#: A font's names, and what may stand for it, the most alike first.
_LOOKALIKES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312"), _FANG),
    (("楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312"), _KAI),
    (("黑体", "SimHei"), _HEI),
    (("宋体", "SimSun", "新宋体", "NSimSun"), _SONG),
    (("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S"), _TITLE),
)

#: The same for fonts of digits and letters alone; the last is there wherever the Chinese ones are.
_LATIN: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("Times New Roman",), ("Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman", *_SONG[1:4])),
)

#: The title font is heavier than any plain Song: the bold cut stands for it.
_BOLD = frozenset(("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S"))


@dataclass(frozen=True)
class Installed:
    """Names of the families on this computer; ``chinese``: of those with all simplified characters."""

    families: frozenset[str]
    chinese: frozenset[str]

    def stand_ins(self) -> Mapping[str, str]:
        """What stands for each known font that is missing; a font without any look-alike is left out.

        One without all simplified characters (cwTeX's are traditional) would leave a patchwork: not taken.
        """
        found: dict[str, str] = {}
        for lookalikes, usable in ((_LOOKALIKES, self.chinese), (_LATIN, self.families)):
            for names, candidates in lookalikes:
                best = next((each for each in candidates if each in usable), None)
                if best is not None:
                    found |= {name: best for name in names if name not in self.families}
        return found


def installed() -> Installed | None:
    """The fonts on this computer; None where fontconfig does not decide which ones LibreOffice takes."""
    program = shutil.which("fc-list")
    if program is None or sys.platform in ("win32", "darwin"):
        return None
    with tempfile.TemporaryDirectory(prefix="xltools-fonts-") as folder:
        environment = {**os.environ, "FONTCONFIG_FILE": str(_write(Path(folder), {}))}
        command = [program, "--format", r"%{family}\t%{lang}\n"]
        told = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603
    families: set[str] = set()
    chinese: set[str] = set()
    for line in told.stdout.decode("utf-8", "replace").splitlines():
        names, _, languages = line.partition("\t")
        families |= set(names.split(","))
        if "zh-cn" in languages.split("|"):
            chinese |= set(names.split(","))
    return Installed(frozenset(families), frozenset(chinese))


def environment(folder: Path) -> Mapping[str, str]:
    """What to add to LibreOffice's environment; writes a file into ``folder`` for fontconfig to read."""
    fonts = installed()
    return {} if fonts is None else {"FONTCONFIG_FILE": str(_write(folder, fonts.stand_ins()))}


def told(names: Iterable[str], fonts: Installed | None) -> list[tuple[str, str]]:
    """Lines (text, style) on how the fonts of these names will look; none where all are there."""
    if fonts is None:
        return [("本机缺少的字体由 LibreOffice 自行替换，版面可能与 Word 不同", "")]
    if not fonts.chinese:
        return [("本机没有中文字体，PDF 里的汉字可能显示为方框；请安装 Noto CJK 或 Fandol 字体", "核实")]
    stand_ins = fonts.stand_ins()
    missing = sorted(set(names) - fonts.families)
    replaced = "，".join(f"{name}→{stand_ins[name]}" for name in missing if name in stand_ins)
    others = "、".join(name for name in missing if name not in stand_ins and not name.isascii())
    lines = []
    if replaced:
        lines.append((f"本机没有的字体在 PDF 里换成相近的（报告本身没有改动）：{replaced}", ""))
    if others:
        lines.append((f"本机没有 {others}，也没有相近的字体，由 LibreOffice 自行替换", "核实"))
    return lines


def _write(folder: Path, stand_ins: Mapping[str, str]) -> Path:
    """Write a configuration: the system's, the fonts of TeX, and the stand-ins."""
    system = os.environ.get("FONTCONFIG_FILE") or _SYSTEM
    folders = "".join(f"<dir>{each}</dir>\n" for each in _TEX if Path(each).is_dir())
    rules = "".join(_rule(name, stand_in) for name, stand_in in stand_ins.items())
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f'<include ignore_missing="yes">{escape(system)}</include>\n{folders}{rules}</fontconfig>\n',
        encoding="utf-8",
    )
    return config


def _rule(name: str, stand_in: str) -> str:
    bold = '<edit name="weight" mode="assign"><const>bold</const></edit>' if name in _BOLD else ""
    return (
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{stand_in}</string></edit>{bold}</match>\n'
    )
