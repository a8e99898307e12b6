"""审核情况说明: what a review came to, in the words of an official report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from xltools.core.model import Checked
from xltools.core.overview.counts import ASKING
from xltools.core.overview.overview import VERDICTS, Found, Overview, RuleView

#: How many rules are named as main causes, and how many files by name.
_NAMED = 5
_FILES = 10


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs, without numbering or indents: a letter gives them its own."""

    heading: str
    paragraphs: tuple[str, ...]


def explained(overview: Overview) -> tuple[Section, ...]:
    """The whole 审核情况说明; a kind of problem that nobody has gets no section."""
    parts = (
        ("总体情况", _general(overview)),
        ("错误性问题", _errors(overview)),
        ("核实性问题", _doubts(overview)),
        ("提示性问题", _hints(overview)),
        ("未能判断的事项", _unjudged(overview)),
        ("无法读取的文件", _unread(overview)),
        ("下一步工作", _next(overview)),
    )
    sections = (Section(heading, tuple(paragraphs)) for heading, paragraphs in parts)
    return tuple(section for section in sections if section.paragraphs)


def units_of(found: Iterable[Found]) -> int:
    """How many units some findings are of."""
    return len({each.unit for each in found})


def _general(overview: Overview) -> Iterator[str]:
    read = len(overview.checked) - len(overview.unread)
    names = "、".join(f"“{name}”" for name in _standards(overview))
    by = f"按规范{names}，" if names else ""
    unread = f"；另有 {len(overview.unread)} 份文件无法读取，未能审核" if overview.unread else ""
    yield f"{by}共审核 {len(overview.units)} 个单位的 {read} 份{overview.reviewed}{unread}。"
    verdicts = ((each, overview.verdicts[each]) for each in reversed(VERDICTS) if each != "无法读取")
    shares = "，".join(f"{verdict} {files} 份" for verdict, files in verdicts)
    if read:
        yield f"审核结论：{shares}。"
    counts = overview.counts
    listed = "，".join(f"{kind} {counts[kind]} 条" for kind in counts)
    yield f"共列出问题 {len(overview.found)} 条：{listed}。未判是缺少数据、未能判断，不等于通过。"


def _standards(overview: Overview) -> Sequence[str]:
    read = (each.standard for each in overview.checked if each.record)
    return list(dict.fromkeys(filter(None, read)))


def _errors(overview: Overview) -> Iterator[str]:
    found = overview.of("错误")
    if found:
        yield f"错误性问题共 {len(found)} 条，涉及 {units_of(found)} 个单位，须改正后重新报送。"
        yield _causes(overview, found)


def _doubts(overview: Overview) -> Iterator[str]:
    """核实 findings, whatever was answered to them."""
    open_ = overview.of("核实")
    told, accepted = (overview.of(kind, level="核实") for kind in ("已说明", "已认可"))
    found = (*open_, *told, *accepted)
    if not found:
        return
    yield (
        f"核实性问题共 {len(found)} 条，涉及 {units_of(found)} 个单位，其中已说明 {len(told)} 条，"
        f"已认可 {len(accepted)} 条，尚待改正或说明 {len(open_)} 条（涉及 {units_of(open_)} 个单位）。"
    )
    yield _causes(overview, found)


def _hints(overview: Overview) -> Iterator[str]:
    found = overview.of("提示")
    if not found:
        return
    following = [each for each in found if each.finding.cause]
    laid = f"，其中 {len(following)} 条由别处的问题引起，改正那一处后即消除" if following else ""
    yield f"提示性问题共 {len(found)} 条，涉及 {units_of(found)} 个单位{laid}。"


