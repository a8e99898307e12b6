"""Headings, chapters, and words that do not belong in a report."""
