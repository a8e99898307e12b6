"""Every trusted formula is computed as Excel would; every other is refused."""

from __future__ import annotations

import contextlib

import pytest

from xltools.core.errors import EngineRefused
from xltools.core.model import ErrorValue
from xltools.engines.formualizer import Formualizer
from xltools.engines.grammar import parse
from xltools.engines.guard import SHAPES
from xltools.engines.libreoffice import LibreOffice

GRADES = '{0;60;80;90},{"差";"中";"良";"优"}'
DIV0, NA, NAME, NUM, REF, VALUE = map(ErrorValue, ("#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#REF!", "#VALUE!"))

#: Formula -> its value in Excel, worked out by hand.
RIGHT: dict[str, object] = {
    # sums and counts
    "=SUM(S!B1:B5)": 15.5,
    "=SUM(S!B1,S!B2:B3,4)": 10.5,
    "=SUM('项目 表'!A:A)": 150,
    "=SUM('项目 表'!1:1)": 10,
    "=SUM(S!A1:A5)": 0,
    "=SUM({1,2;3,4})": 10,
    "=SUM(INDEX(S!A1:B5,0,2))": 15.5,
    "=SUM(S!J1:J3)": 0.6,
    "=SUM(S!E1:E3)": NA,
    "=COUNT(S!A1:C5)": 10,
    "=COUNT(S!A1:A5)": 0,
    "=COUNTA(S!I1:I5)": 4,
    "=COUNTBLANK(S!I1:I5)": 1,
    "=COUNTBLANK(S!E1:E5)": 1,
    "=MIN(S!B1:B5,S!G5)": -1,
    "=MAX(S!I1:I5)": 0,
    "=MAX(0,1-ABS(S!B1-S!B2))": 0,
    "=AVERAGE(S!B1:B5)": 3.1,
    "=AVERAGE(S!I1:I5)": DIV0,
    "=PRODUCT(S!B1:B5)": 150,
    "=MEDIAN(S!B1:B5)": 3,
    "=SUMSQ(3,4)": 25,
    "=LARGE(S!B1:B5,2)": 4,
    "=SMALL(S!B1:B5,2)": 2.5,
    "=RANK(S!B2,S!B1:B5)": 4,
    "=RANK(S!B2,S!B1:B5,1)": 2,
    "=SUBTOTAL(9,S!B1:B5)": 15.5,
    "=ROWS(S!A1:C5)*COLUMNS(S!A1:C5)": 15,
    "=ROW(S!C4)*10+COLUMN(S!C4)": 43,
    # with criteria
    '=COUNTIF(S!H1:H5,"*R003*")': 1,
    '=COUNTIF(S!B1:B5,">=3")': 3,
    '=COUNTIF(S!B1:B5,">"&S!B2)': 3,
    '=COUNTIF(S!I1:I5,"")': 1,
    '=COUNTIF(S!I1:I5,"<>")': 4,
    '=COUNTIF(S!A1:A5,"20101")': 1,
    '=COUNTIF(S!C1:C5,">="&DATE(2022,3,1))': 3,
    '=COUNTIF(明细,">20")': 3,
    "=COUNTIF(S!B1:B5,自评表!F99)": 0,
    '=COUNTIFS(S!B1:B5,">=2",S!B1:B5,"<5")': 3,
    '=COUNTIFS(明细,">=20",明细,"<50")': 3,
    '=SUMIF(S!A1:A5,"201*",S!B1:B5)': 6.5,
    '=SUMIF(S!B1:B5,">2")': 14.5,
    '=SUMIFS(S!B1:B5,S!A1:A5,"<>20101",S!B1:B5,">"&S!B2)': 12,
    '=AVERAGEIF(S!B1:B5,">2")': 3.625,
    '=AVERAGEIF(S!A1:A5,"x",S!B1:B5)': DIV0,
    '=AVERAGEIFS(S!B1:B5,S!A1:A5,"208*")': 4.5,
    '=_xlfn.MAXIFS(S!B1:B5,S!A1:A5,"201*")': 3,
    '=_xlfn.MINIFS(S!B1:B5,S!A1:A5,"208*")': 4,
    # SUMPRODUCT, elementwise operators
    "=SUMPRODUCT((S!B1:B5>=2)*(S!B1:B5<5))": 3,
    "=SUMPRODUCT((S!B1:B5>=2)*(S!B1:B5<5)*S!B1:B5)": 9.5,
    '=SUMPRODUCT(--(S!A1:A5="20101"),S!B1:B5)': 1,
    "=SUMPRODUCT((S!C1:C5>=DATE(2022,3,1))*S!B1:B5)": 12,
    "=SUMPRODUCT(('项目 表'!B1:B5=\"甲\")*'项目 表'!A1:A5)": 40,
    '=SUMPRODUCT((S!I1:I5<>"")*1)': 4,
    '=SUMPRODUCT(--(S!I1:I5=""))': 1,
    "=SUMPRODUCT((S!I1:I5>0)*1)": 4,
    "=SUMPRODUCT((明细>=20)*(明细<50))": 3,
    '=SUMPRODUCT((S!A1:A5={"20101","20102"})*S!B1:B5)': 3.5,
    "=SUMPRODUCT(S!I1:I5,S!B1:B5)": 0,
    "=SUMPRODUCT(S!B1:B5*50%)": 7.75,
    "=SUMPRODUCT(-(S!B1:B5-2))": -5.5,
    "=SUMPRODUCT(S!B1:B5,S!B1:B4)": VALUE,
    "=SUMPRODUCT((S!B1:B5>2)*S!H1:H5)": VALUE,
    # looking up
    f"=LOOKUP(S!G1,{GRADES})": "优",
    f"=LOOKUP(S!G2,{GRADES})": "中",
    f"=LOOKUP(S!G3,{GRADES})": "差",
    f"=LOOKUP(S!G4,{GRADES})": "良",
    f"=LOOKUP(S!G5,{GRADES})": NA,
    "=LOOKUP(4,S!B1:B5,S!A1:A5)": "20801",
    '=ISNA(MATCH(S!H1,{"信息化","运行"},0))': False,
    '=ISNA(MATCH(S!H3,{"信息化","运行"},0))': True,
    '=MATCH("*R005*",S!H1:H3,0)': 3,
    "=MATCH(3.3,S!B1:B5)": 3,
    "=MATCH(20101,S!A1:A5,0)": NA,
    "=MATCH(30,明细,0)": 3,
    "=INDEX(S!A1:B5,2,2)": 2.5,
    "=INDEX(明细,2)": 20,
    "=INDEX(S!A1:A5,MATCH(3,S!B1:B5,0))": "20103",
    '=INDEX(S!I1:I5,4)=""': True,
    "=INDEX(S!A1:A5,9)": REF,
    '=VLOOKUP("20102",S!A1:C5,2,FALSE)': 2.5,
    '=VLOOKUP("x",S!A1:B5,2,FALSE)': NA,
    '=VLOOKUP(87,{0,"差";60,"中";80,"良";90,"优"},2,TRUE)': "良",
    '=HLOOKUP("20101",S!A1:B5,3,FALSE)': "20103",
    '=CHOOSE(MATCH(S!G1,{0,60,80,90}),"差","中","良","优")': "优",
    '=CHOOSE(2,"甲","乙")': "乙",
    # conditions
    '=IF(S!I4="","空","有")': "空",
    "=IF(FALSE,1)": False,
    "=IF(1,)": 0,
    "=IF(S!H1,1,2)": VALUE,
    '=IF(AND(S!G1>=90,OR(S!G2<60,S!G3<60)),"A","B")': "A",
    "=AND(S!I1:I5)": VALUE,
    '=OR(S!H1={"信息化","运行"})': True,
    '=NOT(自评表!F99="")': False,
    "=_xlfn.XOR(TRUE,FALSE)": True,
    '=_xlfn.IFS(S!G1>=90,"优",TRUE(),"中")': "优",
    '=_xlfn.SWITCH(2,1,"a","b")': "b",
    "=IFERROR(S!E4,0)": 0,
    '=IFERROR(S!B1/0,"错")': "错",
    '=_xlfn.IFNA(MATCH("x",S!A1:A5,0),-1)': -1,
    "=ISNUMBER(S!A1)": False,
    "=ISNUMBER(S!C1)": True,
    "=ISTEXT(S!E5)": True,
    "=ISNONTEXT(S!B1)": True,
    "=ISLOGICAL(S!E1)": True,
    "=ISBLANK(自评表!F99)": True,
    "=ISBLANK(S!E5)": False,
    "=ISERROR(S!E4)": True,
    "=ISERR(S!E2)": False,
    "=ISNA(S!E2)": True,
    # numbers
    "=ABS(-1.5)": 1.5,
    "=ROUND(2.675,2)": 2.68,
    "=ROUND(1.005,2)": 1.01,
    "=ROUND(-2.5,0)": -3,
    "=ROUND(1234567.125,2)": 1234567.13,
    "=ROUND(4.35*100,0)": 435,
    "=ROUND(1350,-2)": 1400,
    "=ROUND(S!B1/S!G1,4)": 0.0105,
    "=ROUNDUP(-2.1,0)": -3,
    "=ROUNDDOWN(1.29,1)": 1.2,
    "=INT(-3.5)": -4,
    "=TRUNC(2.789,2)": 2.78,
    "=MOD(-7,3)": 2,
    "=SIGN(S!G5)": -1,
    "=SQRT(16)": 4,
    "=SQRT(-1)": NUM,
    "=POWER(S!B2,2)": 6.25,
    "=PI()>3.14": True,
    "=-2^2": 4,
    "=2^3^2": 64,
    "=(S!B1+S!B2)*2-10%": 6.9,
    '="12"+3': 15,
    "=S!A1+1": 20102,
    "=N(S!E1)": 1,
    "=1/0": DIV0,
    "=NA()": NA,
    "=10^308*100": NUM,
    '="x"*1': VALUE,
    "=S!E5+1": VALUE,
    "=S!E4+1": DIV0,
    "=S!E2": NA,
    "=自评表!#REF!": REF,
    "=不存在!A1": REF,
    # blanks, truth values, comparison
    "=自评表!F99": 0,
    '=自评表!F99=""': True,
    "=自评表!F99=0": True,
    '=自评表!F99&"x"': "x",
    "=S!A1=20101": False,
    '="a"="A"': True,
    "=S!H1>S!B1": True,
    "=TRUE>1": True,
    '=S!E5=""': True,
    "=S!E5": "",
    "=SUM(S!E1)": 0,
    "=S!B1>=S!B2": False,
    # text
    '="第"&自评表!F13&"项"': "第10项",
    '="率"&自评表!F12': "率3.5",
    '=S!B1*100&"%"': "100%",
    "=LEN(S!D4)": 6,
    "=TRIM(S!D4)": "甲 乙",
    "=LEN(TRIM(S!D4))": 3,
    '=ISNUMBER(SEARCH("r00?",S!H3))': True,
    '=ISNUMBER(FIND("r",S!H3))': False,
    "=LEFT(S!A1,3)&MID(S!A1,2,2)&RIGHT(S!A1)": "201011",
    '=LEN(S!H3)-LEN(SUBSTITUTE(S!H3,"、",""))+1': 2,
    '=REPLACE("abcd",2,2,"X")': "aXd",
    '=REPT("★",3)': "★★★",
    '=EXACT("A","a")': False,
    '=UPPER("ab")&LOWER("AB")': "ABab",
    "=T(S!A1)": "20101",
    '=CONCATENATE(S!A1,"-",S!B2)': "20101-2.5",
    '=_xlfn.CONCAT(S!A1:A2,"x")': "2010120102x",
    '=_xlfn.TEXTJOIN("、",TRUE,S!I1:I5)': "一级、二级、三级、五",
    '=TEXT(1234567.891,"#,##0.00")': "1,234,567.89",
    '=TEXT(1234.5,"#,##0.00元")': "1,234.50元",
    '=TEXT(0.87456,"0.00%")': "87.46%",
    '=TEXT(1.005,"0.00")': "1.01",
    '=TEXT(7,"000")': "007",
    '=TEXT(S!C1,"yyyy-mm-dd")': "2022-01-10",
    '=TEXT(S!C1,"yyyy年m月d日")': "2022年1月10日",
    '=HYPERLINK("#S!A1","返回")': "返回",
    # dates
    "=DATE(2022,12,31)": 44926,
    "=DATE(2022,14,1)": 44958,
    "=S!C1+30": 44601,
    "=YEAR(S!C1)*10000+MONTH(S!C1)*100+DAY(S!C1)": 20220110,
    "=YEAR(S!H1)": VALUE,
    "=EDATE(DATE(2022,1,31),1)": 44620,
    "=EOMONTH(S!C1,0)": 44592,
    "=WEEKDAY(S!C1,2)": 1,
    '=DATEDIF(S!C1,S!C5,"m")': 4,
    "=TODAY()<=NOW()": True,
    # names
    "=基本支出_决算*2": 7,
    "=A221_得分+1": 11,
    "=三公经费合计_决算": 20,
    "=SUM(明细)": 150,
    "=阈值": 0.01,
    "=率": 0.35,
    "=不存在的名称": NAME,
}

