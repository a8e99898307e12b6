"""Digits that are no figure: codes, telephone numbers, versions, times, names with digits in them."""

from __future__ import annotations

import re

#: What a number of its own stands behind: a code, and no quantity.
_CODE_BEFORE = re.compile(
    r"(?:电话|传真|手机|座机|热线|联系方式|邮编|邮政编码|编码|代码|账号|帐号|账户|编号|证号|号码|房号|学号|工号|微信|QQ)"
    r"(?:\s?[:：为是]\s?|\s?)(?:\([0-9]{3,4}\)\s?)?$"
)
_CODE_AFTER = re.compile(r"\s?(?:号(?!召)|版|#|[^，。；：、,;\s0-9]{0,6}热线|[A-Za-z]|°)")
#: Figures in a name (“1+3+N”模式, “2345”工作法).
_QUOTED = re.compile(r"[“‘\"《][0-9A-Za-zＮ+.\-]*$")
_FRACTION = re.compile(r"[1-9]/[1-9][0-9]?(?=的|以上|以下|左右|[，。；、])")
_SECTIONED = re.compile(r"[0-9]+(?:[.．][0-9]+){2,}")
_TELEPHONE = re.compile(r"0[0-9]{2,3}[-—－ ]?[0-9]{7,8}(?![0-9])|[0-9]{3,4}-[0-9]{3,4}-[0-9]{3,4}(?![0-9])")
_RATIO = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[:：∶][0-9]+(?:\.[0-9]+)?)+(?![0-9.,%万亿元个人项年月])")
_TIME = re.compile(
    r"[0-9]{1,2}(?:[:：][0-9]{2}(?:[:：][0-9]{2})?|\s?[时点](?:\s?[0-9]{1,2}\s?分|半|整)?)(?![0-9])"
)
_BY = re.compile(r"[0-9.]+\s?[米]?\s?[×xX*]\s?[0-9.]+(?:\s?[×xX*]\s?[0-9.]+)*\s?(?:小时|米|平方米|m|cm|mm)?")
_LATIN = re.compile(r"[0-9A-Za-z]+(?:[._/\-][0-9A-Za-z]+)*")
_OPERATOR_X = re.compile(r"[0-9%)\]】）\u4e00-\u9fa5 ][xX]\s?$")


def code_at(text: str, position: int) -> int:
    """Where a code that begins at these digits ends; the position itself where they may be a figure."""
    if _is_latin(text, position):
        found = _LATIN.match(text, position)
        return found.end() if found else position
    for pattern in (_TELEPHONE, _SECTIONED, _RATIO, _TIME, _FRACTION):
        if found := pattern.match(text, position):
            return found.end()
    return _multiplied(text, position)


def is_code(text: str, start: int, end: int) -> bool:
    """True for a whole number without unit that is a code by its length, its noughts or its neighbours."""
    digits = text[start:end]
    if _QUOTED.search(text, max(0, start - 12), start):
        return True
    if not digits.isdigit():
        return bool(_CODE_AFTER.match(text, end)) and "%" not in digits
    if len(digits) >= 12 or (len(digits) > 1 and digits[0] == "0"):
        return True
    if len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789":
        return True
    return bool(_CODE_AFTER.match(text, end) or _CODE_BEFORE.search(text, max(0, start - 16), start))


def _is_latin(text: str, position: int) -> bool:
    """True where the digits go on a word in Latin letters (RCEP2, GB/T9704-2012, i5)."""
    before = text[position - 1 : position]
    if before.isascii() and (before.isalpha() or before == "_"):
        return not _OPERATOR_X.search(text, max(0, position - 2), position)
    if before in tuple("-./ ") and position >= 2:
        letters = text[max(0, position - 4) : position - 1]
        return letters[-1].isascii() and letters[-1].isalpha() and (before != " " or letters[-2:].isupper())
    return False


def _multiplied(text: str, position: int) -> int:
    """7×24小时, 3×4米: a measure given as a product, unless it is part of a formula."""
    found = _BY.match(text, position)
    if not found:
        return position
    around = text[max(0, position - 2) : position] + text[found.end() : found.end() + 2]
    return position if any(sign in around for sign in "=≈/÷+×*%()（）元万亿") else found.end()
