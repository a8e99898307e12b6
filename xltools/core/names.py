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
