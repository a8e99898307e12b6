"""退回稿 of ``run``: whose they are, what they hold, and that nobody's work on them is ever lost."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.form.books import CLEAN, FAULTY, FAULTY_PROJECT, SEED
from xltools.core.returned.layout import ANSWER, TITLE

RETURNS = Path("出/退回稿")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a clean unit, a faulty one and a file nobody can read; we stand in the folder above."""
    inside = tmp_path / "报送"
    inside.mkdir()
    shutil.copy(CLEAN, inside / "甲.xlsx")
    shutil.copytree(CLEAN.parent / "佐证材料" / CLEAN.stem, inside / "佐证材料" / "甲")
    shutil.copytree(CLEAN.parent / "项目自评", inside / "项目自评")
    shutil.copy(FAULTY, inside / "乙.xlsx")
    (inside / "坏.xlsx").write_bytes(b"no workbook")
    monkeypatch.chdir(tmp_path)
    return inside


def unit_of(path: Path) -> str:
    """The unit's name as its workbook says."""
    return str(openpyxl.load_workbook(path)["封面"]["C3"].value) if path else ""


def returned() -> list[str]:
    """The names of the 退回稿."""
    return sorted(path.name for path in RETURNS.glob("*.xls*"))


def answer(path: Path, text: str) -> None:
    """Type an explanation into a 退回稿, as staff do, and save it."""
    book = openpyxl.load_workbook(path)
    sheet = book[TITLE]
    head = next(cell for row in sheet.iter_rows(max_row=30) for cell in row if cell.value == ANSWER.label)
    sheet.cell(head.row + 1, head.column).value = text
    book.save(path)


def test_who_gets_one(call, folder):
    """The faulty unit gets its own workbook back, marked, under its name; a clean one and a bad file none."""
    ended = call("run", "报送", "-o", "出")
    assert ended.code == 2
    [name] = returned()
    assert name == "湛江市人民政府行政服务中心(示例数据).xlsx"
    assert TITLE in openpyxl.load_workbook(RETURNS / name).sheetnames
    assert "退回稿 1 份" in ended.out
    assert "没有退回稿" in ended.out
    assert "无法读取的 1 份" in ended.out


def test_what_was_checked_is_in_it(call, folder):
    """Its sheets of the unit are byte for byte those that were checked, but for the marks' style."""
    call("run", "报送", "-o", "出")
    with zipfile.ZipFile(folder / "乙.xlsx") as sent, zipfile.ZipFile(RETURNS / returned()[0]) as back:
        assert set(sent.namelist()) <= set(back.namelist())
        assert sent.read("xl/theme/theme1.xml") == back.read("xl/theme/theme1.xml")
    values = [
        {
            (s.title, c.coordinate): c.value
            for s in book.worksheets
            for row in s.iter_rows()
            for c in row
            if c.value
        }
        for book in map(openpyxl.load_workbook, (folder / "乙.xlsx", RETURNS / returned()[0]))
    ]
    assert values[0].items() <= values[1].items()


def test_inputs_are_untouched_and_twice_gives_the_same(call, folder):
    """Units' files are as they were; a second run writes the same bytes under the same names."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    call("run", "报送", "-o", "出")
    first = {path.name: path.read_bytes() for path in RETURNS.iterdir()}
    call("run", "报送", "-o", "出")
    assert {path.name: path.read_bytes() for path in RETURNS.iterdir()} == first
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_several_processes_write_the_same(call, folder):
    """Made in two processes they are the same files."""
    shutil.copy(SEED, folder / "丁.xlsx")
    call("run", "报送", "-o", "出")
    call("run", "报送", "-o", "另", "--jobs", "2")
    one, two = ({p.name: p.read_bytes() for p in Path(d, "退回稿").iterdir()} for d in ("出", "另"))
    assert len(one) == 3
    assert one == two


def test_answers_typed_into_one_are_never_lost(call, folder):
    """One somebody typed into is kept, the new one stands beside it, and that is told; again and again."""
    call("run", "报送", "-o", "出")
    old = RETURNS / returned()[0]
    answer(old, "报送期限顺延，见局发〔2023〕1号")
    typed = old.read_bytes()
    for _ in range(2):
        ended = call("run", "报送", "-o", "出")
        assert old.read_bytes() == typed
        assert returned() == sorted([old.name, f"{old.stem}(新).xlsx"])
        assert "没有覆盖" in ended.out
    new = RETURNS / f"{old.stem}(新).xlsx"
    answer(new, "另一个说明，见文件")
    call("run", "报送", "-o", "出")
    assert returned() == sorted([old.name, new.name, f"{old.stem}(新2).xlsx"])


def test_a_clean_units_old_one_is_removed_unless_worked_on(call, folder):
    """Once nothing is asked of a unit its old 退回稿 goes, and that is told; a worked-on one stays."""
    call("run", "报送", "-o", "出")
    old = RETURNS / returned()[0]
    written = old.read_bytes()
    (folder / "乙.xlsx").unlink()
    call("run", "报送", "-o", "出")
    assert returned() == [old.name], "a unit that is not in this run keeps its 退回稿"
    _mend(folder / "乙.xlsx")
    answer(old, "已按要求改正")
    ended = call("run", "报送", "-o", "出")
    assert returned() == [old.name]
    assert "没有删去" in ended.out
    old.write_bytes(written)
    ended = call("run", "报送", "-o", "出")
    assert returned() == []
    assert "已删去" in ended.out


def _mend(path: Path) -> None:
    """The faulty unit hands in a clean workbook: the clean one under its name and without evidence asked."""
    book = openpyxl.load_workbook(CLEAN)
    book["封面"]["C3"] = unit_of(FAULTY)
    book.save(path)
    shutil.copytree(CLEAN.parent / "佐证材料" / CLEAN.stem, path.parent / "佐证材料" / path.stem)
    (path.parent / "甲.xlsx").unlink(missing_ok=True)


def test_outputs_inside_the_folder_are_no_inputs(call, folder):
    """With 输出 inside the folder, 退回稿 are not taken for inputs: by run, check or consolidate."""
    first = call("run", "报送", "-o", "报送/出")
    again = call("run", "报送", "-o", "报送/出")
    files = json.loads(Path("报送/出/审核结果.json").read_text("utf-8"))["files"]
    assert len(files) == 5
    assert "退回稿/" not in json.dumps([file["path"] for file in files], ensure_ascii=False)
    assert first.out.replace("\\", "/") == again.out.replace("\\", "/")
    assert "共 5 个文件" in call("check", "报送").out
    assert "重复" not in call("consolidate", "报送", "-o", "总.xlsx").out


def test_one_that_comes_back_is_a_workbook_as_any_other(call, folder):
    """A unit fills its 退回稿 and sends it: put among the units' files it is checked, with its answers."""
    call("run", "报送", "-o", "出")
    back = RETURNS / returned()[0]
    answer(back, "报送期限经批准顺延至五月，见局发〔2023〕1号")
    shutil.copy(back, folder / "乙.xlsx")
    call("run", "报送", "-o", "另")
    files = json.loads(Path("另/审核结果.json").read_text("utf-8"))["files"]
    [file] = [file for file in files if file["path"].endswith("乙.xlsx")]
    assert file["error"] is None
    assert file["verdict"] == "不通过"
    assert "共 1 个文件" in call("check", str(RETURNS)).out


