"""Figures of the 居务 tab: units and organisations, and those who hold posts, on the day."""

from __future__ import annotations

from desk.ledgers.shared import x
from desk.records import Post, Standing, Unit
from desk.spec import Path, average, count, distinct, names, share, total

AGE = Path("age(resident.birth)")
COLLEGE = Path("resident.education").is_("10", "20", "30")
REHAB = Path("unit.business").is_("03")
PARTY = Path("resident.political").is_("01", "02")

ABROAD = Path("above").such(Unit.category.is_("business", "institution", "estate", "partner_party")
                            & ~Unit.category.is_("office"))
"""An organisation of the party that is a firm's or a school's; an office may well be the street's, above us all."""

_UNITS = (
    count("unit_count", "单位与组织数", "unit", "个"),
    count("business_count", "企业商户数", "business", "家"),
    count("shop_count", "商户数", "shop", "家"),
    count("enterprise_count", "企业数", "enterprise", "家"),
    total("business_people", "企业商户从业人数", "business", Unit.people, "人"),
    count("institution_count", "机关事业单位数", "institution", "家"),
    count("school_count", "学校数", "institution", "所", Unit.category.is_("school")),
    count("property_company_count", "物业公司数", "property_company", "家"),
    count("owners_count", "业主委员会数", "owners", "个"),
    count("team_count", "文体队伍数", "team", "支"),
    total("team_people", "文体队伍人数", "team", Unit.people, "人"),
    count("volunteer_team_count", "志愿服务队数", "volunteer_team", "支"),
    count("patrol_count", "治安巡逻队数", "patrol", "支"),
    count("society_count", "社会组织数", "society", "个", note="含自治组织和邻里互助组织"),
    count("selfgov_count", "居民自治组织数", "society", "个", Unit.category.is_("selfgov")),
    count("family_association_count", "计生协会小组数", "family_association", "个"),
    count("party_committee_count", "党委和党总支数", "party_org", "个", Unit.category.is_("party_committee") & ~ABROAD,
          "上级是驻区单位、共建单位的不计"),
    count("party_branch_count", "党支部数", "party_org", "个", Unit.category.is_("party_branch") & ~ABROAD,
          "上级是驻区单位、共建单位的不计"),
    count("party_group_count", "党小组数", "party_org", "个", Unit.category.is_("party_group") & ~ABROAD,
          "上级是驻区单位、共建单位的不计"),
    count("outlet_count", "便民服务网点数", "outlet", "个"),
    count("founded_count", "本期成立的单位与组织数", "unit", "个", Unit.start.in_period()),
    count("donation_station_count", "捐赠接收站点数", "outlet", "个", Unit.business.is_("01")),
    count("library_count", "图书阅览网点数", "outlet", "个", Unit.business.is_("02")),
    count("elder_team_count", "老年文体队伍数", "team", "支", Unit.audiences.is_("01")),
    names("elder_team_names", "老年文体队伍名单", "team", "name", "支", Unit.audiences.is_("01")),
    names("team_names", "文体队伍名单", "team", "name", "支"),
    count("folk_team_count", "民俗和曲艺队伍数", "team", "支",
          Unit.business.is_("21", "22")),
    names("founded_selfgov_names", "本期成立的居民自治组织", "society", "name", "个",
          Unit.category.is_("selfgov") & Unit.start.in_period()),
    distinct("cobuild_units", "签订共驻共建责任书的单位数", "responsibility", Standing.unit, "家",
             x("pledges").is_("01")),
    distinct("responsibility_count", "签订责任书单位数", "responsibility", Standing.unit, "家"),
)

_WORKERS = (
    count("worker_count", "社区工作者人数", "worker", "人"),
    average("worker_average_age", "社区工作者平均年龄", "worker", AGE, "岁"),
    count("worker_35_count", "35岁以上社区工作者人数", "worker", "人", AGE >= 35),
    count("worker_college_count", "大专以上文化程度社区工作者人数", "worker", "人", COLLEGE),
    share("worker_college_share", "社区工作者大专以上比例", "worker", COLLEGE, Path("resident.education").filled(),
          "登记了文化程度的社区工作者中的"),
    count("worker_party_count", "社区工作者中党员人数", "worker", "人", PARTY),
    count("worker_below_college_count", "大专以下文化程度社区工作者人数", "worker", "人",
          Path("resident.education").filled() & ~COLLEGE),
    share("worker_league_share", "社区工作者中党团员比例", "worker", Path("resident.political").is_("01", "02", "03"),
          Path("resident.political").filled(), "登记了政治面貌的社区工作者中的"),
    count("worker_dismissed_count", "60岁以上因考核离岗的社区工作者人数", "post_left", "人",
          Post.category.is_("worker") & Post.leaving.is_("03") & (AGE > 60)),
    share("worker_party_share", "社区工作者中党员比例", "worker", PARTY, Path("resident.political").filled(),
          "登记了政治面貌的社区工作者中的"),
    count("rehab_worker_count", "康复中心工作人员人数", "post", "人", REHAB),
    share("rehab_professional_share", "康复中心专业人员比例", "post",
          Post.profession.is_("01"), REHAB),
    share("rehab_social_share", "康复中心社会工作专业人员比例", "post", Post.profession.is_("0101"), REHAB),
    count("worker_joined_count", "本期上岗的社区工作者人数", "worker", "人", Post.start.in_period()),
    average("worker_salary", "社区工作者平均月薪", "worker", Post.salary, "元"),
)

_POSTS = (
    count("post_count", "任职人次", "post", "人次", note="一人任几职计几次"),
    distinct("post_residents", "任职的居民人数", "post", Post.resident, "人"),
    count("committee_member_count", "居委会成员人数", "committee_member", "人"),
    count("party_post_count", "党组织任职人次", "party_post", "人次"),
    count("building_leader_count", "楼栋长人数", "building_leader", "人", ~Post.category.is_("entrance")),
    count("entrance_leader_count", "单元长人数", "building_leader", "人", Post.category.is_("entrance")),
    distinct("led_place_count", "有楼栋长或单元长的楼栋单元数", "building_leader", Post.place, "个"),
    count("grid_worker_count", "网格员人数", "grid_worker", "人"),
    count("mediator_count", "人民调解员人数", "mediator", "人"),
    count("deputy_count", "居民代表人数", "deputy", "人"),
    count("supervisor_count", "居务监督委员人数", "supervisor", "人"),
    count("patrol_member_count", "巡逻队员人数", "patrol_member", "人"),
    average("patrol_salary", "巡逻队员平均月薪", "patrol_member", Post.salary, "元"),
    distinct("patrol_shift_count", "巡逻班次数", "patrol_member", Post.duty, "班"),
    count("night_patrol_count", "夜巡人员人数", "patrol_member", "人", x("shift").is_("03")),
    names("society_leader_names", "自治组织负责人名单", "team_member", "first(resident.name|name)", "人",
          Post.category.is_("team_leader") & Path("unit.category").is_("selfgov")),
    count("police_count", "社区民警人数", "police", "人", Post.category.is_("police")),
    distinct("team_member_people", "参加各队伍的居民人数", "team_member", Post.resident, "人"),
    count("welfare_count", "公益岗位人数", "welfare", "人"),
)

FIGURES = (*_UNITS, *_WORKERS, *_POSTS)
