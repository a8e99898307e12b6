"""A report beside its workbook: figures linked with cells, texts compared, claims, names."""