#: What LibreOffice computes unlike Excel: truth values as numbers, its own codes for errors, and a name or
#: sheet that is not there.
UNLIKE_EXCEL = frozenset(
    {
        "=TRUE>1",
        "=SUM(S!E1)",
        "=SQRT(-1)",
        "=INDEX(S!A1:A5,9)",
        "=自评表!#REF!",
        "=不存在!A1",
        "=不存在的名称",
    },
)

#: Silently wrong, unlike Excel or unknown in formualizer, each with what the refusal must say.
DOUBTFUL = {
    "=SUMPRODUCT((S!B:B>2)*1)": "整列",
    '=SUMPRODUCT((S!B:B="")*1)': "整列",
    '=COUNTIFS(S!B:B,"",S!A:A,"")': "整列",
    "=INDEX(S!B:B,9)": "整列",
    "=COUNTBLANK(S!B:B)": "整列",
    '=SUMPRODUCT((LEFT(S!A1:A5,3)="201")*S!B1:B5)': "LEFT",
    '=SUMPRODUCT(--(TEXT(S!C1:C5,"yyyymm")="202203"),S!B1:B5)': "TEXT",
    "=SUMPRODUCT((YEAR(S!C1:C5)=2022)*S!B1:B5)": "YEAR",
    '=SUMPRODUCT(ISNUMBER(SEARCH("9",S!A1:A5))*S!B1:B5)': "SEARCH",
    "=SUMPRODUCT(ROUND(S!B1:B5/3,2))": "ROUND",
    "=SUMPRODUCT(COUNTIF(S!A1:A5,S!D1:D2))": "COUNTIF",
    '=SUM(COUNTIF(S!A1:A5,{"20101","20102"}))': "COUNTIF",
    '=SUM(SUMIFS(S!B1:B5,S!A1:A5,{"20101","20899"}))': "SUMIFS",
    "=SUMPRODUCT(SUMIF(S!A1:A5,S!D1:D2,S!B1:B5))": "SUMIF",
    '=LOOKUP(1,0/(S!A1:A5="20899"),S!B1:B5)': "LOOKUP",
    '=MAX(INDEX((LEFT(S!A1:A5,3)="201")*S!B1:B5,0))': "LEFT",
    "=SUM(S!B1:B5*1)": "SUM",
    "=SUM(IF(S!B1:B5>2,S!B1:B5,0))": "IF",
    "=AND(S!B1:B5>0)": "AND",
    "=S!B1:B5": "一片区域",
    "=S!B1:B5+1": "一片区域",
    "=INDEX(S!A1:A5,0)": "一片区域",
    "=明细": "一片区域",
    "=@S!B1:B5": "@",
    "=INDEX(S!A1:B5,2)": "INDEX",
    "=SUMPRODUCT(S!B1:B5>2)": "SUMPRODUCT",
    "=SUM(S!B1:B5 S!B3:B4)": "运算符",
    "=SUM((S!B1,S!B3))": "运算符",
    "=SUM(S!B1:S!B3)": "运算符",
    "=SUM(一季度:四季度!B5)": "跨表区域",
    "=[1]Sheet1!A1": "外部文件",
    "=SUM(表一[支出])": "表格列",
    "=表一[[#This Row],[支出]]": "表格列",
    "=自评表!局部名": "局部名",
    "=相对": "相对",
    '=COUNTIF(S!E1:E5,"#N/A")': "错误值",
    '=COUNTIFS(S!A1:A5,"201*",S!B1:B4,">1")': "大小不同",
    '=TEXT(1234,"[DBNum2]0")': "TEXT",
    '=TEXT(S!C1,"aaaa")': "TEXT",
    "=TEXT(S!C1,S!D1)": "TEXT",
    '="优"<"良"': "文字比大小",
    '=LOOKUP("乙",S!H1:H3)': "LOOKUP",
    "=INT(4.35*100)": "INT",
    "=MOD(1,0.1)": "MOD",
    '=DATEDIF(S!C1,S!C5,"md")': "DATEDIF",
    '=INDIRECT("S!A1")': "INDIRECT",
    "=SUM(OFFSET(S!B1,1,0,3,1))": "OFFSET",
    "=MMULT({1,2;3,4},{5,6;7,8})": "MMULT",
    "=LENB(S!A1)": "LENB",
    "=AGGREGATE(14,6,S!B1:B5,1)": "AGGREGATE",
    "=RAND()": "RAND",
    "=ABS(1,2)": "ABS",
    "=ABS()=0": "ABS",
    "=SUM(B1:B5)": "没有写明工作表",
    "=ROW()": "没有写明工作表",
    # only the values raise these doubts
    "=YEAR(S!D5)": "文字形式",
    '=YEAR("2022-12-31")': "文字形式",
    "=S!J4+1": "文字形式",
    '=IF("TRUE",1,2)': "文字形式",
    "=TRIM(S!J5)": "全角空格",
    "=SUMPRODUCT(S!A1:A5,S!B1:B5)": "SUMPRODUCT",
    "=SUMPRODUCT(S!E1:E1,S!B1:B1)": "SUMPRODUCT",
    '="率"&1/3': "15 位",
    '="x"&-自评表!F99': "-0",
    "=S!J1+S!J2=S!J3": "末位误差",
    "=S!J1+S!J2-S!J3=0": "末位误差",
    "=ABS(S!J1+S!J2-S!J3)<=0": "末位误差",
    '=IF(SUM(S!J1:J2)>S!J3,"超","否")': "末位误差",
}


