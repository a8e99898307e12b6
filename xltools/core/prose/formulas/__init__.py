"""In-text formulas and comparisons, worked out literally."""
