"""The spreadsheet's own front end: macros that work on the open workbook, through the open part of xlwings.

``macros`` holds what the buttons do, ``attach`` finds the running program, ``press`` is one click from
beginning to end. Nothing here imports xlwings when it is imported itself.
"""
