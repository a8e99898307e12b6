"""Where the fields of a workbook stand, however it was moved about."""
