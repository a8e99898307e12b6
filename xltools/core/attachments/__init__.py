"""Attached forms: those that follow a standard of their own and belong to a unit's workbook."""
