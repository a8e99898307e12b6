"""What is fuzzed: a target makes one odd input by a Random and reads it; only an XltoolsError may come.

A target returns nothing. What it was given can be made again by a Random of the same seed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED

from tests.form.books import CLEAN, FAULTY, ROOT, SEED, SICHUAN
from tests.fuzz.mutate import NUMBERS, PLACES, TEXTS, chopped, repacked, small, words, wrecked
from tests.hostile.hostile import clean_parts, zipped
from xltools.checking import check_workbook
from xltools.cli import execute
from xltools.core import expressions
from xltools.core.consolidation.extract import extract
from xltools.core.consolidation.kept import from_bytes, to_bytes
from xltools.core.entry.entered import is_nothing, plain, read_answer, read_choice, read_date, read_number
from xltools.core.errors import XltoolsError
from xltools.core.formulas.tokens import mentions, tokens
from xltools.core.model import Checked, Source, Workbook
from xltools.core.prose.passage import Narrative
from xltools.core.returned.review import review
from xltools.core.standard import Standard
from xltools.engines import choose
from xltools.engines.grammar import FormulaSyntaxError, parse
from xltools.ledger import read as ledger
from xltools.ledger.opened import reading, writing
from xltools.readers import evidence, sniff
from xltools.readers.container import open_package
from xltools.readers.document import read_document_bytes
from xltools.readers.ordinary import is_ordinary
from xltools.readers.prose import read_prose_bytes
from xltools.readers.roster import read_roster
from xltools.readers.said import said_standard
from xltools.readers.xlsx import read_bytes
from xltools.runner import check_file, load_standard
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.marks import annotated
from xltools.writers.refresh.opened import open_generated

ROSTER = ROOT / "workbooks" / "湛江2022" / "名册.xlsx"
REPORTS = (
    ROOT / "templates" / "湛江2022" / "自评报告.docx",
    ROOT / "templates" / "公文" / "审核情况说明.docx",
)
BOOKS = (CLEAN, FAULTY, SEED, SICHUAN)

_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "%": Decimal("0.01"), "％": Decimal("0.01")}
_SIGNS = (
    "1",
    "2022",
    "0",
    ",",
    ".",
    "，",
    "．",
    " ",
    "\u3000",
    "-",
    "－",
    "(",
    ")",
    "（",
    "％",
    "%",
    "‰",
    "元",
)
_TYPED = (
    *(
        *_SIGNS,
        *NUMBERS,
        *TEXTS,
        "万元",
        "年",
        "月",
        "日",
        "/",
        "无",
        "—",
        "百分之",
        "¥",
        "人民币",
        "E",
        "e5",
    ),
    *("\x00", "\ud800", "\u200b", "\n", "是", "√", "②", "零", "亿", "约", "～", "至", "\U0001d7d9"),
)
_FORMULA = (
    *(
        "=",
        "SUM(",
        "IF(",
        "AND(",
        ")",
        "(",
        ",",
        "+",
        "-",
        "*",
        "/",
        "^",
        "&",
        "<>",
        '"',
        "'",
        "!",
        "[",
        "]",
        "{",
    ),
    *(
        "}",
        ";",
        ":",
        "$",
        "#REF!",
        "#",
        "@",
        "[@数]",
        "预算",
        "收入.合计",
        "表!A1",
        "'表 一'!A1",
        "A1",
        "B2:C3",
    ),
    *(
        "A:A",
        "1:1",
        "1",
        "1.5",
        "1E9",
        "%",
        "TRUE",
        "LET(",
        "_xlfn.XLOOKUP(",
        " ",
        "\n",
        "{项}",
        "\ud800",
        "\0",
    ),
    *PLACES,
)


def guard(random: Random) -> None:
    """Bytes of any kind, opened as a package, named, and looked into as evidence."""
    content = wrecked(random, random.choice(BOOKS)) if random.random() < 0.6 else _foreign(random)
    evidence.judged(content, random.choice(("a.xlsx", "b.docx", "c.pdf", "d.doc", "e.zip")))
    if not content.startswith(b"PK"):
        sniff.not_a_zip(content, "甲.xlsx")
    with _quiet():
        package = open_package(content, "甲.xlsx", workbook=random.random() < 0.5)
        for name in package.names:
            with _quiet():
                package.read(name)


def _foreign(random: Random) -> bytes:
    heads = (
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7\n1 0 obj<</Type/Page>>", b"{\\rtf1", b"<html>"),
        *(
            b"\xff\xfe<\0t\0",
            b"MIME-Version: 1.0",
            b"\x1f\x8b",
            b"II*\0",
            b"\x09\x08",
            b"PK\x05\x06",
            b"PK\x03\x04",
        ),
    )
    tail = random.randbytes(random.choice((0, 3, 100, 504, 1100))) * random.choice((1, 3))
    return chopped(random, random.choice((*heads, _ole())) + tail)


@cache
def _ole() -> bytes:
    from tests.hostile.made_foreign import compound

    return compound("Workbook")


def zip_bytes(random: Random) -> None:
    """The reader, over a zip whose bytes were changed."""
    content = wrecked(random, random.choice(BOOKS)) if random.random() < 0.5 else chopped(random, _small())
    with _quiet():
        _told(read_bytes(content, "甲.xlsx"))


@cache
def _small() -> bytes:
    return small(CLEAN)


def xml_parts(random: Random) -> None:
    """The reader, over a sound zip of parts that were changed."""
    with _quiet():
        _told(read_bytes(repacked(random, random.choice(BOOKS)), "甲.xlsx"))


def _told(workbook: Workbook) -> None:
    for sheet in workbook.sheets:
        assert all(type(row) is tuple for row in sheet.values), sheet.name


def values(random: Random) -> None:
    """The parser of what people type."""
    text = words(random, _TYPED)
    number = read_number(text, _UNITS)
    assert number is None or number.is_finite(), text
    plain(text)
    is_nothing(text, question=random.random() < 0.5)
    read_date(text)
    read_choice(text, ("是", "否", "优"))
    read_answer(text)


def rules(random: Random) -> None:
    """The parsers of rules and formulas: nothing of a formula is lost, whatever it is."""
    text = words(random, _FORMULA, 30)
    if random.random() < 0.05:
        text = (
            "="
            + random.choice(("(", "-", "IF(", "{", "SUM((", '"')) * random.choice((50, 500, 20_000))
            + text
        )
    if random.random() < 0.05:
        many = random.choice((3, 70, 2000))
        call = random.choice(("AND(", "IF(1,", "("))
        text = f"={call * many}A{')' * many}"
    expressions.rename(text, str)
    expressions.names_in(text)
    expressions.columns_in(text)
    expressions.conjuncts(text)
    expressions.branches(text)
    expressions.expand_row(text, str)
    expressions.squeezed(text)
    tokens(text)
    list(mentions(text))
    try:
        parse(text)
    except FormulaSyntaxError:
        return


def documents(random: Random) -> None:
    """The readers of reports, and the one of a report's own store."""
    report = random.choice(REPORTS)
    content = repacked(random, report) if random.random() < 0.8 else wrecked(random, report)
    with _quiet():
        read_document_bytes(content, "甲.docx")
    with _quiet():
        assert isinstance(read_prose_bytes(content, "甲.docx"), Narrative)
    with _quiet():
        open_generated(content, "甲.docx")
    with _quiet():
        read_document_bytes(
            chopped(random, "一、预算 12.5 万元\n".encode(random.choice(("utf-8", "gb18030", "utf-16")))),
            "甲.txt",
        )


