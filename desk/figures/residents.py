"""Figures of the 居民 tab: states on the day, comings and goings of the period."""

from __future__ import annotations

from desk.ledgers.services import visited
from desk.ledgers.shared import CAME, EMPLOYED, HELD, UNEXPIRED, belongs, x
from desk.records import Place, Residence, Resident, Standing
from desk.spec import (
    Day,
    Distinct,
    Extreme,
    Figure,
    Grouped,
    Median,
    Path,
    PersonMonths,
    Streak,
    any_row,
    average,
    computed,
    count,
    distinct,
    names,
    share,
    total,
)

HOUSEHOLD = Path("home.household")
OF_HOUSEHOLD = Path("resident.home.household")

ALIVE = ~(Path("resident.death") <= Day("on"))
"""Of a residence: whoever lives there is alive on the day."""
HUKOU_HERE = Resident.nature.is_("01", "03")
PERMITTED = Standing.certificate.filled() & UNEXPIRED
"""The permit was issued (it has a number), and is still good."""

_POPULATION = (
    count("household_count", "户数", "household", "户", any_row("residence", "household", ALIVE), "有在册居民的户"),
    count("lived_in_count", "实际居住户数", "household", "户",
          any_row("residence", "household", ALIVE & ~Residence.nature.is_("03")),
          "户内有人实际居住的，不含全户户在人不在的"),
    count("resident_count", "在册居民人数", "resident", "人"),
    count("male_count", "男性居民人数", "resident", "人", Resident.sex.is_("1")),
    count("female_count", "女性居民人数", "resident", "人", Resident.sex.is_("2")),
    count("living_here_count", "实际居住人数", "resident", "人", ~Resident.nature.is_("03"),
          "在册居民中不含户在人不在的"),
    count("registered_count", "户籍人数", "resident", "人", HUKOU_HERE, "人户一致和户在人不在的"),
    count("separated_count", "人户分离人数", "separated", "人"),
    count("hukou_elsewhere_count", "人在户不在人数", "hukou_elsewhere", "人"),
    count("hukou_only_count", "户在人不在人数", "hukou_only", "人"),
    count("nonfarm_count", "非农业户口居民人数", "resident", "人", Resident.hukou_kind.is_("1", "3") & HUKOU_HERE,
          "户籍人口中的，人在户不在的不计"),
    distinct("nonfarm_households", "非农业户口居民户数", "resident", HOUSEHOLD, "户",
             Resident.hukou_kind.is_("1", "3") & HUKOU_HERE, "户籍在本社区的，人在户不在的不计"),
    count("minority_count", "少数民族居民人数", "resident", "人",
          Resident.ethnic.filled() & ~Resident.ethnic.is_("01")),
    count("college_count", "大专以上文化程度居民人数", "resident", "人", Resident.education.is_("10", "20", "30")),
    count("minor_count", "未成年人人数", "minor", "人"),
    count("infant_count", "0—2周岁婴幼儿人数", "infant", "人"),
    count("preschool_count", "学龄前儿童人数", "preschool", "人", note="未满6周岁"),
    count("school_age_count", "义务教育适龄人数", "school_age", "人", note="6至15周岁"),
    count("working_age_count", "劳动年龄人数", "working_age", "人", note="16至59周岁"),
    count("jobless_count", "劳动年龄内无业人数", "jobless", "人"),
    count("childbearing_count", "育龄妇女人数", "childbearing", "人", note="15至49周岁"),
    count("married_childbearing_count", "已婚育龄妇女人数", "childbearing", "人", Resident.marital.is_("20")),
    average("average_age", "居民平均年龄", "resident", Resident.age, "岁"),
    Figure("oldest_age", "居民最高年龄", "resident", Extreme("age(birth)"), "岁"),
    Figure("median_age", "居民年龄中位数", "resident", Median("age(birth)"), "岁"),
    names("residents_by_grid", "各网格居民人数", "resident", "grid", "个网格", each=True),
    count("no_number_count", "身份证号未登记的居民人数", "no_number", "人"),
)

