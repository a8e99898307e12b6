"""``report preview``: real PDFs by LibreOffice, look-alike fonts, and what cannot be converted."""

from __future__ import annotations

import io
import shutil
import socket
import struct
import subprocess
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from xltools.cli import execute
from xltools.engines import fonts, soffice
from xltools.engines.fonts import Installed

from . import records

needs_libreoffice = pytest.mark.skipif(soffice.find() is None, reason="没有 LibreOffice")
HERE = fonts.installed()
NAMES = ("仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体")
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


@pytest.fixture
def preview(capsys: pytest.CaptureFixture[str], monkeypatch, tmp_path) -> Callable[..., tuple[int, str, str]]:
    """Run the command in a folder of its own; exit code, result and narration."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        return execute(["report", "preview", *arguments]), *capsys.readouterr()

    return run


def write(path: Path, *, name: str = "四川") -> Path:
    """A report written from a sample."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(records.first_sample(name))
    return path


def altered(content: bytes, **parts: Callable[[str], str]) -> bytes:
    """A document with parts changed; a part is named by its stem."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            change = parts.get(name.rsplit("/", 1)[-1].partition(".")[0])
            target.writestr(name, change(text.decode()).encode() if change else text)
    return out.getvalue()


def dot() -> bytes:
    """A PNG of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\x80")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def is_pdf(path: Path) -> bool:
    """Whether a whole PDF is there."""
    return path.read_bytes().startswith(b"%PDF") and b"%%EOF" in path.read_bytes()[-64:]


def pdf_fonts(path: Path) -> set[str]:
    """The names of the fonts in a PDF, without the mark of a subset."""
    command = ["pdffonts", str(path)]
    told = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()  # noqa: S603
    return {line.split()[0].rpartition("+")[2] for line in told.splitlines()[2:]}


@needs_libreoffice
def test_many_reports_in_one_run(preview, tmp_path, monkeypatch) -> None:
    """Each report gets a PDF beside it, from one start of LibreOffice; no report is changed."""
    reports = [write(tmp_path / f"{name}.docx", name=name) for name in records.STANDARDS]
    before = [report.read_bytes() for report in reports]
    starts: list[object] = []
    run = soffice.run
    monkeypatch.setattr(soffice, "run", lambda *asked: starts.append(asked) or run(*asked))
    code, out, _ = preview(*map(str, reports))
    assert code == 0
    assert len(starts) == 1
    assert all(is_pdf(report.with_suffix(".pdf")) for report in reports)
    assert [line.split("/")[-1] for line in out.splitlines()] == ["四川.pdf", "湛江2022.pdf"]
    assert [report.read_bytes() for report in reports] == before
    assert len(list(tmp_path.iterdir())) == 4


@needs_libreoffice
@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="没有 pdffonts")
@pytest.mark.parametrize("name", NAMES)
def test_stand_ins_are_in_the_pdf(preview, tmp_path, name) -> None:
    """Text in a font that is missing is drawn in the one the narration names, alone in its PDF."""
    stand_in = HERE.stand_ins().get(name) if HERE else None
    if stand_in is None:
        pytest.skip(f"本机有 {name}，或没有可以替代它的字体")
    document = Document(records.template("四川"))
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    for part in document.sections:
        part.footer.is_linked_to_previous = part.even_page_footer.is_linked_to_previous = True
    run = document.add_paragraph().add_run("预算绩效")
    run.font.name = name
    run._r.rPr.rFonts.set(qn("w:eastAsia"), name)
    document.save(tmp_path / "字.docx")
    code, _, err = preview("字.docx")
    assert code == 0
    assert f"{name}→{stand_in}" in err
    # A collection of fonts for several languages carries the name of its first.
    stem = stand_in.replace(" ", "").removesuffix("SC")
    drawn = pdf_fonts(tmp_path / "字.pdf")
    assert drawn
    assert all(font.startswith(stem) for font in drawn)


