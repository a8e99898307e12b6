"""What a report says in its words, and whether that is true: figures, sums, dates, names, claims."""