_ELDERS = (
    count("elder_60_count", "60岁以上老年人人数", "elder_60", "人"),
    share("elder_60_share", "60岁以上老年人占居民比例", "resident", Resident.age >= 60),
    count("elder_65_count", "65岁以上老年人人数", "elder_65", "人"),
    count("elder_80_count", "80岁以上高龄老人人数", "elder_80", "人"),
    share("elder_80_share", "高龄老人占老年人比例", "elder_60", Resident.age >= 80),
    count("elder_90_count", "90岁以上老人人数", "elder_90", "人"),
    count("centenarian_count", "百岁老人人数", "centenarian", "人"),
    count("living_alone_count", "独居老人人数", "living_alone", "人"),
    count("living_alone_80_count", "80岁以上独居老人人数", "living_alone", "人", Resident.age >= 80),
    count("empty_nest_count", "空巢老人人数", "empty_nest", "人"),
    distinct("disabled_elder_count", "失能老人人数", "disabled_elder", Standing.resident, "人"),
    distinct("age_allowance_count", "享受高龄津贴人数", "age_allowance", Standing.resident, "人"),
    total("age_allowance_amount", "高龄津贴月标准合计", "age_allowance", Standing.amount, "元"),
)

_RELIEF = (
    distinct("relief_count", "社会救助对象人数", "relief", Standing.resident, "人"),
    distinct("relief_households", "社会救助对象户数", "relief", OF_HOUSEHOLD, "户"),
    distinct("dibao_count", "低保人数", "dibao", Standing.resident, "人"),
    distinct("dibao_households", "低保户数", "dibao", OF_HOUSEHOLD, "户"),
    total("dibao_amount", "低保月保障金合计", "dibao", Standing.amount, "元"),
    average("dibao_average", "低保人均月保障金", "dibao", Standing.amount, "元"),
    distinct("dibao_edge_count", "低保边缘人数", "dibao_edge", Standing.resident, "人"),
    distinct("tekun_count", "特困供养人数", "tekun", Standing.resident, "人"),
    distinct("hardship_count", "困难居民人数", "hardship", Standing.resident, "人"),
    distinct("disability_count", "残疾人人数", "disability", Standing.resident, "人"),
    distinct("severe_disability_count", "一、二级残疾人人数", "disability", Standing.resident, "人",
             x("disability_grade").is_("1", "2")),
    share("severe_disability_share", "一、二级残疾人比例", "disability", x("disability_grade").is_("1", "2")),
)

_ROLES = (
    distinct("party_member_count", "党员人数", "party_member", Standing.resident, "人"),
    distinct("own_member_count", "自管党员人数", "party_member", Standing.resident, "人", x("party_kind").is_("自管")),
    distinct("mobile_member_count", "流动党员人数", "party_member", Standing.resident, "人",
             x("party_kind").is_("流动")),
    distinct("probationary_count", "预备党员人数", "party_member", Standing.resident, "人",
             x("party_stage").is_("预备党员")),
    distinct("joined_member_count", "本期入党人数", "party_member", Standing.resident, "人", x("joined").in_period()),
    average("member_average_age", "党员平均年龄", "party_member", Path("age(resident.birth)"), "岁"),
    distinct("applicant_count", "入党申请人人数", "party_applicant", Standing.resident, "人"),
    distinct("volunteer_count", "志愿者人数", "volunteer", Standing.resident, "人"),
    share("volunteer_share", "志愿者占居民比例", "resident", belongs("volunteer")),
    distinct("veteran_count", "退役军人人数", "veteran", Standing.resident, "人"),
    distinct("entitled_count", "优抚对象人数", "entitled", Standing.resident, "人"),
    distinct("retiree_count", "退休人员人数", "retiree", Standing.resident, "人"),
    distinct("association_member_count", "计生协会会员人数", "association_member", Standing.resident, "人"),
    distinct("new_citizen_count", "新市民人数", "new_citizen", Standing.resident, "人"),
    distinct("rural_worker_count", "农民工人数", "rural_worker", Standing.resident, "人"),
    distinct("health_record_count", "建立健康档案人数", "health_record", Standing.resident, "人"),
    share("party_study_share", "党员学习参加率", "resident",
          any_row("activity.attendance", "resident", CAME & Path("owner").such(HELD)
                  & Path("owner.category").is_("party_life", "training") & Path("owner.date").in_period()),
          belongs("party_member"), "本期参加过党组织生活或培训的党员占党员的比例"),
    names("volunteers_by_estate", "各小区志愿者人数", "volunteer", "estate", "个小区", each=True),
    count("joined_rural_association_count", "本期入会的农民工会员人数", "resident", "人",
          any_row("standing", "resident", Standing.category.is_("association_member") & Standing.start.in_period())
          & belongs("rural_worker")),
    distinct("contact_card_count", "消费增值联系卡持卡人数", "contact_card", Standing.resident, "人", UNEXPIRED,
             "没有过期的"),
)