def test_the_folder_of_returns_is_no_folder_to_run_on(call, folder):
    """Asked to run on the very folder it would write to, it stops before anything is written."""
    call("run", "报送", "-o", "出")
    before = {path: path.read_bytes() for path in RETURNS.iterdir()}
    ended = call("run", str(RETURNS), "-o", "出")
    assert ended.code == 2
    assert "没有写" in ended.err
    assert {path: path.read_bytes() for path in RETURNS.iterdir()} == before


def test_two_files_of_one_unit_get_two(call, folder):
    """The same unit twice: two 退回稿 of different names, none over the other."""
    shutil.copy(FAULTY, folder / "丙.xlsx")
    call("run", "报送", "-o", "出")
    names = returned()
    assert len(names) == 2
    assert all(name.startswith("湛江市人民政府行政服务中心") for name in names)


def test_a_project_form_gets_its_own(call, folder):
    """A project form with findings goes back too, under the unit's name and its own."""
    shutil.copy(FAULTY_PROJECT, folder / "项目自评" / "数据平台.xlsx")
    call("run", "报送", "-o", "出")
    assert "示例市数据中心(示例数据)-数据平台.xlsx" in returned()


def test_a_macro_workbook_stays_one(call, folder):
    """A .xlsm comes back as .xlsm."""
    shutil.copy(SEED, folder / "丁.xlsm")
    with zipfile.ZipFile(SEED) as old, zipfile.ZipFile(folder / "丁.xlsm", "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "[Content_Types].xml":
                part = part.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            new.writestr(info, part)
    call("run", "报送", "-o", "出")
    assert "湛江市政务服务数据管理局本级.xlsm" in returned()


def test_a_file_that_cannot_be_marked_gets_a_list(call, folder):
    """A workbook that cannot be patched safely: its findings as a workbook beside, with the reason told."""
    _sign(folder / "乙.xlsx")
    ended = call("run", "报送", "-o", "出")
    assert returned() == ["湛江市人民政府行政服务中心(示例数据)-审核结果.xlsx"]
    assert "不能安全地加标注" in ended.out
    assert "问题明细" in openpyxl.load_workbook(RETURNS / returned()[0]).sheetnames


def _sign(path: Path) -> None:
    """Put a digital signature into a package: any change would break it."""
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>")
    path.write_bytes(content.getvalue())


def test_a_file_changed_while_it_was_checked_is_told(folder, capsys):
    """Its bytes are no more those that were checked: told as a failure; an earlier 退回稿 stays."""
    from xltools.commands.returns import write_returns
    from xltools.runner import check_files

    checked = tuple(check_files([folder / "乙.xlsx"]))
    write_returns(checked, None, RETURNS)
    earlier = returned()
    with (folder / "乙.xlsx").open("ab") as file:
        file.write(b"\n")
    done = write_returns(checked, None, RETURNS)
    assert (done.failed, done.written, done.gone) == (1, (), ())
    assert returned() == earlier != []
    assert "有改动" in capsys.readouterr().err
