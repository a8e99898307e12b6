"""Scales (万, 亿) and units that follow a number: money, rates, measures and measure words (量词)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

#: What a scale multiplies by, the longer words first.
SCALES: Mapping[str, Decimal] = {
    word: Decimal(10) ** power
    for word, power in [
        ("万亿", 12), ("千亿", 11), ("百亿", 10), ("十亿", 9), ("千万", 7), ("百万", 6), ("十万", 5),
        ("亿", 8), ("万", 4), ("千", 3), ("百", 2),
    ]
}  # fmt: skip
MONEY = ("元", "美元", "港元", "欧元", "日元")
RATES = ("%", "‰", "个百分点", "百分点")
_MEASURES = """
平方公里 平方千米 平方米 平米 ㎡ m² m2 立方米 m³ m3 公顷 亩 公里 千米 米 厘米 毫米 km cm mm 吨 公斤 千克 克 斤 kg
升 毫升 千瓦时 兆瓦时 千瓦 兆瓦 千伏安 千伏 度 标准煤 TB GB MB PB Mbps 兆 ℃ 倍 分 岁 周岁
年 个月 天 个工作日 工作日 日历天 日 小时 个小时 学时 课时 工时 分钟 秒 周 个季度
""".split()
_MEASURE_WORDS = """
个 个单位 人次 人天 人 名 位 项次 项 件次 件套 件 条次 条 张 台次 台套 台(套) 台 套 辆次 辆 架次 架 艘 列 班次 次 户次 户
家次 家 所 处 座 栋 幢 间 层 片 块 宗 份 册 本 部 篇 场次 场 期 批次 批 起 例 笔 票 单 类 种 大类 大项 大
级 届 轮 遍 趟 支 只 头 尾 株 棵 根 枚 颗 箱 袋 瓶 盒 包 组 队 班 页 字 章 款 套 幅 面 口 盏 扇 门 堂 节 段 孔 床
张床 标段 车次 科室 部门 街道 方面 亩次 对 双 站 眼 桩 案 集 档 副 把 道 顶 团 排
""".split()
#: Words that begin with a unit and are none: characters that must not follow it.
_NOT_BEFORE: Mapping[str, str] = {
    "分": "别局析类级支配项为管行公布包组段期批之数院店会",
    "部": "门分队长级委署",
    "本": "级局部单市年次报人身区县省金",
    "台": "账风湾",
    "门": "户店诊",
    "期": "间限末初望",
    "面": "积向对临",
    "支": "出付持部行撑队",
    "处": "理置罚室分于长级",
    "所": "有需属得在",
    "项": "目",
    "家": "庭具属长",
    "户": "籍均主外型",
    "次": "年月日数序要",
    "名": "单称录义额次牌",
    "人": "民均口才事社力工防行居员大",
    "条": "件例款",
    "位": "于置",
    "场": "所地景馆合",
    "类": "别型似",
    "组": "织长成合建",
    "级": "别",
    "单": "位价",
    "款": "项",
    "字": "号第",
    "排": "名查水污放",
    "大": "型数力学队",
    "队": "伍员长",
    "班": "子级主长组",
    "段": "落",
    "节": "约能水点日假余支",
    "档": "案",
    "对": "外内于应口接象照比",
    "双": "方创随公",
    "站": "点位",
    "道": "路",
    "包": "括含干装",
    "章": "程节",
    "把": "关握控",
    "副": "主局组市县长",
    "案": "例件卷",
    "团": "队",
    "集": "中体团约",
    "度": "假",
    "克": "服",
    "兆": "丰",
    "床": "位",
    "口": "径岸",
    "元": "旦素件",
    "日": "常均",
    "年": "度均级龄",
    "天": "然津河",
    "周": "边期转年岁",
}


def _by_first(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """First character -> the words that begin with it, the longer first."""
    found: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return {first: tuple(words) for first, words in found.items()}


_COUNTED = frozenset(_MEASURE_WORDS)
_UNITS = _by_first([*MONEY, *RATES, *_MEASURES, *_MEASURE_WORDS])
_SCALES = _by_first(SCALES)
#: Units that begin with a character a scale begins with.
_NOT_SCALED = {"千": "米克瓦伏", "百": "分科货姓"}


def is_count(unit: str) -> bool:
    """True for a measure word: what is counted is named after it or before the number."""
    return unit in _COUNTED


def scale_at(text: str, position: int) -> str:
    """The scale that stands there, or nothing."""
    for word in _SCALES.get(text[position : position + 1], ()):
        if text.startswith(word, position):
            after = position + len(word)
            if text[after : after + 1] not in _NOT_SCALED.get(word[-1:], "") or after >= len(text):
                return word
    return ""


def unit_at(text: str, position: int) -> str:
    """The unit that stands there, with what it is counted by (元/人, 次/年), or nothing."""
    unit = _word_at(text, position)
    after = position + len(unit)
    if unit and text[after : after + 1] == "/":
        per = _word_at(text, after + 1)
        return f"{unit}/{per}" if per else unit
    return unit


def _word_at(text: str, position: int) -> str:
    for word in _UNITS.get(text[position : position + 1], ()):
        if text.startswith(word, position):
            follower = text[position + len(word) : position + len(word) + 1]
            if word not in _NOT_BEFORE or not follower or follower not in _NOT_BEFORE[word]:
                return _whole_word(word, follower)
    return ""


def _whole_word(word: str, follower: str) -> str:
    """A unit in Latin letters must end where the letters end (5G, 3m but no 5mbps)."""
    return "" if word[-1].isascii() and word[-1].isalpha() and follower.isascii() and follower.isalnum() else word
