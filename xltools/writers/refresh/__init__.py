"""A report that staff edited, brought up to its workbook: only what changed is written into it."""
