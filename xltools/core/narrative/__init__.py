"""The narrative report (自评报告): a unit's figures and words in the form its template asks for."""
