"""Figures of a report that know their field: content controls, bound to a store inside the .docx."""
