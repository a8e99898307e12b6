"""Names that files carry so that xltools knows its own: one home for readers and writers."""

from __future__ import annotations

#: The definition of a standard, in its folder.
DEFINITION = "规范.xlsx"

#: The defined name by which a filled workbook says which standard it belongs to.
STANDARD_NAME = "xltools_规范"

#: The hidden defined name that holds the fingerprint of the form a workbook was filled in.
FORM_NAME = "xltools_表样"

#: The defined name by which a summary workbook says that it is one.
SUMMARY_NAME = "xltools_汇总"

#: The sheet on which parameters are given to a workbook that lost them; no unit's workbook has one so called.
GIVEN_SHEET = "xltools·参数"

#: The defined name by which a workbook of findings says that it is one.
FINDINGS_NAME = "xltools_问题"

#: The defined name by which a comparison of submitted with published files says that it is one.
COMPARISON_NAME = "xltools_公开一致"

#: The defined name by which a workbook of units' values, a row a cell, says that it is one.
VALUES_NAME = "xltools_数据"

#: The defined name by which a workbook of where units stand (ledger status) says that it is one.
STATUS_NAME = "xltools_报送情况"

#: Names that only workbooks written by xltools for people to read carry: none of them is a unit's.
OUTPUT_NAMES = frozenset({SUMMARY_NAME, FINDINGS_NAME, COMPARISON_NAME, VALUES_NAME, STATUS_NAME})

#: In a folder of outputs that people may go on working on: what was written there, name -> sha256.
OUTPUTS_RECORD = ".xltools.json"
