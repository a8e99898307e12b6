"""What the words around a number call it."""

from __future__ import annotations

import re

from xltools.core.prose.figures.units import is_count

#: A name is looked for no further back than this, in characters.
_REACH = 48
_CUT = re.compile(r"[，。；：,;:！？!?\n\t“‘《(（\[【=≈≤≥<>+×÷*/]|\.\s|其中|分别")
_BRACKET = re.compile(r"[(（][^（()）]{1,20}[)）]\s*$")
_QUOTES = str.maketrans("", "", '“”"‘’《》「」 \u3000\xa0\t')
_TAIL = re.compile(
    r"(?:是|(?<![人户年月日平])均|各|都|为|约|共有?|共计|合计|累计|达到?|有|了|的|由|从|(?<!截)至|到|近|超过?|逾|仅|不足|接近|大约|(?<!建)设置?|配备|安排|完成|实现|涉及|包括"
    r"|包含|数额|即|[\s:：=＝≈≤≥<>\-—−~～(（“])+$"
)
_HEAD = re.compile(
    r"^(?:其中|本年度?|全年|当年|年度|度|底|我局|我单位|我部门|我市|我县|我区|我省|我委|我办|我院"
    r"|我校|我中心|本单位|本部门|本局|本市|的|现有|现|共计|共有?|累计|[(（]不?含[)）]以[上下]|和|与|及|以及|或|并|且|同时|另外?|[、，,。；;：:\s)）”’》\]】\-—·])+"
)
_TOTAL = re.compile(r"(合计|总计|共计|小计)\s*(?:金额)?[是为达]?[:：]?\s*$")
#: What goes on to the next thing counted (10个二级指标和25个三级指标).
_JOINED = re.compile(r"(?:以及|和|与|及)$")
#: One more of a row, which the words before it do not name.
_GOING_ON = re.compile(r"[、和与及]\s*$")
_TURN = re.compile(r"^[初末](?!级)")
_NOUN = re.compile(
    r"[^，。；：、,;:()（）“”\"‘’《》\s0-9!！?？—~～至到在可为共并且被由是等=+×÷*/<>≤≥%-]{0,12}"
)


def noun_after(text: str, end: int, unit: str) -> str:
    """What is counted, named right after a measure word (5个职能科室 -> 职能科室)."""
    if unit and not is_count(unit):
        return ""
    found = _NOUN.match(text, end)
    return _JOINED.sub("", found[0].removeprefix("的")) if found else ""


def label_of(text: str, since: int, previous: int, start: int, noun: str) -> str:
    """The noun phrase that leads up to a figure, without verbs; else what is counted (19名行政编制).

    ``since`` is where its sentence begins, ``previous`` where the figure before it ends.
    """
    bound = max(since, previous, start - _REACH)
    left = text[bound:start]
    if _GOING_ON.search(left):
        return noun
    fresh = 0 < previous == bound
    return _named(left, fresh=fresh) or noun or _over_the_cut(left, fresh=fresh)


def _named(left: str, *, fresh: bool) -> str:
    """The name at the end of the words to the left; ``fresh`` where a figure stands right before them."""
    bare = _without_bracket(left)
    begin = 0
    for cut in _CUT.finditer(bare):
        if cut[0] in "“‘《":
            begin = begin if _closed(bare, cut) else cut.end()
        elif cut[0] in "(（[【":
            begin = begin if _shut(bare, cut) else cut.end()
        else:
            begin = cut.end()
    name = bare[begin:]
    if fresh and begin == 0 and _TURN.match(name):
        name = "年" + name
    head = _HEAD.match(name)
    name = name[head.end() :] if head else name
    shorter = _TAIL.sub("", name)
    return shorter.translate(_QUOTES)


def _without_bracket(left: str) -> str:
    """Without the verbs and the bracket that stand between the name and the figure."""
    bare = _TAIL.sub("", left)
    if found := _BRACKET.search(bare):
        inner = _TAIL.sub("", bare[: found.start()])
        return inner or bare
    return bare


def _closed(text: str, cut: re.Match[str]) -> bool:
    """A quotation that ends before the figure is part of the name (“三公”经费)."""
    return text.find({"“": "”", "‘": "’", "《": "》"}[cut[0]], cut.end()) >= 0


def _shut(text: str, cut: re.Match[str]) -> bool:
    return any(text.find(mark, cut.end()) >= 0 for mark in ")）]】")


def _over_the_cut(left: str, *, fresh: bool) -> str:
    """The clause before the last one, where the last says no more than a verb (三公经费：共40000元).

    After another figure (…100元，共200元) that clause is what is counted there, and only a sum has a name.
    """
    if total := _TOTAL.search(left):
        return total[1]
    cuts = r"[：:(（]" if fresh else r"[，；：,;:(（]"
    pieces = [piece for piece in re.split(cuts, _TAIL.sub("", left)) if piece.strip()]
    if fresh and len(pieces) < 2 and not re.search(cuts, left):
        return ""
    return _named(pieces[-1], fresh=False) if pieces else ""
