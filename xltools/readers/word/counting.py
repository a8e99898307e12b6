"""The ways Word writes the number of a list item (w:numFmt): 一、二 … ① … ii … AA."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def counted(value: int, form: str) -> str:
    """A number in a form of the standard (ECMA-376 Part 1, 17.18.59); "" for none and for bullets.

    A form that is not known, or has no sign for the number, gives digits.
    """
    if form in ("none", "bullet"):
        return ""
    write = _FORMS.get(form)
    return write(value) if write and value > 0 else str(value)


def spoken(value: int) -> str:
    """A number as it is said: 十二, 一百零三; digits from ten thousand on."""
    if value >= 10_000:
        return str(value)
    out, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + word
        gap = digit == 0
    return out.removeprefix("一") if 10 <= value < 20 else out


def _each_digit(value: int, nought: str = "〇") -> str:
    return "".join(nought if digit == "0" else _DIGITS[int(digit)] for digit in str(value))


def _short(value: int) -> str:
    """As it is said up to ninety-nine, digit by digit above."""
    return spoken(value) if value < 100 else _each_digit(value, "○")


def _japanese(value: int) -> str:
    """As it is said in Japan: no 一 before 十 百 千, no 零."""
    text = spoken(value).replace("零", "")
    for word in "十百千":
        text = text.replace(f"一{word}", word)
    return text


def _legal(value: int) -> str:
    text = spoken(value)
    return (f"一{text}" if 10 <= value < 20 else text).translate(_LEGAL)


def _roman(value: int) -> str:
    if value >= 4000:
        return str(value)
    out = ""
    for worth, letters in _ROMAN:
        out += letters * (value // worth)
        value %= worth
    return out


def _letters(value: int) -> str:
    """Letters from a to z, then each repeated: aa … zz, aaa."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _row(first: str, length: int) -> Callable[[int], str]:
    """Signs that stand one behind the other in Unicode."""
    return lambda value: chr(ord(first) + value - 1) if value <= length else str(value)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


def _wide(value: int) -> str:
    return str(value).translate({ord("0") + n: ord("０") + n for n in range(10)})


_FORMS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _short,
    "taiwaneseCounting": _short,
    "chineseCountingThousand": spoken,
    "taiwaneseCountingThousand": spoken,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "ideographDigital": _each_digit,
    "japaneseDigitalTenThousand": _each_digit,
    "taiwaneseDigital": lambda value: _each_digit(value, "○"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": _row("㊀", 10),
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _row("①", 20),
    "decimalEnclosedCircleChinese": _row("①", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
}