@needs_libreoffice
@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="没有 pdffonts")
@pytest.mark.skipif(HERE is None or "FandolFang" not in HERE.families, reason="没有 Fandol 字体")
def test_a_report_in_fandol(preview, tmp_path) -> None:
    """With Fandol the body, the headings and the tables are each in the face they ask for."""
    write(tmp_path / "报告.docx")
    assert preview("报告.docx")[0] == 0
    found = pdf_fonts(tmp_path / "报告.pdf")
    assert {f"Fandol{face}-Regular" for face in ("Fang", "Kai", "Hei", "Song")} <= found


@needs_libreoffice
def test_bad_files_do_not_stop_the_others(preview, tmp_path) -> None:
    """Each that cannot be converted is told with why and what to do; the good one is written; exit 2."""
    good = write(tmp_path / "好.docx").read_bytes()
    bad = {
        "断.docx": (good[:3000], "压缩结构已损坏"),
        "空.docx": (b"", "是空文件"),
        "锁.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "实际是：旧格式文件"),
        "文.txt": (b"1", "不是 .docx 文档"),
        "旧.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "不是 .docx 文档"),
        "~$好.docx": (b"x" * 162, "打开文件时生成的临时文件"),
        "图.docx": (b"\x89PNG\r\n", "不是 .docx 文档"),
        "乱.docx": (altered(good, document=lambda text: text[:-40]), "内容不符合格式"),
    }
    for name, (content, _) in bad.items():
        (tmp_path / name).write_bytes(content)
    code, out, err = preview(*bad, "无.docx", "好.docx")
    assert code == 2
    assert out.splitlines() == ["√ 已写 好.pdf"]
    assert is_pdf(tmp_path / "好.pdf")
    assert "无.docx：没有转成 PDF。找不到文件" in err
    for name, (_, why) in bad.items():
        (told,) = [line for line in err.splitlines() if line.startswith(f"{name}：没有转成 PDF。")]
        assert why in told
        assert "处理：" in told
        assert ".xlsx" not in told
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["好.pdf"]


@needs_libreoffice
def test_one_that_libreoffice_cannot_load(preview, tmp_path) -> None:
    """A file that reads well but that LibreOffice refuses is named; those after it are converted."""
    good = write(tmp_path / "好.docx").read_bytes()
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    (tmp_path / "坏.docx").write_bytes(altered(good, **{"[Content_Types]": lambda _: types}))
    code, out, err = preview("坏.docx", "好.docx")
    assert (code, out) == (2, "√ 已写 好.pdf\n")
    assert "坏.docx：没有转成 PDF。LibreOffice 没有转换出 坏.docx" in err
    assert "用 Word 或 WPS 打开检查" in err


@needs_libreoffice
def test_what_is_there_is_kept(preview, tmp_path) -> None:
    """An existing PDF is overwritten with --force only."""
    write(tmp_path / "报告.docx")
    (tmp_path / "报告.pdf").write_bytes(b"old")
    code, out, err = preview("报告.docx")
    assert (code, out) == (2, "")
    assert "已存在" in err
    assert (tmp_path / "报告.pdf").read_bytes() == b"old"
    assert preview("报告.docx", "--force")[0] == 0
    assert is_pdf(tmp_path / "报告.pdf")


@needs_libreoffice
def test_where_to(preview, tmp_path) -> None:
    """-o is a new folder, or a .pdf for one report; a folder is taken whole, without lock files."""
    write(tmp_path / "报告" / "甲.docx")
    write(tmp_path / "报告" / "下级" / "乙.docx")
    (tmp_path / "报告" / "~$甲.docx").write_bytes(b"x")
    assert preview("报告", "报告/甲.docx", "-o", "出/里")[0] == 0
    assert sorted(path.name for path in (tmp_path / "出" / "里").iterdir()) == ["乙.pdf", "甲.pdf"]
    assert preview("报告/甲.docx", "-o", "另/看.PDF")[0] == 0
    assert is_pdf(tmp_path / "另" / "看.PDF")


