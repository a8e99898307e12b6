"""Workbooks with macros, made without Excel: the VBA project, the buttons that call it, the ribbon."""
