"""Cell styles: the number format and the lock of each ``xf``."""

from __future__ import annotations

from lxml import etree

from xltools.core.model import Format

#: Number formats that a file does not spell out; 27-36 and 50-58 as Excel in Chinese shows them.
BUILTIN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}


def formats(root: etree._Element) -> tuple[Format, ...]:
    """The formats of ``styles.xml`` by cell style index; at least the default one."""
    namespace = root.tag.removesuffix("styleSheet")
    codes = {str(number): code for number, code in BUILTIN.items()}
    for element in root.iterfind(f"{namespace}numFmts/{namespace}numFmt"):
        codes[element.get("numFmtId", "")] = element.get("formatCode", "General")
    styles = root.iterfind(f"{namespace}cellXfs/{namespace}xf")
    return tuple(_format(element, codes, namespace) for element in styles) or (Format(),)


def _format(element: etree._Element, codes: dict[str, str], namespace: str) -> Format:
    protection = element.find(namespace + "protection")
    locked = protection is None or protection.get("locked") not in ("0", "false")
    return Format(codes.get(element.get("numFmtId", "0"), "General"), locked)
