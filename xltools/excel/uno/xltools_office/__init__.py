"""What runs inside LibreOffice's own Python: it has ``uno``, and nothing of the program but this folder.

Written for the oldest Python that LibreOffice still brings along (3.8); it imports only itself and ``uno``.
"""
