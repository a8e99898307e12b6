"""Dates of a report: days, periods, stages, years and terms."""
