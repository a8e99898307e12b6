"""A user's own workbook changed without loss: only the parts that are touched are written anew."""
