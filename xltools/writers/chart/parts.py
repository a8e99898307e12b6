"""A chart as the two parts Word edits: the drawing with its cached figures, and the workbook they are of."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape

import xlsxwriter

from xltools.core.narrative.chart import Chart, Series
from xltools.core.refs import column_letters
from xltools.writers.package import settled

_SHEET = "Sheet1"
_COLOURS = ("BFBFBF", "2F5597", "C55A11", "548235", "7F6000")
#: From here on the names of columns would stand in each other's way: the bars lie down.
_LYING = 9
#: Up to here the figures fit beside their bars.
_LABELLED = 15
_CLOCK = dt.datetime(2026, 1, 1)  # noqa: DTZ001  # XlsxWriter takes no zone


def workbook_of(chart: Chart) -> bytes:
    """The workbook behind the chart: names in column A, a series a column; a blank is no cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _CLOCK})
        sheet = book.add_worksheet(_SHEET)
        for row, name in enumerate(chart.categories, 1):
            sheet.write_string(row, 0, name)
        for column, series in enumerate(chart.series, 1):
            sheet.write_string(0, column, series.name)
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(row, column, float(value))
    return settled(out.getvalue())


def drawing_of(chart: Chart, workbook: str) -> bytes:
    """The chart's XML; ``workbook`` is the relation to the workbook behind it."""
    lying = len(chart.categories) >= _LYING
    series = "".join(_series(number, each, chart.categories) for number, each in enumerate(chart.series))
    title = _title(chart.title) if chart.title else ""
    labels = _LABELS.format(int(len(chart.categories) <= _LABELLED))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'
        f'<c:chart>{title}<c:autoTitleDeleted val="{0 if chart.title else 1}"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{"bar" if lying else "col"}"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{series}{labels}<c:gapWidth val="80"/><c:axId val="1001"/>'
        f'<c:axId val="1002"/></c:barChart>{_axes(lying=lying)}</c:plotArea>'
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f'<c:txPr><a:bodyPr/><a:p><a:pPr>{_FONT.format("defRPr")}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p>'
        f'</c:txPr><c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


_FONT = '<a:{0} sz="1050" b="0"><a:latin typeface="Times New Roman"/><a:ea typeface="仿宋_GB2312"/></a:{0}>'
_LABELS = (
    '<c:dLbls><c:showLegendKey val="0"/><c:showVal val="{}"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
)


def _title(title: str) -> str:
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r>{_FONT.format('rPr')}<a:t>{escape(title)}</a:t></a:r>"
        '</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _series(number: int, series: Series, categories: tuple[str, ...]) -> str:
    """One series with what its cells hold cached."""
    column, last = column_letters(number + 2), len(categories) + 1
    values = ((i, _plain(value)) for i, value in enumerate(series.values) if value is not None)
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"<c:tx><c:strRef><c:f>{_SHEET}!${column}$1</c:f><c:strCache>{_points(1, [(0, series.name)])}"
        "</c:strCache></c:strRef></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{_COLOURS[number % len(_COLOURS)]}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f"<c:cat><c:strRef><c:f>{_SHEET}!$A$2:$A${last}</c:f><c:strCache>"
        f"{_points(len(categories), enumerate(categories))}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{_SHEET}!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{_points(len(categories), values)}</c:numCache></c:numRef>"
        "</c:val></c:ser>"
    )


def _points(count: int, points: Iterable[tuple[int, str]]) -> str:
    cached = "".join(f'<c:pt idx="{i}"><c:v>{escape(text)}</c:v></c:pt>' for i, text in points)
    return f'<c:ptCount val="{count}"/>{cached}'


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + 0:f}"


def _axes(*, lying: bool) -> str:
    """Names along one side, first on top where the bars lie; values from 0 along the other."""
    names, values = ("l", "t") if lying else ("b", "l")
    order = "maxMin" if lying else "minMax"
    light = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr>'
    return (
        f'<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{names}"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="1002"/>'
        '<c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{values}"/><c:majorGridlines>{light}</c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1001"/>'
        '<c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