def _unjudged(overview: Overview) -> Iterator[str]:
    unjudged, broken = overview.of("未判"), overview.of("规则异常")
    if unjudged:
        yield (
            f"未判 {len(unjudged)} 条，涉及 {units_of(unjudged)} 个单位：缺少数据或数据不能识别，"
            "有关规则无法判断，不作通过处理。"
        )
        yield _causes(overview, unjudged)
    if broken:
        what = "规则本身未能执行，须由规范管理人员修改"
        yield f"规则异常 {len(broken)} 条，涉及 {units_of(broken)} 个单位：{what}。"
        yield _causes(overview, broken)
    if overview.refused:
        yield f"公式未能重新计算的工作簿 {len(overview.refused)} 份：{_files(overview.refused)}。"


def _unread(overview: Overview) -> Iterator[str]:
    for each in overview.unread[:_FILES]:
        _, message, fix = each.error or ("", "", "")
        remedy = f"处理：{_sentence(fix)}" if fix else ""
        yield f"{PurePath(each.path).name}：{_sentence(message)}{remedy}"
    if len(overview.unread) > _FILES:
        yield f"另有 {len(overview.unread) - _FILES} 份，见“无法读取”表。"


def _next(overview: Overview) -> Iterator[str]:
    """Who has to do what."""
    asks = [each for kind in ASKING for each in overview.of(kind)]
    if asks:
        marked = "退回稿" if overview.reviewed == "工作簿" else "批注稿"
        yield f"将{marked}发给有问题的 {units_of(asks)} 个单位，由单位逐条处理后重新报送。"
    steps = (
        ("错误", "错误性问题：有关 {} 个单位按“怎么改”改正。"),
        ("核实", "核实性问题：有关 {} 个单位改正，或写明核实说明；说明要写出具体原因和依据。"),
        ("已说明", "已说明的问题：由审核人逐条审定，认可或退回，涉及 {} 个单位。"),
        ("未判", "未判的问题：有关 {} 个单位补齐所缺数据，再次审核。"),
        ("规则异常", "规则异常：由规范管理人员修改规则后重新审核，涉及 {} 个单位。"),
    )
    for kind, words in steps:
        if found := overview.of(kind):
            yield words.format(units_of(found))
    if overview.unread:
        yield f"无法读取的 {len(overview.unread)} 份文件：由报送单位按所列办法处理后重新报送。"
    if overview.refused:
        remedy = "在 Excel 或 WPS 中打开、重算、保存后再次审核"
        yield f"公式未能重新计算的 {len(overview.refused)} 份工作簿：{remedy}。"
    if not any((asks, overview.of("已说明", "规则异常"), overview.unread, overview.refused)):
        done = "，可以汇总" if overview.reviewed == "工作簿" else ""
        nothing = f"没有可以审核的{overview.reviewed}。"
        yield f"没有需要改正、核实或补充的事项{done}。" if overview.units else nothing


def _causes(overview: Overview, found: Sequence[Found]) -> str:
    """The main causes: the rules most of the findings are by, each with its findings and its units."""
    wanted = {each.number for each in found}
    shares = [(rule, [each for each in rule.found if each.number in wanted]) for rule in overview.rules]
    shares = sorted((share for share in shares if share[1]), key=lambda share: -len(share[1]))
    named = "；".join(_cause(overview, rule, own) for rule, own in shares[:_NAMED])
    rest = shares[_NAMED:]
    more = f"；其余 {len(rest)} 条规则 {sum(len(own) for _, own in rest)} 条" if rest else ""
    return f"{'主要原因' if rest else '原因'}：{named}{more}。"


def _cause(overview: Overview, rule: RuleView, own: Sequence[Found]) -> str:
    several = len(_standards(overview)) > 1 and rule.standard
    of = f"（{rule.standard}）" if several else ""
    return f"{rule.title}{of} {len(own)} 条、{units_of(own)} 个单位"


def _files(checked: Sequence[Checked]) -> str:
    names = "、".join(PurePath(each.path).name for each in checked[:_FILES])
    return f"{names}等" if len(checked) > _FILES else names


def _sentence(text: str) -> str:
    """A text as a sentence of its own."""
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
