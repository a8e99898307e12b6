"""What a ledger of submissions (报送台账) knows: what was handed in, what changed, where each unit stands."""
