"""Whole rounds of real workbooks: whatever their order, number of workers and restarts, nothing is lost or doubled."""

from __future__ import annotations
