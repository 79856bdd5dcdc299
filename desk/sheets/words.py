"""The words by which sheets in the field name their columns, and how titles are compared.

A *role* is what a column means whatever the sheet calls it. The words of one role are synonyms: a target whose
own title or alias is among them is known by all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from desk.sheets.model import Target

_ROLES = {
    "person_name": "姓名 名字 人员姓名 居民姓名 成员姓名 家庭成员姓名 家庭成员 成员 本人姓名 公民姓名 人口姓名 老人姓名 业主姓名 "
                   "住户姓名 居民 对象姓名 服务对象姓名 名单 人名 name",
    "head_name": "户主姓名 户主 户主名 户主名字 户主本人 家庭户主 户主姓名（本人）",
    "head_id": "户主身份证号 户主身份证 户主身份证号码 户主证件号码 户主公民身份号码 户主身份号码 户主证件号",
    "relation": "与户主关系 与户主的关系 同户主关系 户主关系 家庭关系 成员关系 与户主之关系 关系 称谓 和户主关系 与本户关系 家庭成员关系",
    "household_no": "户编号 户号 家庭编号 户籍编号 户口编号 户口簿号 户口本号 户口簿编号 户口本编号 家庭户号 户主编号 户别编号 户次 户序 户序号",
    "household_kind": "户别 户类型 户类别 家庭户类型",
    "citizen_id": "身份证号 身份证号码 身份证 身份号码 公民身份号码 公民身份证号 公民身份证号码 公民身份证 居民身份证号 居民身份证号码 "
                  "居民身份证 证件号码 证件号 成员身份证号 成员身份证号码 成员身份证 成员证件号码 成员公民身份号码 家庭成员身份证号 "
                  "家庭成员身份证号码 本人身份证号 本人身份证号码 二代身份证号 二代证号码 身份证件号码 身份证件号 有效证件号码 身份证编号 "
                  "身份证信息 身份证明号码 证照号码 idcard sfzh id",
    "sex": "性别 sex",
    "birth": "出生日期 出生年月 出生年月日 生日 出生时间 出生",
    "ethnic": "民族 族别",
    "phone": "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 移动电话 联系号码 本人电话 本人手机 联系手机 联系电话号码 手机电话 "
             "电话手机 联系电话手机 成员电话 成员联系电话 联络电话 联络方式 号码 tel phone mobile",
    "landline": "固定电话 座机 固话 家庭电话 宅电 住宅电话",
    "address": "家庭住址 住址 现住址 现居住地 现居住地址 居住地址 家庭地址 门牌号 门牌 门牌号码 地址 详细地址 详细住址 住所 居住地 "
               "现住地址 居住地点 门牌地址 住宅地址 实际居住地 实际居住地址 实际住址 房屋地址 居住详址 现住详址 现居地址 现居住址 居住住址 "
               "现住地 现居地 家庭详细住址 家庭详细地址 现居住地详址 实际居住地详址 楼栋房号 楼栋门牌 楼门号 现住所 住房地址 address",
    "hukou_address": "户籍地址 户籍地 户籍所在地 户口所在地 户口地址 户籍住址 户籍地详址 户口所在地详址 户籍详细地址 户籍地详细地址",
    "native_place": "籍贯",
    "education": "文化程度 学历 受教育程度 文化水平 最高学历 教育程度",
    "political": "政治面貌 政治面目 党派",
    "marital": "婚姻状况 婚姻 婚否 婚姻状态 婚姻情况 婚况",
    "work_unit": "工作单位 服务处所 就业单位 工作单位名称 工作单位及职务",
    "occupation": "职业 从业情况 从事职业",
    "nature": "人员类别 人员类型 居住性质 居住类型 人口类别 人口类型 人口性质 人户状态 人户情况 居住状态 居住情况",
    "hukou_kind": "户口性质 户籍性质 户口类型 户口类别 户籍类型 户籍类别",
    "former_name": "曾用名 别名",
    "grid": "网格 所属网格 网格号 网格名称 网格编号",
    "part_estate": "小区 小区名称 所属小区 苑 居民小区 居住小区",
    "part_building": "楼栋 楼号 幢号 栋号 楼栋号 幢 栋 号楼 楼 楼幢 座",
    "part_entry": "单元 单元号",
    "part_room": "室 房号 室号 房间号 房间 户室 门号 户室号 房室号",
    "note": "备注 说明 备考 附注 其他说明 备注说明",
}
_SEQUENCE = "序号 序 no 行号 顺序号 排序 次序 项次 项目序号"
_STATISTICS = (
    "人数 户数 数量 小计 合计 总计 总数 总人数 总户数 总人口 人口数 男 女 男性 女性 占比 比例 百分比 比率 年度 年份 月份 同比 环比 增长 "
    "增长率 累计 男性人数 女性人数 件数 次数 个数 户籍人口 常住人口 流动人口 其中 较上年 指标"
)
_OTHER_HEADS = (
    "年龄 日期 时间 金额 地点 内容 名称 类别 类型 单位 职务 岗位 状态 起始日期 结束日期 开始时间 结束时间 登记日期 登记时间 经办人 "
    "负责人 联系人 主题 标题 原因 事由 结果 等级 级别 编号 面积 规格 标准 签字 签名 领取人 监护人 监护人姓名 监护人电话 紧急联系人 入户时间 "
    "是否户主 是否低保 是否残疾 是否党员 是否退役军人 健康状况 宗教信仰 血型 身高 证件类型 证件种类 残疾类别 残疾等级 残疾证号 社保 医保"
)
_WEAK = (
    "户主 男 女 说明 备注 其中 居民 单位 成员 关系 出生 楼 栋 幢 座 室 苑 序 号码 名单 id no 户主本人 小计 合计 总计 常住人口 流动人口 户籍人口 "
    "指标 其他说明"
)
OTHERS = (
    "户主", "监护人", "紧急联系人", "联系人", "父亲", "母亲", "父母", "配偶", "子女", "责任人", "代理人", "房东", "照料人", "赡养人",
    "业主", "法人", "负责人", "经办人", "帮扶人", "网格员", "申请人", "担保人", "介绍人", "物业", "学校", "单位",
)
"""Whose name or number it is: 监护人电话 is no telephone of the person in the row."""
_TAILS = ("号码", "号", "名称", "情况", "信息", "一", "1", "栏", "及号码", "详情", "全称", "等级")
PARTS = ("part_estate", "part_building", "part_entry", "part_room")
"""Columns that make an address together, in this order."""

_BRACKETS = re.compile(r"[(（\[【〔「][^)）\]】〕」]*[)）\]】〕」]")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+|\d{1,2})[、.．]")
_NOISE = re.compile(r"[\s\W_]+")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A title for comparison: half-width, lower case, without blanks, marks and its own numbering."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return _NOISE.sub("", _NUMBERING.sub("", folded)).lower()


def _bare(text: str) -> str:
    return plain(_BRACKETS.sub("", text))


def variants(titles: Iterable[str]) -> list[str]:
    """The readings of a head of one or more levels (the lowest last), the most exact first."""
    levels = [title for title in titles if title.strip()]
    if not levels:
        return []
    lowest = levels[-1]
    inside = [plain(part) for part in _BRACKETS.findall(lowest)]
    group = _bare(levels[-2]) if len(levels) > 1 else ""
    readings = [group + _bare(lowest), *(part + _bare(lowest) for part in inside), _bare(lowest), plain(lowest)]
    readings += [_bare(piece) for piece in re.split(r"[/／\n]", lowest)] if re.search(r"[/／\n]", lowest) else []
    return list(dict.fromkeys(reading for reading in readings if reading))


ROLE_OF: dict[str, str] = {plain(word): role for role, words in _ROLES.items() for word in words.split()}
WORDS_OF: dict[str, frozenset[str]] = {
    role: frozenset(plain(word) for word in words.split()) for role, words in _ROLES.items()
}
SEQUENCE = frozenset(plain(word) for word in _SEQUENCE.split())
STATISTICS = frozenset(plain(word) for word in _STATISTICS.split())
KNOWN = frozenset(ROLE_OF) | SEQUENCE | STATISTICS | frozenset(plain(word) for word in _OTHER_HEADS.split())
WEAK = frozenset(_WEAK.split())
"""Words that are as often a value as a head; alone they make no head row."""


def role_of_titles(titles: Iterable[str]) -> str:
    """The role of a column by its head; "" when the head says nothing we know."""
    for reading in variants(titles):
        if reading in ROLE_OF:
            return ROLE_OF[reading]
        if reading in SEQUENCE:
            return "sequence"
    return ""


def role_of_target(target: Target) -> str:
    """The role of a target by its title, else by the first alias that has one."""
    for word in (target.title, *target.aliases):
        role = ROLE_OF.get(plain(word))
        if role:
            return role
    return ""


def vocabulary(targets: Iterable[Target] = ()) -> frozenset[str]:
    """All words that may stand in a head: the known ones and those of the targets."""
    own = {plain(word) for target in targets for word in (target.title, *target.aliases)}
    return KNOWN | own


def close(reading: str, word: str) -> float:
    """How well a title's reading fits one word of a target, from 0 to 1 (1: the same)."""
    if reading == word:
        return 1.0
    if len(word) < 2 or len(reading) > len(word) + 8:
        return 0.0
    if any(reading.startswith(other) and not word.startswith(other) for other in OTHERS):
        return 0.0
    if reading.endswith(word):
        return 0.7
    if reading.startswith(word) and reading[len(word):] in _TAILS:
        return 0.75
    if word.startswith(reading) and len(reading) >= 2 and word[len(reading):] in _TAILS:
        return 0.72
    return 0.0