def roster(random: Random) -> None:
    """The reader of rosters."""
    with tempfile.TemporaryDirectory() as folder, _quiet():
        path = Path(folder, "名册.xlsx")
        path.write_bytes(repacked(random, ROSTER))
        said_standard(path)
        read_roster(path)


def looks(random: Random) -> None:
    """What is asked of files before they are read, of zips of every method: whatever they are, an answer."""
    content = bytearray(_zips()[random.randrange(len(_zips()))])
    directory = content.find(b"PK\x01\x02")
    for _ in range(random.randint(1, 4)):
        at = random.choice((random.randrange(len(content)), random.randrange(directory, len(content))))
        content[at] = random.choice((0, 1, 127, 128, 255, random.randrange(256)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "甲.xlsx")
        path.write_bytes(content)
        said_standard(path)
        is_ordinary(path)


@cache
def _zips() -> tuple[bytes, ...]:
    whole = clean_parts()
    parts = {name: whole[name] for name in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")}
    return tuple(zipped(parts, method) for method in (ZIP_DEFLATED, ZIP_STORED, ZIP_BZIP2, ZIP_LZMA))


def kept(random: Random) -> None:
    """What a ledger keeps of a file: what is none of ours is a ValueError, and the file is checked anew."""
    whole, standard = _kept()
    try:
        from_bytes(chopped(random, whole), standard, Source("甲.xlsx", "ab" * 32))
    except ValueError:
        return


def ledgers(random: Random) -> None:
    """A ledger whose bytes were changed is said to be damaged, or gives what it still holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "台账.db")
        path.write_bytes(chopped(random, _ledger()))
        with _quiet(), reading(path) as connection:
            for year in ledger.years(connection):
                ledger.entries(connection, year)
                ledger.forms(connection, year)
            for unit in ledger.units(connection, ""):
                ledger.turns(connection, *unit)
        with _quiet(), writing(path) as connection:
            connection.execute("INSERT INTO run (received, folder) VALUES (?, ?)", ("2022-01-01", "x"))


def checks(random: Random) -> None:
    """A whole check, and the marks made of it, of a workbook whose parts were changed."""
    path = random.choice(BOOKS)
    content = repacked(random, path)
    standard = load_standard("四川" if path == SICHUAN else "湛江2022")
    with _quiet():
        workbook = read_bytes(content, "甲.xlsx")
        checked = check_workbook(workbook, standard, _engine())
        with _quiet():
            annotated(content, "甲.xlsx", review(checked, standard))
        with _quiet():
            cleared(content, "甲.xlsx")


@cache
def _engine() -> object:
    return choose("formualizer")


@cache
def _kept() -> tuple[bytes, Standard]:
    standard = load_standard("湛江2022")
    return to_bytes(extract(standard, _clean())), standard


@cache
def _clean() -> Checked:
    return check_file(CLEAN, None, choose("formualizer"))


@cache
def _ledger() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path, units = Path(folder, "台账.db"), Path(folder, "报送")
        units.mkdir()
        (units / "甲.xlsx").write_bytes(CLEAN.read_bytes())
        code = execute(["consolidate", str(units), "-o", f"{folder}/汇总.xlsx", "--ledger", str(path)])
        assert code == 0
        with writing(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
        return path.read_bytes()


class _quiet:  # noqa: N801  # reads as the statement it is
    """What the program says to people may come; nothing else may."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, XltoolsError)


TARGETS: Mapping[str, Callable[[Random], None]] = {
    each.__name__: each
    for each in (guard, zip_bytes, xml_parts, values, rules, documents, roster, looks, kept, ledgers, checks)
}