_CHILDREN_AND_WORK = (
    distinct("left_child_count", "留守儿童人数", "left_child", Standing.resident, "人"),
    distinct("hardship_child_count", "困境儿童和孤儿人数", "hardship_child", Standing.resident, "人"),
    distinct("unemployed_count", "失业登记人数", "unemployed", Standing.resident, "人", ~EMPLOYED,
             "登记失业、到当天还没有就业的"),
    distinct("reemployed_count", "失业登记人员中已就业人数", "unemployed", Standing.resident, "人",
             EMPLOYED),
    share("reemployed_share", "失业登记人员就业率", "unemployed", EMPLOYED,
          note="登记过失业的人中已就业的，另一部分是失业登记人数"),
    distinct("difficulty_4050_count", "4050人员人数", "difficulty_4050", Standing.resident, "人"),
    distinct("helped_to_work_count", "帮助就业的失业和就业困难人员人数", "standing", Standing.resident, "人",
             Standing.category.is_("unemployed", "difficulty_4050") & EMPLOYED),
)

_WOMEN_AND_CHILDREN = (
    share("women_service_share", "育龄妇女优质服务率", "childbearing",
          any_row("standing", "resident", Standing.category.is_("women_service") & x("checked").in_period()),
          note="本期做过健康检查的育龄妇女占育龄妇女的比例"),
    share("method_followed_share", "药具随访率", "women_service",
          Standing.resident.such(visited("health")), x("method").filled(),
          "登记了避孕方式的服务对象中，本期有健康随访的"),
    names("only_child_names", "0—14周岁独生子女名册", "resident", "id", "人",
          (Resident.age <= 14) & Path("home.household").such(
              any_row("standing", "household", Standing.category.is_("one_child")))),
    count("floating_married_women_count", "流动人口中在业的已婚育龄妇女人数", "floating", "人",
          Resident.sex.is_("2") & Resident.age.between(15, 49) & Resident.marital.is_("20")
          & Resident.employer.filled()),
    names("floating_by_employer", "各用工单位流动人口人数", "floating", "employer", "家单位", each=True),
)

_DRUG = Standing.category.is_("drug")
_MENTAL = Standing.category.is_("mental")

_WATCHED = (
    Figure("drug_free_years", "连续没有新增戒毒康复人员的年数", "watched", Streak("year"), "年", _DRUG),
    share("drug_employed_share", "戒毒康复人员就业率", "watched", EMPLOYED, _DRUG),
    distinct("ending_next_year_count", "下年期满的矫正和戒毒人员人数", "watched", Standing.resident, "人",
             Standing.category.is_("drug", "correction")
             & x("until").between(Day("until", days=1), Day("until", years=1)),
             "期满日期在本期结束后一年内的"),
    distinct("watched_count", "重点帮扶人员人数", "watched", Standing.resident, "人"),
    *(distinct(f"{key}_count", f"{title}人数", "watched", Standing.resident, "人", Standing.category.is_(key))
      for key, title in (("correction", "社区矫正人员"), ("released", "刑满释放人员"), ("drug", "戒毒康复人员"))),
    distinct("probation_count", "缓刑人员人数", "watched", Standing.resident, "人",
             Standing.category.is_("correction") & x("correction_kind").is_("缓刑")),
    distinct("mental_count", "精神障碍康复服务对象人数", "watched", Standing.resident, "人", _MENTAL),
    Figure("mental_months", "精神障碍康复服务人月数", "watched", PersonMonths("resident"), "人月", _MENTAL),
    Figure("mental_whole_count", "本期每个月都在服务的康复对象人数", "watched",
           PersonMonths("resident", 0), "人", _MENTAL),
    computed("mental_cost", "精神障碍康复服务经费", "watched", "mental_months * 400", "元", "每人每月400元"),
    Figure("mental_extra_cost", "精神障碍康复绩效经费", "watched",
           Grouped("month", Distinct("resident"), "excess", floor=100, rate=400), "元", _MENTAL,
           "每月服务人数超过100人的部分，每人400元"),
)

