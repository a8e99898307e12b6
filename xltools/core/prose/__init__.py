"""What a report says in its words, and whether that is true: figures, formulas, sums, dates, names, claims."""
