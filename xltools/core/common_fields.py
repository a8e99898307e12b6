"""The fields every standard has (字段名): who reports, for what, in which unit, and with which result."""

from __future__ import annotations

CURRENCY_FIELD = "金额单位"
SCOPE_FIELD = "填报口径"
WHOLE_DEPARTMENT = "部门汇总"
SCORE_COLUMN = "自评得分"
TOTAL_FIELD = "自评总分"
GRADE_FIELD = "评价等级"
