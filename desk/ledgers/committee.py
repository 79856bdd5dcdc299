"""Ledgers of the 居务 tab: units and organisations, and those who hold posts."""

from __future__ import annotations

from desk.ledgers.shared import UNEXPIRED, x
from desk.records import Post, Resident, Standing, Unit
from desk.spec import Age, Column, Day, Ledger, Path, ledger


def units(key: str, title: str, *more: Column, within: tuple[str, ...] = ()) -> Ledger:
    """A ledger of units of a category (its key, or `within`)."""
    return ledger(key, title, Unit, Unit.name, Unit.category, Unit.person, Unit.phone, Unit.address, Unit.people, *more,
                  where=Unit.category.is_(*(within or (key,))), totals=(Unit.people,))


def posts(key: str, title: str, *more: Column, within: tuple[str, ...] = (), everyday: bool = False) -> Ledger:
    """A ledger of those who hold a post of a category (its key, or `within`)."""
    return ledger(
        key, title, Post, Path("first(resident.name|name)", "姓名"), Post.resident / Resident.id_number,
        Post.resident / Resident.sex, Age(Post.resident / Resident.birth),
        Path("first(phone|resident.phone)", "联系电话"),
        Post.category, *more, Post.start, where=Post.category.is_(*(within or (key,))), everyday=everyday)


IN_TERM = UNEXPIRED & ~(Standing.expires.blank() & (Standing.start <= Day("on", years=-1)))
"""A pledge binds up to its last day; one that names none, for a year."""

_SCHOOLING = (Post.resident / Resident.education, Post.resident / Resident.political)

_UNITS = (
    ledger(
        "unit", "单位与组织台账", Unit, Unit.name, Unit.category, Unit.credit_code, Unit.person, Unit.phone,
        Unit.address,
        Unit.people, Unit.start, everyday=True),
    units("business", "企业商户台账", Unit.credit_code, Unit.founded_for),
    units("enterprise", "企业台账", Unit.credit_code, Unit.founded_for),
    units("shop", "商户台账", Unit.credit_code, Unit.founded_for),
    units("institution", "机关事业单位台账"),
    units("property_company", "物业公司台账", Unit.founded_for, Unit.start, within=("property",)),
    units("owners", "业主委员会台账", Unit.start),
    units("team", "文体队伍台账", Unit.founded_for, Unit.start, Unit.members),
    units("volunteer_team", "志愿服务队台账", Unit.founded_for, Unit.start),
    units("patrol", "治安巡逻队台账", Unit.founded_for, Unit.start),
    units("society", "社会组织台账", Unit.founded_for, Unit.start, within=("society", "selfgov", "mutual")),
    units("family_association", "计生协会小组台账", Unit.start, within=("association",)),
    units("party_org", "党组织台账", Path("above.name", "上级组织"), Unit.start),
    units("outlet", "便民服务网点台账", Unit.founded_for, Unit.start),
    ledger(
        "responsibility", "责任单位台账", Standing, Path("unit.name", "单位"), Path("unit.category", "单位类别"),
        Path("unit.person", "负责人"), x("pledge"), Standing.start, Standing.expires, Standing.keeper,
        where=Standing.category.is_("responsibility") & IN_TERM, tab="committee",
        note="责任书在有效期内的；没有填有效期的，签订后一年内"),
)

_POSTS = (
    ledger(
        "post", "任职台账", Post, Path("first(resident.name|name)", "姓名"), Post.resident / Resident.id_number,
        Post.category, Path("unit.name", "所在组织"), Path("place.full", "负责楼栋"),
        Path("first(phone|resident.phone)", "联系电话"), Post.duty, Post.employed, Post.start, Post.end),
    posts("worker", "社区工作者台账", Post.duty, Post.employed, *_SCHOOLING, everyday=True),
    posts("committee_member", "居委会成员台账", Post.duty, Post.term, *_SCHOOLING, within=("committee",)),
    posts("party_post", "党组织任职台账", Path("unit.name", "所在组织"), Post.duty),
    posts("building_leader", "楼栋长台账", Path("place.full", "负责楼栋"), within=("building",), everyday=True),
    posts("grid_worker", "网格员台账", Path("place.full", "负责片区"), Post.duty, within=("grid",)),
    posts("mediator", "人民调解员台账", Post.duty, *_SCHOOLING),
    posts("deputy", "居民代表台账", Path("place.full", "所属楼栋"), Post.term),
    posts("supervisor", "居务监督委员台账", Post.duty, Post.term),
    posts("patrol_member", "巡逻队员台账", Path("unit.name", "所在队伍"), Post.salary),
    posts("team_member", "队伍成员台账", Path("unit.name", "所在队伍"), within=("team_leader", "team_member")),
    posts("police", "社区民警和医生台账", Post.duty, within=("police", "doctor")),
    posts("welfare", "公益岗位台账", Post.duty, Post.employed, Post.salary),
    ledger(
        "post_left", "离任台账", Post, Path("first(resident.name|name)", "姓名"), Post.resident / Resident.id_number,
        Age(Post.resident / Resident.birth), Post.category, Path("unit.name", "所在组织"), Post.start, Post.end,
        Post.reason, event=Post.end),
)

LEDGERS = (*_UNITS, *_POSTS)
