"""The result of a comparison for people: the sums first, then each pair and what differs in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from xltools.console import Line, line
from xltools.core.compare.difference import Comparison, Difference, Pair, Spot
from xltools.core.compare.verdict import shown_difference

#: How the weights are marked; the styles are those of findings.
_STYLES = {"不同": "错误", "无法比较": "核实", "提示": "提示"}

#: How many cells without a result are named.
_CELLS = 8
#: Longer texts are cut.
_LONGEST = 90


def lines(comparison: Comparison) -> Iterator[Line]:
    """Everything."""
    yield summary(comparison)
    for pair in comparison.pairs:
        yield line()
        yield from pair_lines(pair)
    for word, files in (
        ("只报送未公开", comparison.only_submitted),
        ("只公开未报送", comparison.only_published),
    ):
        if files:
            yield line()
            yield line(f"{word} {len(files)} 个：", "错误")
            yield from (line(file, indent=2) for file in files)


def summary(comparison: Comparison) -> Line:
    """The sums in one line."""
    pairs = comparison.pairs
    counts = [sum(pair.told.compared for pair in pairs), sum(pair.agreed for pair in pairs)]
    counts += [sum(pair.count(weight) for pair in pairs) for weight in ("不同", "无法比较")]
    words = ("共比较 {} 处", "一致 {}", "不同 {}", "无法比较 {}")
    text = "，".join(word.format(count) for word, count in zip(words, counts, strict=True))
    hints = sum(pair.count("提示") for pair in pairs)
    text += f"（一致中有提示 {hints}）" if hints else ""
    identical = sum(pair.identical for pair in pairs)
    text += f"；逐字节相同的文件 {identical} 对" if identical else ""
    broken = sum(pair.error is not None for pair in pairs)
    text += f"；没有比成 {broken} 对" if broken else ""
    alone = len(comparison.only_submitted) + len(comparison.only_published)
    return line(text + (f"；没有对应的文件 {alone} 个" if alone else "") + "。", "标题")


def pair_lines(pair: Pair) -> Iterator[Line]:
    """One pair of files."""
    yield Line(((f"报送 {pair.submitted}  公开 {pair.published}  ", ""), _verdict(pair)))
    if pair.error:
        _, message, fix = pair.error
        yield line(message, "错误", indent=2)
        if fix:
            yield line(f"处理：{fix}", indent=4)
        return
    if pair.identical:
        yield line(f"两个文件逐字节相同，sha256 {pair.sha256[0]}", "次要", indent=2)
        return
    for note in pair.told.notes:
        yield line(note, "次要", indent=2)
    for weight in ("不同", "提示"):
        for difference in (each for each in pair.told.differences if each.weight == weight):
            yield from difference_lines(difference)
    yield from _untold([each for each in pair.told.differences if each.weight == "无法比较"])


def _verdict(pair: Pair) -> tuple[str, str]:
    if pair.error:
        return "× 没有比成", "错误"
    if pair.identical:
        return "√ 完全一致", "通过"
    if pair.same_content:
        return "√ 内容一致（重新保存过，字节不同）", "通过"
    if pair.agrees:
        return f"√ 一致，有提示 {pair.count('提示')} 处", "通过"
    counts = [f"{weight} {pair.count(weight)} 处" for weight in ("不同", "无法比较") if pair.count(weight)]
    return f"× {'，'.join(counts)}", "错误" if pair.count("不同") else "核实"


def difference_lines(difference: Difference) -> Iterator[Line]:
    """One difference: where, what is about, both contents."""
    head = f" {places(difference)}"
    about = f"  {difference.label}" if difference.label and not _in_report(difference) else ""
    note = f"  {difference.note}" if difference.note else ""
    parts = ((f"{difference.weight} {difference.kind}", _STYLES[difference.weight]), (head, "标题"))
    yield Line((*parts, (about, ""), (note, "")), indent=2)
    if difference.kind == "隐藏":
        return
    yield line(sides(difference), indent=4)
    if difference.label and _in_report(difference):
        yield line(f"原句：{difference.label}", "次要", indent=4)


def _in_report(difference: Difference) -> bool:
    spot = difference.left or difference.right
    return spot is not None and spot.at.startswith("第") and spot.at.endswith("段")


def places(difference: Difference) -> str:
    """Both places, once where they are the same."""
    left, right = difference.left, difference.right
    if left is None or right is None:
        return place(left or right)
    return place(left) if left == right else f"{place(left)} ／ 公开 {place(right)}"


def place(spot: Spot | None) -> str:
    """A place for people."""
    if spot is None:
        return ""
    return f"{spot.part}{spot.at}" if spot.at.startswith("第") else str(spot)


def sides(difference: Difference) -> str:
    """报送 1,234.50 → 公开 1,243.50，差 +9.00."""
    left, right = _shown(difference.submitted), _shown(difference.published)
    if difference.left is None:
        return f"公开 {right}"
    if difference.right is None:
        return f"报送 {left}"
    text = f"报送 {left or '（空白）'} → 公开 {right or '（空白）'}"
    if difference.difference is None:
        return text
    return f"{text}，差 {shown_difference(difference.difference, difference.unit)}"


def _shown(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= _LONGEST else one[:_LONGEST] + "…"


def _untold(differences: Iterable[Difference]) -> Iterator[Line]:
    """What could not be told, by reason and sheet."""
    by_reason = sorted(differences, key=lambda each: (each.note, _part(each)))
    for note, group in groupby(by_reason, key=lambda each: each.note):
        found = list(group)
        yield line(f"无法比较 {len(found)} 处：{note}", "核实", indent=2)
        for part, cells in groupby(found, key=_part):
            named = [spot.at for each in cells if (spot := each.left or each.right)]
            more = f" 等 {len(named)} 格" if len(named) > _CELLS else ""
            yield line(f"{part}：{'、'.join(named[:_CELLS])}{more}", indent=4)


def _part(difference: Difference) -> str:
    spot = difference.left or difference.right
    return spot.part if spot else ""
