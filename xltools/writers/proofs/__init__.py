"""Proofs (批注稿): a report with each finding at its words, and nothing else of it changed."""

from xltools.writers.proofs.marking import proofed

__all__ = ["proofed"]