_FAMILIES = tuple(
    distinct(f"{key}_households", f"{title}户数", key, Standing.household, "户")
    for key, title in (
        ("one_child", "独生子女家庭"), ("lost_child", "计生特殊家庭"), ("single_parent", "单亲家庭"),
        ("zero_job", "零就业家庭"), ("dog", "养犬登记"), ("model_family", "文明家庭"),
    )
)

_CHOSEN = tuple(
    distinct(key, f"本期评出的{title}户数", "model_family", Standing.household, "户",
             where & Standing.start.in_period())
    for key, title, where in (
        ("five_good_households", "五好家庭", x("awards").is_("01")),
        ("good_mother_households", "好婆婆", x("awards").is_("02")),
        ("five_star_households", "五星文明户", x("awards").is_("0301")),
        ("civilised_households", "文明户", x("awards").is_("03") & ~x("awards").is_("0301")))
)

_FLOATING = (
    count("floating_count", "流动人口人数", "floating", "人"),
    share("floating_share", "流动人口占居民比例", "resident", Resident.nature.is_("04") | belongs("floating")),
    distinct("in_system_count", "录入上级系统的流动人口人数", "floating_file", Standing.resident, "人",
             x("in_system").eq(1)),
    distinct("permit_count", "居住证持证人数", "permit", Standing.resident, "人", PERMITTED, "有证号、没有过期的"),
    share("permit_share", "流动人口办证率", "floating",
          any_row("standing", "resident", Standing.category.is_("permit") & PERMITTED),
          note="流动人口中持有居住证的，没有证号和已经过期的不算持证"),
    distinct("permit_due_count", "居住证已到期和一个月内到期人数", "permit_due", Standing.resident, "人"),
)

_MOVES = (
    distinct("moved_in_count", "迁入人数", "moved_in", Path("resident"), "人"),
    distinct("moved_out_count", "迁出人数", "moved_out", Path("resident"), "人"),
    distinct("birth_count", "出生人数", "birth", Path("resident"), "人"),
    distinct("birth_girl_count", "出生女孩人数", "birth", Path("resident"), "人", Path("resident.sex").is_("2")),
    distinct("death_count", "死亡人数", "death", Path("resident"), "人"),
)

_PLACES = (
    count("estate_count", "小区数", "estate", "个"),
    count("building_count", "楼栋数", "building", "栋"),
    count("home_building_count", "居民楼栋数", "building", "栋", Place.kind.is_("01", "06"), "用途为住宅或商住混用"),
    count("entrance_count", "单元数", "entrance", "个"),
    count("room_count", "房屋套数", "room", "套"),
    count("garden_estate_count", "花园小区数", "estate", "个", Place.estate_kind.is_("02")),
    total("community_area", "社区各小区面积合计", "estate", Place.area, "平方米"),
    total("office_area", "办公用房面积", "place", Place.area, "平方米", Place.kind.is_("03")),
    total("service_area", "办公和服务用房面积", "place", Place.area, "平方米",
          Place.kind.is_("03") | Place.facilities.is_("01")),
    total("activity_area", "办公和活动用房面积", "place", Place.area, "平方米",
          Place.kind.is_("03") | Place.facilities.is_("02")),
    *(total(key, title, "place", Place.area, "平方米", Place.facilities.is_(code))
      for key, title, code in (("land_area", "社区用地面积", "03"), ("square_area", "文化广场面积", "04"),
                               ("culture_room_area", "文化活动室面积", "0201"))),
    *(count(key, f"{title}数", "place", unit, Place.facilities.is_(code))
      for key, title, unit, code in (("fitness_path_count", "健身路径", "条", "05"),
                                     ("police_room_count", "警务室", "个", "06"),
                                     ("window_count", "服务窗口", "个", "07"))),
    names("estate_names", "小区名单", "estate", "name", "个"),
    total("room_area", "房屋面积", "room", Place.area, "平方米"),
    count("rental_count", "出租房数", "rental", "处"),
    count("hazard_count", "有隐患的房屋处所数", "hazard", "处"),
)

FIGURES = (
    *_POPULATION, *_ELDERS, *_RELIEF, *_ROLES, *_CHILDREN_AND_WORK, *_FAMILIES,
    *_CHOSEN, *_WOMEN_AND_CHILDREN, *_WATCHED, *_FLOATING, *_MOVES, *_PLACES,
)
