"""xltools: 部门整体支出绩效自评 in Excel and Word: checked, consolidated, reported."""
