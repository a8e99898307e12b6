"""What 项目支出自评 holds, against the national form and the rules about it (SPEC §3, R011-R030)."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.core.altered import TEMPLATES, standard
from xltools.core.layout import lay_out
from xltools.core.standard import SEVERAL_LINES
from xltools.resources import FORM, REPORT, standard_folder

NAME = "项目支出自评"

#: The rows and columns of 项目资金 as the national form has them, top to bottom and left to right.
FUNDS = ("年度资金总额", "其中：本年财政拨款", "上年结转资金", "其他资金")
COLUMNS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")

#: The columns of 绩效指标 in the national form's order; 指标性质 is 四川's.
INDICATORS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)

#: The rules of SPEC §4 about a project's form: scores, bands, wording, weights, funds.
RULES = [f"R{n:03}" for n in (1, 3, 4, 7, 8, 9, 10, *range(11, 31))]


def test_the_funds_stand_as_in_the_national_form() -> None:
    """Four rows by three amounts; weight, rate and score of the execution stand on the row of the total."""
    chosen, layout = standard(NAME), lay_out(standard(NAME))
    items = [item for item in chosen.items if item.block == "项目资金" and item.measures]
    assert tuple(dict.fromkeys(item.label for item in items)) == FUNDS
    assert layout.measures["项目自评表"] == COLUMNS
    rows: dict[str, set[int]] = {}
    for item in items:
        rows.setdefault(item.label, set()).update(
            layout.cells[name].place.row for name, _ in item.cell_names()
        )
    top = min(rows[FUNDS[0]])
    assert [rows[label] for label in FUNDS] == [{top}, {top + 1}, {top + 2}, {top + 3}]
    total = [item for item in items if item.label == FUNDS[0]]
    cells = [layout.cells[name].place for item in total for name, _ in item.cell_names()]
    assert len(cells) == len(set(cells)) == len(COLUMNS)


def test_texts_of_several_lines_have_room() -> None:
    """What people write sentences into is several lines high before anything is typed."""
    chosen, sheet = standard(NAME), load_workbook(TEMPLATES / NAME / FORM)["项目自评表"]
    tall = [item.name for item in chosen.items if item.allowed == SEVERAL_LINES]
    assert len(tall) == 7
    rows = [lay_out(chosen).cells[name].place.row for name in tall]
    assert all((sheet.row_dimensions[row].height or 0) >= 3 * 13.5 for row in rows)


def test_the_indicators_stand_as_in_the_national_form() -> None:
    """The table's first columns are the national form's, side by side in its order."""
    table = lay_out(standard(NAME)).tables["绩效指标"]
    labels = {column.name: column.label for column in standard(NAME).columns("绩效指标")}
    across = sorted(table.columns, key=table.columns.__getitem__)
    assert tuple(labels[name] for name in across[: len(INDICATORS)]) == INDICATORS


def test_the_weights_are_the_national_ones_and_add_up() -> None:
    """执行10、产出50、效益30、满意度10, kept as parameters; together 满分."""
    parameters = standard(NAME).parameter
    weights = {name: parameters[f"项目{name}分值"].values[0] for name in ("执行率", "产出", "效益", "满意度")}
    assert weights == {"执行率": 10, "产出": 50, "效益": 30, "满意度": 10}
    assert sum(weights.values()) == parameters["满分"].values[0] == 100  # type: ignore[arg-type]


def test_every_rule_about_a_project_is_there_and_on() -> None:
    """Each rule of SPEC §4 that a project's form can be asked, under its own number.

    R002 and R006 need subtotals, which this form has not; R005 would forbid what R015 asks for.
    """
    rules = standard(NAME).rule
    for number in RULES:
        assert rules[number].in_force(2022), number
        assert not rules[number].trial, number


def test_a_project_is_no_unit_and_has_no_report() -> None:
    """The standard itself says so: 填报对象, an empty outline, and no report template in its folder."""
    chosen = standard(NAME)
    assert not chosen.of_units
    assert chosen.outline == ()
    assert not (standard_folder(NAME) / REPORT).exists()
    assert all(standard(name).of_units for name in ("湛江2022", "四川"))


def test_what_zhanjiang_takes_of_projects_is_there() -> None:
    """Every cell that 附表 names is a cell of this standard's form."""
    cells = lay_out(standard(NAME)).cells
    taken = standard("湛江2022").attachments
    assert {each.standard for each in taken} == {NAME}
    for each in taken:
        assert {each.field, each.key} - {""} <= cells.keys(), each.name
