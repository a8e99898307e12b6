"""Workbooks with parts that no library writes: put in by hand, as Excel and WPS have them."""

# ruff: noqa: E501 - a piece of XML stands in one line

from __future__ import annotations

import re

from .books_plain import BOOK, OOXML, SHEET1, SHEET2, plain
from .parts import MAIN, OFFICE

_MS = "http://schemas.microsoft.com/office"


def threaded() -> bytes:
    """A threaded comment with its persons and the placeholder note that older programs show."""
    made = plain(notes=True)
    space = f"{_MS}/spreadsheetml/2018/threadedcomments"
    person, thread = "{00000000-0000-4000-8000-000000000001}", "{00000000-0000-4000-8000-000000000002}"
    made.put(
        "xl/persons/person.xml",
        f'<personList xmlns="{space}"><person displayName="复核人(示例)" id="{person}" userId="x" providerId="None"/>'
        "</personList>",
        "application/vnd.ms-excel.person+xml",
    )
    made.put(
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="B3" dT="2022-12-31T00:00:00.00" '
        f'personId="{person}" id="{thread}"><text>请核对</text></threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    kind = "http://schemas.microsoft.com/office/2017/10/relationships"
    made.relate(BOOK, f"{kind}/person", "persons/person.xml", "rIdP")
    made.relate(SHEET1, f"{kind}/threadedComment", "../threadedComments/threadedComment1.xml", "rIdT")
    made.change("xl/comments1.xml", "</authors>", f"<author>tc={thread}</author></authors>")
    note = '<comment ref="B3" authorId="0">'
    placeholder = '<comment ref="B3" authorId="1" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{0}">'
    made.change("xl/comments1.xml", note, placeholder.replace("{0}", thread))
    made.change("xl/comments1.xml", "B3 的原批注", "[Threaded comment]&#10;&#10;Comment:&#10;    请核对")
    return made.content()


def pivot_and_slicer() -> bytes:
    """A pivot table with its cache and records, and a slicer on it: extensions in sheet and workbook."""
    made = plain()
    made.put(
        "xl/pivotCache/pivotCacheDefinition1.xml",
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshOnLoad="1" recordCount="1">'
        '<cacheSource type="worksheet"><worksheetSource ref="A1:B7" sheet="自评表"/></cacheSource><cacheFields '
        'count="1"><cacheField name="项目"><sharedItems count="1"><s v="项目1"/></sharedItems></cacheField>'
        "</cacheFields></pivotCacheDefinition>",
        f"{OOXML}.pivotCacheDefinition+xml",
    )
    made.put(
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r><x v="0"/></r></pivotCacheRecords>',
        f"{OOXML}.pivotCacheRecords+xml",
    )
    made.put(
        "xl/pivotTables/pivotTable1.xml",
        f'<pivotTableDefinition xmlns="{MAIN}" name="透视" cacheId="1" dataCaption="值"><location ref="H1:H3" '
        'firstHeaderRow="1" firstDataRow="1" firstDataCol="0"/><pivotFields count="1"><pivotField axis="axisRow" '
        'showAll="0"><items count="1"><item x="0"/></items></pivotField></pivotFields></pivotTableDefinition>',
        f"{OOXML}.pivotTable+xml",
    )
    made.relate(
        "xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheRecords", "pivotCacheRecords1.xml", "rId1"
    )
    made.relate(
        "xl/pivotTables/pivotTable1.xml",
        "pivotCacheDefinition",
        "../pivotCache/pivotCacheDefinition1.xml",
        "rId1",
    )
    made.relate(SHEET2, "pivotTable", "../pivotTables/pivotTable1.xml", "rId1")
    made.relate(BOOK, "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", "rId90")
    space = f"{_MS}/spreadsheetml/2009/9/main"
    made.put(
        "xl/slicerCaches/slicerCache1.xml",
        f'<slicerCacheDefinition xmlns="{space}" name="切片器_项目" sourceName="项目"><pivotTables><pivotTable '
        'tabId="2" name="透视"/></pivotTables><data><tabular pivotCacheId="1"><items count="1"><i x="0" s="1"/>'
        "</items></tabular></data></slicerCacheDefinition>",
        "application/vnd.ms-excel.slicerCache+xml",
    )
    made.put(
        "xl/slicers/slicer1.xml",
        f'<slicers xmlns="{space}"><slicer name="项目" cache="切片器_项目" caption="项目" rowHeight="241300"/></slicers>',
        "application/vnd.ms-excel.slicer+xml",
    )
    made.relate(BOOK, f"{_MS}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml", "rId91")
    made.relate(SHEET2, f"{_MS}/2007/relationships/slicer", "../slicers/slicer1.xml", "rId2")
    x14 = f'xmlns:x14="{space}" xmlns:r="{OFFICE}"'
    made.change(
        BOOK,
        "</workbook>",
        '<pivotCaches><pivotCache cacheId="1" r:id="rId90"/></pivotCaches><extLst><ext '
        f'uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}" {x14}><x14:slicerCaches><x14:slicerCache r:id="rId91"/>'
        "</x14:slicerCaches></ext></extLst></workbook>",
    )
    made.change(
        SHEET2,
        "</worksheet>",
        f'<extLst><ext uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}" {x14}><x14:slicerList><x14:slicer r:id="rId2"/>'
        "</x14:slicerList></ext></extLst></worksheet>",
    )
    return made.content()


def wps() -> bytes:
    """WPS: pictures in cells (cellimages with relationships of its own), DISPIMG formulas, its own namespaces."""
    made = plain()
    space = "http://www.wps.cn/officeDocument/2017/etCustomData"
    made.put(
        "xl/cellimages.xml",
        f'<etc:cellImages xmlns:etc="{space}" xmlns:r="{OFFICE}"><etc:cellImage r:embed="rId1"/></etc:cellImages>',
        "application/vnd.wps-officedocument.cellimage+xml",
    )
    made.default("png", "image/png")
    made.put("xl/media/image1.png", b"\x89PNG\r\n\x1a\n")
    made.relate("xl/cellimages.xml", "image", "media/image1.png", "rId1")
    made.relate(BOOK, "http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml", "rId90")
    formula = '<f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>'
    made.change(SHEET1, "<f>B3*2</f><v>42</v>", formula)
    made.rewrite(SHEET1, lambda text: text.replace('<c r="E3"', '<c r="E3" t="str"'))
    made.rewrite(
        SHEET1,
        lambda text: text.replace("<worksheet ", f'<worksheet xmlns:etc="{space}" etc:version="11.1.0" ', 1),
    )
    return made.content()


def controls() -> bytes:
    """Form controls and ActiveX, each in an mc:AlternateContent; printer settings; a VML with an open <br>."""
    made = plain(notes=True)
    made.default("bin", f"{OOXML}.printerSettings")
    made.put("xl/printerSettings/printerSettings1.bin", b"\x00\x01PRN")
    made.relate(SHEET1, "printerSettings", "../printerSettings/printerSettings1.bin", "rId80")
    made.put(
        "xl/ctrlProps/ctrlProp1.xml",
        '<formControlPr objectType="CheckBox"/>',
        "application/vnd.ms-excel.controlproperties+xml",
    )
    made.relate(SHEET1, "ctrlProp", "../ctrlProps/ctrlProp1.xml", "rId81")
    made.put(
        "xl/activeX/activeX1.xml",
        f'<ax:ocx xmlns:ax="{_MS}/2006/activeX" ax:persistence="persistStreamInit"/>',
        "application/vnd.ms-office.activeX+xml",
    )
    made.relate(SHEET1, "control", "../activeX/activeX1.xml", "rId82")
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    one = '<control shapeId="{0}" r:id="{1}" name="控件{0}"/>'
    both = "".join(
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x14">{each}</mc:Choice><mc:Fallback>{each}'
        "</mc:Fallback></mc:AlternateContent>"
        for each in (one.format(1200, "rId81"), one.format(1201, "rId82"))
    )
    x14 = f'xmlns:x14="{_MS}/spreadsheetml/2009/9/main"'
    whole = f'<mc:AlternateContent xmlns:mc="{mc}" {x14}><mc:Choice Requires="x14"><controls>{both}</controls></mc:Choice></mc:AlternateContent>'
    made.change(SHEET1, "</worksheet>", f"{whole}</worksheet>")
    made.rewrite(
        SHEET1,
        lambda text: re.sub(r"(<pageMargins[^>]*/>)", r'\1<pageSetup paperSize="9" r:id="rId80"/>', text),
    )
    shape = '<v:shape id="_x0000_s1200" type="#_x0000_t202"><v:textbox><div>第一行<br>第二行</div></v:textbox><x:ClientData ObjectType="Checkbox"/></v:shape></xml>'
    made.change("xl/drawings/vmlDrawing1.vml", "</xml>", shape)
    return made.content()


def connected() -> bytes:
    """Other files, a database connection, maps of XML, custom XML, a theme of one's own, and a rich data part."""
    made = plain()
    made.put(
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames><sheetName val="表"/></sheetNames></externalBook></externalLink>',
        f"{OOXML}.externalLink+xml",
    )
    made.relate("xl/externalLinks/externalLink1.xml", "externalLinkPath", "file:///C:/other.xlsx", "rId1")
    made.rewrite(
        "xl/externalLinks/_rels/externalLink1.xml.rels",
        lambda text: text.replace('Target="file', 'TargetMode="External" Target="file'),
    )
    made.relate(BOOK, "externalLink", "externalLinks/externalLink1.xml", "rId90")
    made.change(
        BOOK,
        "</sheets>",
        '</sheets><externalReferences><externalReference r:id="rId90"/></externalReferences>',
    )
    made.put(
        "xl/connections.xml",
        f'<connections xmlns="{MAIN}"><connection id="1" name="库" type="1" refreshedVersion="6"/></connections>',
        f"{OOXML}.connections+xml",
    )
    made.relate(BOOK, "connections", "connections.xml", "rId91")
    made.put("xl/xmlMaps.xml", f'<MapInfo xmlns="{MAIN}" SelectionNamespaces=""/>', "application/xml")
    made.relate(BOOK, "xmlMaps", "xmlMaps.xml", "rId92")
    made.put("customXml/item1.xml", "<数据>保留我</数据>")
    made.put(
        "customXml/itemProps1.xml",
        '<ds:datastoreItem ds:itemID="{00000000-0000-4000-8000-00000000000A}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    )
    made.relate("customXml/item1.xml", "customXmlProps", "itemProps1.xml", "rId1")
    made.relate(BOOK, "customXml", "../customXml/item1.xml", "rId93")
    made.put(
        "xl/richData/rdrichvalue.xml",
        f'<rvData xmlns="{_MS}/spreadsheetml/2017/richdata" count="0"/>',
        "application/vnd.ms-excel.rdrichvalue+xml",
    )
    made.relate(BOOK, f"{_MS}/2017/06/relationships/rdRichValue", "richData/rdrichvalue.xml", "rId94")
    made.put("孤儿/没人指向.dat", b"\x00\xff")
    made.default("dat", "application/octet-stream")
    return made.content()
