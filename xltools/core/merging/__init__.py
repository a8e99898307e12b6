"""An edited report merged with its workbook: figures, clauses, blocks, rows; nobody's words are lost."""