def same(left, right) -> bool:
    """Whether two values are equal: of one kind, numbers to 12 digits."""
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, str | ErrorValue):
        return type(left) is type(right) and left == right
    return left == pytest.approx(right, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("formula", RIGHT)
def test_a_trusted_formula_has_the_value_of_excel(unit, formula) -> None:
    """Each trusted formula is let through alone, and gives the value worked out by hand."""
    (value,) = Formualizer().ask(unit, [formula]).values
    assert same(value, RIGHT[formula])


@pytest.mark.parametrize("formula", DOUBTFUL)
def test_a_doubtful_formula_is_refused_with_its_reason(unit, formula) -> None:
    """Nothing is answered from a guess: the refusal names the formula, says why and what to do."""
    with pytest.raises(EngineRefused) as refused:
        Formualizer().ask(unit, [formula])
    assert formula in refused.value.message
    assert DOUBTFUL[formula] in refused.value.message
    assert "需在 Excel 中重算" in refused.value.fix


@pytest.mark.skipif(not LibreOffice.available(), reason="no LibreOffice")
def test_libreoffice_agrees_with_every_trusted_formula(unit) -> None:
    """All trusted formulas at once: formualizer = LibreOffice, but where LibreOffice is unlike Excel."""
    asked = [formula for formula in RIGHT if formula not in UNLIKE_EXCEL]
    fast, slow = Formualizer().ask(unit, asked).values, LibreOffice().ask(unit, asked).values
    wrong = {f: (a, b) for f, a, b in zip(asked, fast, slow, strict=True) if not same(a, b)}
    assert not wrong


@pytest.mark.parametrize("arguments", ["", "1", "1,2", "S!A1:A5", "S!A1:A5,1", ",", "1,2,3,4,5,6"])
def test_any_number_of_arguments_is_answered_or_refused(unit, arguments) -> None:
    """Too few or too many arguments to a trusted function never crash: a value, or a refusal."""
    for function in SHAPES:
        with contextlib.suppress(EngineRefused):
            assert len(Formualizer().ask(unit, [f"={function}({arguments})<=1"]).values) == 1


def test_every_trusted_function_is_held_to_a_value() -> None:
    """No function is in the guard's list without a formula here that shows it right."""
    shown = {node.text for formula in RIGHT for node in parse(formula).walk() if node.kind == "call"}
    assert set(SHAPES) - shown - {"FALSE"} == set()
