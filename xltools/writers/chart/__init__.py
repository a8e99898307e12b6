"""Charts of a report: native ones, with their figures in a workbook inside, to be edited in Word."""