@needs_libreoffice
def test_reports_of_one_name(preview, tmp_path) -> None:
    """Of two reports that would become one PDF the second is refused; nothing is overwritten by another."""
    write(tmp_path / "甲" / "报告.docx")
    write(tmp_path / "乙" / "报告.docx")
    code, out, err = preview("甲/报告.docx", "乙/报告.docx", "-o", "出")
    assert (code, out) == (2, f"√ 已写 {Path('出', '报告.pdf')}\n")
    assert "乙/报告.docx：没有转成 PDF。另一份报告也要写成" in err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("a.docx", "b.docx", "-o", "一.pdf"), "有 2 份报告，不能都写成 一.pdf"),
        (("空夹",), "空夹 里没有报告"),
        ((), "缺少参数"),
    ],
)
def test_wrong_use(preview, tmp_path, arguments, why) -> None:
    """A wrong command line is told before anything is converted."""
    (tmp_path / "空夹").mkdir()
    code, out, err = preview(*arguments)
    assert (code, out) == (2, "")
    assert why in err


def test_without_libreoffice(preview, tmp_path, monkeypatch) -> None:
    """Where there is no LibreOffice the command says so, and what to do."""
    monkeypatch.setattr(soffice, "find", lambda: None)
    write(tmp_path / "报告.docx")
    code, out, err = preview("报告.docx")
    assert (code, out) == (2, "")
    assert "没有找到 LibreOffice，不能转成 PDF" in err
    assert "另存为 PDF" in err


@pytest.fixture
def server() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this computer: its port, and what it was asked for."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096))

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], asked
        listening.shutdown(socket.SHUT_RDWR)


@needs_libreoffice
def test_nothing_is_fetched(preview, tmp_path, server) -> None:
    """A picture that lies on a server, and a template there, are not asked for."""
    port, asked = server
    document = Document()
    document.add_picture(io.BytesIO(dot()))
    address = f"http://127.0.0.1:{port}/图.png"
    relation = document.part.relate_to(address, _RELATION, is_external=True)
    template = _RELATION.replace("image", "attachedTemplate")
    settings = document.part._settings_part
    attached = OxmlElement("w:attachedTemplate")
    attached.set(qn("r:id"), settings.relate_to(address, template, is_external=True))
    document.settings.element.append(attached)
    (blip,) = document.element.body.xpath(".//a:blip")
    del blip.attrib[qn("r:embed")]
    blip.set(qn("r:link"), relation)
    document.save(tmp_path / "链接.docx")
    assert preview("链接.docx")[0] == 0
    assert is_pdf(tmp_path / "链接.pdf")
    assert asked == []


def test_only_missing_fonts_are_replaced() -> None:
    """A font that is there is left; the most alike one stands for a missing one; a patchwork never does."""
    families = frozenset(("宋体", "SimSun", "FandolFang", "Noto Serif CJK SC", "cwTeXFangSong"))
    found = Installed(families, families - {"cwTeXFangSong"}).stand_ins()
    assert "宋体" not in found
    assert (found["仿宋_GB2312"], found["楷体_GB2312"]) == ("FandolFang", "Noto Serif CJK SC")
    assert found["方正小标宋简体"] == "Noto Serif CJK SC"
    assert "黑体" not in found
    assert set(found.values()) == {"FandolFang", "Noto Serif CJK SC"}


def test_words_on_fonts() -> None:
    """What is replaced, what has no look-alike, no Chinese font at all, and fonts LibreOffice chooses."""
    song = frozenset(("Noto Serif CJK SC",))
    some = Installed(song | {"Arial"}, song)
    assert fonts.told(["仿宋_GB2312", "Noto Serif CJK SC"], some) == [
        (
            "本机没有的字体在 PDF 里换成相近的（报告本身没有改动）：仿宋_GB2312→Noto Serif CJK SC",
            "",
        )
    ]
    ((text, style),) = fonts.told(["华文彩云"], some)
    assert ("华文彩云" in text, style) == (True, "核实")
    assert fonts.told(["Noto Serif CJK SC"], some) == []
    ((text, style),) = fonts.told([], Installed(frozenset(("Arial",)), frozenset()))
    assert ("没有中文字体" in text, style) == (True, "核实")
    assert "LibreOffice 自行替换" in fonts.told(["宋体"], None)[0][0]
