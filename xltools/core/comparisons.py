"""The words of 比较: how a rule compares its two sides, or which check of the program it switches on."""

from __future__ import annotations

COMPARISONS = ("=", ">=", "<=", "<>", ">", "<", "绝对值<=", "同填", "互斥", "真")
#: What consolidating many units finds; no single workbook is asked it.
OF_SUMMARY = ("汇总合计", "应报齐全", "报送不重复", "汇总比率", "汇总量级")
#: What is asked of the answers in 审核结果, once all else is found.
OF_ANSWERS = ("核实说明", "说明雷同")
#: What is asked of a report, of its words alone or beside its workbook.
OF_REPORT = (
    "文中数额",
    "文中文字",
    "文中总分",
    "文中算式",
    "文中比较",
    "文中合计",
    "文中列举",
    "文中近似",
    "文中单位",
    "文中比率",
    "文中名称",
    "文中日期",
    "文中期限",
    "文中残留",
    "文中错字",
    "标题序号",
    "必有章节",
)
#: Comparisons the program does itself over all fields or units; their rows give level, words and basis.
BUILT_IN = (
    "类型",
    "必填",
    "公式",
    "重算",
    "版式",
    "移位",
    "录入",
    "外部链接",
    "循环引用",
    "隐藏",
    "手动计算",
    "易变函数",
    "合并",
    "佐证材料",
    "佐证登记",
    "佐证要求",
    "表样版本",
    *OF_ANSWERS,
    *OF_SUMMARY,
)
