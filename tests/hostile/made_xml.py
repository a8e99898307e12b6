"""Workbooks whose parts are odd, forged or too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.hostile.hostile import (
    READ,
    TOLD,
    Hostile,
    added,
    clean_parts,
    edited,
    put,
    recoded,
    without,
    zipped,
)

_SHEET, _BOOK = "xl/worksheets/sheet2.xml", "xl/workbook.xml"
_RELS = "xl/_rels/workbook.xml.rels"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbooks() -> Iterator[Hostile]:
    """Every one of them but those with hostile formulas."""
    yield from _declared()
    yield from _packages()
    yield from _cells()
    yield from _contradictions()
    yield from _much()


def _declared() -> Iterator[Hostile]:
    yield Hostile("DOCTYPE.xlsx", _typed('<!DOCTYPE x [<!ENTITY a "b">]>'), "doctype")
    yield Hostile("十亿笑.xlsx", _typed(f'<!DOCTYPE x [<!ENTITY l0 "lol">{_LAUGHS}]>'), "doctype")
    yield Hostile("外部DTD.xlsx", _typed('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), "doctype")
    yield Hostile(
        "读本机文件.xlsx", _typed('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "doctype"
    )
    yield Hostile("DOCTYPE在UTF16.xlsx", recoded(_SHEET, "utf-16", "UTF-16", "<!DOCTYPE x>"), "doctype")
    yield Hostile(
        "DOCTYPE在UTF32.xlsx", recoded(_SHEET, "utf-32", "UTF-32", "<!DOCTYPE x>"), "doctype|malformed"
    )
    yield Hostile("UTF16部件.xlsx", recoded(_SHEET, "utf-16", "UTF-16"), READ)
    yield Hostile("UTF32部件.xlsx", recoded(_SHEET, "utf-32", "UTF-32"), f"{READ}|malformed")
    yield Hostile("GBK部件.xlsx", recoded(_SHEET, "gb18030", "GB18030"), f"{READ}|malformed")
    yield Hostile("编码名乱写.xlsx", recoded(_SHEET, "utf-8", "x-none"), "malformed")
    yield Hostile(
        "嵌套一万层.xlsx",
        put(_SHEET, "<sheetData>", "<a>" * 9_999 + "</a>" * 9_999 + "<sheetData>"),
        "malformed",
    )
    yield Hostile(
        "极长属性.xlsx",
        put(_SHEET, "<sheetData>", f'<x a="{"y" * 11_000_000}"/><sheetData>'),
        "malformed|too-big",
    )
    yield Hostile("十万属性.xlsx", put(_SHEET, "<sheetData>", _attributes(100_000)), f"malformed|{READ}")
    yield Hostile("字符引用0.xlsx", put(_SHEET, "<sheetData>", "<x>&#0;</x><sheetData>"), "malformed")
    yield Hostile("部件里有空字节.xlsx", put(_SHEET, "<sheetData>", "<x>\0</x><sheetData>"), "malformed")
    yield Hostile("部件截断.xlsx", edited(_SHEET, lambda text: text[: len(text) // 2]), "malformed")
    yield Hostile("部件为空.xlsx", edited(_SHEET, lambda _: ""), "malformed")
    yield Hostile("处理指令.xlsx", put(_SHEET, "<sheetData>", "<?x y?><!-- z --><sheetData>"), READ)


def _packages() -> Iterator[Hostile]:
    yield Hostile("严格版.xlsx", _strict, READ)
    yield Hostile("缺表部件.xlsx", without(_SHEET), "missing-part")
    yield Hostile("缺工作簿.xlsx", without(_BOOK), "no-workbook")
    yield Hostile("缺关系.xlsx", without(_RELS), "missing-part")
    yield Hostile("缺根关系.xlsx", without("_rels/.rels"), "no-workbook")
    yield Hostile("缺内容类型.xlsx", without("[Content_Types].xml"), READ)
    yield Hostile("缺样式.xlsx", without("xl/styles.xml"), "missing-part")
    yield Hostile("缺主题.xlsx", without("xl/theme/theme1.xml"), READ)
    yield Hostile("关系成环.xlsx", put(_RELS, "/xl/worksheets/sheet2.xml", "/xl/workbook.xml"), "malformed")
    yield Hostile(
        "两表一部件.xlsx", put(_RELS, "/xl/worksheets/sheet2.xml", "/xl/worksheets/sheet1.xml"), "malformed"
    )
    yield Hostile(
        "表在外面.xlsx",
        put(
            _RELS, 'Target="/xl/worksheets/sheet2.xml"', 'TargetMode="External" Target="http://127.0.0.1:9/a"'
        ),
        "missing-part",
    )
    yield Hostile(
        "关系爬出.xlsx", put(_RELS, "/xl/worksheets/sheet2.xml", "../../../../etc/passwd"), "missing-part"
    )
    yield Hostile("关系指文件夹.xlsx", put(_RELS, "/xl/worksheets/sheet2.xml", "/xl/"), "missing-part")
    yield Hostile("同名工作表.xlsx", put(_BOOK, 'name="评分表"', 'name="自评表"'), "malformed")
    yield Hostile("表名像路径.xlsx", put(_BOOK, 'name="佐证材料"', 'name="../../佐证"'), "sheet-name")
    yield Hostile("表名像网页.xlsx", put(_BOOK, 'name="佐证材料"', 'name="&lt;script&gt;"'), TOLD)
    module = f'<sheet xmlns:r="{_OFFICE}" name="Module1" sheetId="99" state="veryHidden" r:id=""/></sheets>'
    yield Hostile("有模块表.xlsx", put(_BOOK, "</sheets>", module), READ)
    yield Hostile("没有工作表.xlsx", edited(_BOOK, _without_sheets), "no-sheets")
    yield Hostile(
        "名称指向不存在的表.xlsx",
        put(_BOOK, "<definedNames>", '<definedNames><definedName name="x" localSheetId="99">1</definedName>'),
        "malformed",
    )
    yield Hostile(
        "名称序号为负.xlsx",
        put(_BOOK, "<definedNames>", '<definedNames><definedName name="x" localSheetId="-1">1</definedName>'),
        "malformed",
    )
    yield Hostile("带宏的.xlsx", added({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100}), READ)
    yield Hostile("带OLE对象.xlsx", added({"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" * 100}), READ)


def _contradictions() -> Iterator[Hostile]:
    """Files of which one program reads one figure and another program another."""
    cell = '<c r="D5" s="9" t="n"><v>0</v></c>'
    for name, other in (
        ("两个值", '<c r="D5" t="n"><v>999</v><v>0</v></c>'),
        ("值里有元素", '<c r="D5" t="n"><v>0<z/>99</v></c>'),
        ("值和文字", '<c r="D5" t="n"><is><t>999</t></is><v>0</v></c>'),
        ("两段文字", '<c r="D5" t="inlineStr"><is><t>9</t></is><is><t>0</t></is></c>'),
        ("格里有别的", '<c r="D5" t="n"><z>999</z><v>0</v></c>'),
        ("行里有别的", f"<z>{cell}</z>"),
        ("格有两种", _alternative(cell)),
    ):
        yield Hostile(f"{name}.xlsx", put(_SHEET, cell, other), "malformed")
    yield Hostile("两份数据.xlsx", put(_SHEET, "</sheetData>", "</sheetData><sheetData/>"), "malformed")
    yield Hostile("别的命名空间.xlsx", put(_SHEET, f'xmlns="{_MAIN}"', 'xmlns="urn:x"'), "malformed")
    twice = f'<Relationship Id="rId2" Type="{_OFFICE}/worksheet" Target="worksheets/x.xml"/></Relationships>'
    yield Hostile("关系重号.xlsx", put(_RELS, "</Relationships>", twice), "malformed")
    name = "<definedNames><definedName name=\"满分\">'参数'!$D$4</definedName>"
    yield Hostile("名称重复.xlsx", put(_BOOK, "<definedNames>", name), "malformed")
    main = f'<Relationship Id="x" Type="{_OFFICE}/officeDocument" Target="xl/x.xml"/></Relationships>'
    yield Hostile("两个工作簿部件.xlsx", put("_rels/.rels", "</Relationships>", main), "malformed")
    for name, other in (("表名有方括号", "[1]!$A:B*?/"), ("表名有引号", "佐证'"), ("表名太长", "长" * 256)):
        yield Hostile(f"{name}.xlsx", put(_BOOK, 'name="佐证材料"', f'name="{other}"'), "sheet-name")
    yield Hostile("表名略长.xlsx", put(_BOOK, 'name="佐证材料"', f'name="{"长" * 32}"'), TOLD)
    yield Hostile("表名空着.xlsx", put(_BOOK, 'name="佐证材料"', 'name=""'), "sheet-name")


def _alternative(content: str) -> str:
    """Content for programs that do not know better."""
    tag = f'mc:AlternateContent xmlns:mc="{_MARKUP}"'
    return f"<{tag}><mc:Fallback>{content}</mc:Fallback></mc:AlternateContent>"


def _cells() -> Iterator[Hostile]:
    yield Hostile("单元格出界.xlsx", _more('<row r="130"><c r="XFE130"><v>1</v></c></row>'), "outside-grid")
    yield Hostile("行出界.xlsx", _more('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "outside-grid")
    yield Hostile("行为负.xlsx", _more('<row r="-5"><c><v>1</v></c></row>'), "malformed")
    yield Hostile("行号带下划线.xlsx", _more('<row r="13_0"><c><v>1</v></c></row>'), "malformed")
    yield Hostile("行号全角.xlsx", _more('<row r="１３０"><c><v>1</v></c></row>'), "malformed")
    yield Hostile("行号不是数.xlsx", _more('<row r="x"><c><v>1</v></c></row>'), "malformed")
    yield Hostile("行号五千位.xlsx", _more(f'<row r="{"9" * 5_000}"/>'), "malformed|outside-grid")
    yield Hostile(
        "孤零零的末格.xlsx", _more('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), f"{READ}|{TOLD}"
    )
    yield Hostile(
        "单元格两次.xlsx",
        _more('<row r="130"><c r="A130"><v>1</v></c><c r="A130"><v>2</v></c></row>'),
        "malformed",
    )
    yield Hostile("行两次.xlsx", _more('<row r="5"><c r="A5"><v>1</v></c></row>'), "malformed")
    yield Hostile(
        "字符串序号乱写.xlsx",
        _more('<row r="130"><c r="A130" t="s"><v>-7</v></c><c r="B130" t="s"><v>99999999999</v></c></row>'),
        f"{READ}|{TOLD}",
    )
    yield Hostile("数字乱写.xlsx", _entry_of("1e999"), TOLD)
    yield Hostile("数字NaN.xlsx", _entry_of("NaN"), TOLD)
    yield Hostile("全角数字.xlsx", _entry_of("１２３"), TOLD)
    yield Hostile("数字十万位.xlsx", _entry_of("9" * 100_000), TOLD)
    yield Hostile(
        "样式序号乱写.xlsx", _more('<row r="130"><c r="A130" s="99999999"><v>1</v></c></row>'), READ
    )
    yield Hostile(
        "转义控制字符.xlsx",
        _more('<row r="130"><c r="A130" t="str"><v>_x0000__x0007__xFFFF_</v></c></row>'),
        READ,
    )
    yield Hostile(
        "像公式的文字.xlsx",
        _more('<row r="130"><c r="A130" t="str"><v>=cmd|\'/c calc\'!A0</v></c></row>'),
        READ,
    )
    yield Hostile("合并出界.xlsx", put(_SHEET, 'ref="D122:G122"', 'ref="D122:XFE1048577"'), "outside-grid")
    yield Hostile("合并整张.xlsx", put(_SHEET, 'ref="D122:G122"', 'ref="A200:XFD1048576"'), f"{READ}|{TOLD}")
    yield Hostile("合并乱写.xlsx", put(_SHEET, 'ref="D122:G122"', 'ref="$#!"'), "outside-grid")
    yield Hostile(
        "隐藏列极多.xlsx",
        put(_SHEET, "<cols>", '<cols><col min="1" max="999999999999" hidden="1"/>'),
        f"{READ}|{TOLD}",
    )
    yield Hostile("校验整张.xlsx", edited(_SHEET, _validated), f"{READ}|{TOLD}")


def _much() -> Iterator[Hostile]:
    yield Hostile(
        "一百万空行.xlsx",
        _more("".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(130, 1_048_577))),
        "too-big",
    )
    long = "+".join(f"A{n}*1.000001" for n in range(1, 500))
    shared = "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="9"/></c></row>' for n in range(131, 20_131))
    yield Hostile(
        "共享公式炸弹.xlsx",
        _more(
            f'<row r="130"><c r="A130"><f t="shared" ref="A130:A20130" si="9">{long}</f></c></row>{shared}'
        ),
        "too-big",
    )
    sums = (f'<row r="{n}"><c r="A{n}"><f>SUM(A$130:A{n - 1})</f></c></row>' for n in range(131, 8_131))
    yield Hostile("一万个累计.xlsx", _more("".join(sums)), "too-big")
    yield Hostile("三百万格.xlsx", _more("<row>" + "<c/>" * 12_100_000 + "</row>"), "too-big|outside-grid")
    yield Hostile(
        "五千张表.xlsx",
        edited(
            _BOOK,
            lambda text: text.replace(
                "</sheets>",
                "".join(
                    f'<sheet name="s{n}" sheetId="{n}" xmlns:r="{_OFFICE}" r:id="rId1"/>'
                    for n in range(100, 5_100)
                )
                + "</sheets>",
            ),
        ),
        "too-big",
    )
    yield Hostile(
        "十万处合并.xlsx",
        put(
            _SHEET,
            "</mergeCells>",
            "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(200, 100_200)) + "</mergeCells>",
        ),
        "too-big",
    )
    yield Hostile(
        "十万个名称.xlsx",
        put(
            _BOOK,
            "<definedNames>",
            "<definedNames>" + "".join(f'<definedName name="n{n}">1</definedName>' for n in range(100_000)),
        ),
        "too-big",
    )
    yield Hostile(
        "十万种样式.xlsx", put("xl/styles.xml", "</cellXfs>", "<xf/>" * 100_000 + "</cellXfs>"), "too-big"
    )
    yield Hostile(
        "两万个关系.xlsx",
        put(
            _RELS,
            "</Relationships>",
            "".join(f'<Relationship Id="x{n}" Type="x" Target="y"/>' for n in range(20_000))
            + "</Relationships>",
        ),
        "too-big",
    )
    yield Hostile("极长文字.xlsx", _strings("字" * 1_200_000), "too-big")
    yield Hostile("百万条文字.xlsx", _strings(*["x"] * 1_000_001), "too-big")
    yield Hostile(
        "单元格里极长文字.xlsx",
        _more(f'<row r="130"><c r="A130" t="str"><v>{"长文 =1," * 100_000}</v></c></row>'),
        f"{READ}|{TOLD}|too-big",
    )


def formulas() -> Iterator[Hostile]:
    """Workbooks whose first figure is computed by a hostile formula."""
    for name, text in {
        "括号五千层": "(" * 5_000 + "1" + ")" * 5_000,
        "函数套两千层": "IF(1," * 2_000 + "1" + ",0)" * 2_000,
        "公式十万字": "1" + "+1" * 50_000,
        "整张求和": "SUM(A1:XFD1048576)",
        "巨大数组": "SUM(SEQUENCE(1048576,16384))",
        "重复文字": 'LEN(REPT(REPT("x",32767),32767))',
        "循环引用": "D5+1",
        "外部链接": "[1]Sheet1!A1+'\\\\10.255.255.1\\x\\[a.xlsx]S'!A1",
        "DDE": "cmd|'/c calc'!A0",
        "取网址": 'WEBSERVICE("http://127.0.0.1:9/x")',
        "名称自指": "乱七八糟的名称",
        "乱写": "=)(*&^%$#@!~{;",
        "负负得正": "-" * 4_000 + "1",
        "大幂": "9^9^9^9",
    }.items():
        yield Hostile(f"公式{name}.xlsx", _formula(text), f"{READ}|{TOLD}")


def _typed(declared: str) -> Callable[[], bytes]:
    return edited(_SHEET, lambda text: declared + text)


def _more(rows: str) -> Callable[[], bytes]:
    return put(_SHEET, "</sheetData>", rows + "</sheetData>")


def _attributes(count: int) -> str:
    return "<x " + " ".join(f'a{n}=""' for n in range(count)) + "/><sheetData>"


def _entry_of(value: str) -> Callable[[], bytes]:
    """The sample with another number in the first cell people fill in."""

    def edit(text: str) -> str:
        at = text.index("<v>", text.index('<c r="D5"'))
        return text[: at + 3] + value + text[text.index("</v>", at) :]

    return edited(_SHEET, edit)


def _formula(formula: str) -> Callable[[], bytes]:
    """The sample with a formula in the first cell people fill in."""
    plain = formula.replace("&", "&amp;").replace("<", "&lt;")

    def edit(text: str) -> str:
        at = text.index("<v>", text.index('<c r="D5"'))
        return f"{text[:at]}<f>{plain}</f>{text[at:]}"

    return edited(_SHEET, edit)


def _validated(text: str) -> str:
    inside = "<formula1>A1:XFD1048576</formula1>"
    rule = f'<dataValidation type="list" sqref="A1:XFD1048576">{inside}</dataValidation>'
    return text.replace("</dataValidations>", rule + "</dataValidations>", 1)


def _without_sheets(text: str) -> str:
    return text[: text.index("<sheets>")] + "<sheets/>" + text[text.index("</sheets>") + 9 :]


def _strings(*texts: str) -> Callable[[], bytes]:
    """The sample with shared strings that no cell uses."""

    def make() -> bytes:
        parts = clean_parts()
        items = "".join(f"<si><t>{text}</t></si>" for text in texts)
        relation = f'<Relationship Id="rId99" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        parts[_RELS] = parts[_RELS].replace(b"</Relationships>", relation.encode() + b"</Relationships>")
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{items}</sst>'.encode()
        return zipped(parts)

    return make


def _strict() -> bytes:
    """The sample in the namespaces of strict OOXML."""
    parts = clean_parts()
    return zipped(
        {
            name: content.replace(_MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
                _OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
            for name, content in parts.items()
        }
    )
