"""LibreOffice Calc as a front end: what runs in LibreOffice's own Python, and the bridge to it."""
