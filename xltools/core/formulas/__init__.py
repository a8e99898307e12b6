"""The workbook's own formulas: what they rest on, what was changed in them, which cannot be computed."""
