"""The small window beside the spreadsheet: seven buttons, what came of them, a bar, and stop."""
