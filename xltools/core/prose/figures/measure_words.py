"""The words that follow a number and say what it counts or measures."""

from __future__ import annotations

from collections.abc import Mapping


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


MONEY = _words("元 美元 港元 欧元 日元")
RATES = _words("% ‰ 个百分点 百分点")
#: Measures of space, weight, energy and time.
MEASURES = _words("""
平方公里 平方千米 平方米 平米 ㎡ m² m2 立方米 m³ m3 公顷 亩 公里 千米 米 厘米 毫米 km cm mm m
吨 公斤 千克 克 斤 kg 升 毫升 千瓦时 兆瓦时 千瓦 兆瓦 千伏安 千伏 度
kW kWh MW L ml t TB GB MB PB Mbps 兆 ℃ 倍 分 岁 周岁
年 个月 天 个工作日 工作日 日历天 日 小时 个小时 学时 课时 工时 分钟 秒 周 个季度
""")
#: Measure words (量词), for what is counted.
COUNTS = _words("""
个 个单位 人次 人天 人 名 位 项次 项 件次 件套 件 条次 条 张 张床 台次 台套 台(套) 台 套 辆次 辆 架次 架 艘
列 班次 次 户次 户 家次 家 所 处 座 栋 幢 间 层 片 块 宗 份 册 本 部 篇 场次 场 期次 期 批次 批 起 例 笔 票 单
类 种 大类 大项 大 级 届 轮 遍 趟 支 只 头 尾 株 棵 根 枚 颗 箱 袋 瓶 盒 包 组 队 班 页 字 章 款 幅 面 口
盏 扇 门 堂 节 段 孔 床 标段 车次 科室 部门 街道 方面 亩次 对 双 站 眼 桩 案 集 档 副 把 道 顶 团 排
""")
#: Units of what may be numbered as well as counted (2022年, 第3项).
NUMBERING = frozenset(_words("年 月 日 季度 期 批 批次 届 项 条 款 章 节 页 组 类 级 层"))
#: The units a numeral in Chinese figures is a number with; 三级 or 四月 are names.
SPELT = frozenset(
    _words("""
元 人 名 位 项 件 条 家 户 所 台 套 张 份 次 场 篇 宗 起 辆 座 栋 间 种 类 大类 年 天 倍 亩 吨 公里 方面
个 个单位 个月 个工作日 个小时 个季度 个百分点
""")
)
#: Characters that must not follow a unit, because with them it begins another word (分局, 人民, 期间).
NOT_BEFORE: Mapping[str, str] = {
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
    "床": "位",
    "口": "径岸",
    "元": "旦素件",
    "日": "常均",
    "年": "度均级龄",
    "天": "然津河",
    "周": "边期转年岁",
}
