"""The ledger of submissions (报送台账) as one SQLite file: nothing else in xltools knows SQLite."""
