"""Where the standards are: in the wheel, in an editable install, in a checkout, or where the user says."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from xltools.core.errors import UsageError
from xltools.core.names import DEFINITION

#: An extra folder of standards, looked into first.
ENVIRONMENT = "XLTOOLS_TEMPLATES"

FORM = "自评工作簿.xlsx"
REPORT = "自评报告.docx"

#: The letters about a review; a standard's own, in its folder, goes before the common one.
REPLY = "审核意见反馈函.docx"
ACCOUNT = "审核情况说明.docx"
_LETTERS = "公文"

#: The folder of a standard that holds a page a rule.
RULE_PAGES = "规则"


def template_folders() -> list[Path]:
    """Folders that hold standards, the user's own first."""
    package = Path(str(files("xltools")))
    folders = [package / "templates", package.parent / "templates"]
    own = os.environ.get(ENVIRONMENT)
    if own:
        folders.insert(0, Path(own))
    return [folder for folder in folders if folder.is_dir()]


def standards() -> list[str]:
    """Names of all standards found, sorted."""
    found = {path.parent.name for folder in template_folders() for path in folder.glob(f"*/{DEFINITION}")}
    return sorted(found)


def standard_folder(name: str) -> Path:
    """The folder of a standard, by name or by path; UsageError names those there are."""
    for folder in (*(parent / name for parent in template_folders()), Path(name)):
        if (folder / DEFINITION).is_file():
            return folder
    have = "、".join(standards()) or "无"
    raise UsageError(f"没有名为“{name}”的规范", fix=f"现有规范:{have};也可以写规范文件夹的路径")


def letter_template(name: str, standard: str | None) -> Path:
    """The template of a letter: the standard's own, else the one for all; UsageError where there is none."""
    folders = [parent / _LETTERS for parent in template_folders()]
    if standard:
        folders.insert(0, standard_folder(standard))
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise UsageError(f"没有公文模板“{name}”", fix=f"放进规范的文件夹，或 templates 的“{_LETTERS}”文件夹")


def rule_pages(folder: Path) -> dict[str, Path]:
    """The pages of a standard's rules by rule number, sorted; ``folder`` is the standard's."""
    return {path.stem: path for path in sorted((folder / RULE_PAGES).glob("*.md"))}


def page_texts(folder: Path) -> dict[str, str]:
    """The same pages as texts."""
    return {number: path.read_text("utf-8") for number, path in rule_pages(folder).items()}
