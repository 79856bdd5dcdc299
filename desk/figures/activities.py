"""Figures of the 活动 tab. Only held activities count, save where the title says otherwise."""

from __future__ import annotations

from desk.kinds import code_list
from desk.ledgers.shared import CAME, x
from desk.records import Activity
from desk.spec import (
    Count,
    Extreme,
    Figure,
    Grouped,
    Median,
    PartTotal,
    Path,
    Total,
    average,
    count,
    distinct,
    months_with,
    names,
    total,
)

_ALL = (
    count("activity_count", "举办活动场次", "held_activity", "场"),
    total("activity_people", "活动参加人次", "held_activity", Activity.people, "人次"),
    average("activity_average", "平均每场参加人数", "held_activity", Activity.people, "人"),
    Figure("activity_largest", "单场最多参加人数", "held_activity", Extreme("people"), "人"),
    total("activity_cost", "活动经费", "held_activity", Activity.cost, "元"),
    total("activity_party_members", "党员参加人次", "held_activity", Activity.party_members, "人次"),
    total("activity_volunteers", "志愿者参加人次", "held_activity", Activity.volunteers, "人次"),
    distinct("activity_series", "活动系列数", "held_activity", Activity.series, "个"),
    count("activity_unnumbered", "没有填参加人数的活动场次", "held_activity", "场", Activity.people.blank()),
    count("planned_count", "计划中的活动场次", "planned_activity", "场", note="本期内计划举办、还没有举办的"),
    count("cancelled_count", "取消的活动场次", "cancelled_activity", "场"),
    count("attendance_count", "活动签到人次", "attendance", "人次"),
    distinct("attendance_people", "参加活动的居民人数", "attendance", Path("resident"), "人"),
    Figure("signed_in", "本期活动签到登记条数", "held_activity", PartTotal("attendance", where=CAME), "条"),
)

_TOPS = ("meeting", "lecture", "training", "culture", "volunteering", "publicity", "party_life", "fair", "contest",
         "screening", "drill", "sweep")
"""The categories by which reports part all activities; what lies under none of them is the rest."""

_KINDS = tuple(
    count(f"{key}_count", f"{title}次数", "held_activity", unit, Activity.category.is_(key))
    for key, title, unit in (
        ("meeting", "召开会议", "次"), ("assembly", "居民（代表）会议", "次"), ("routine", "工作例会", "次"),
        ("deliberation", "协商议事会", "次"), ("joint", "联席会议", "次"), ("women_meeting", "妇女大会", "次"),
        ("family_planning_meeting", "计生工作会议", "次"), ("lecture", "讲座", "次"),
        ("health_lecture", "健康讲座", "次"),
        ("law_lecture", "法律讲座", "次"), ("science_lecture", "科普讲座", "次"), ("safety_lecture", "安全讲座", "次"),
        ("training", "培训", "次"), ("culture", "文体活动", "次"), ("show", "文艺演出", "次"),
        ("sport", "体育比赛", "次"),
        ("art", "书画展示", "次"), ("festival", "节庆活动", "次"), ("volunteering", "志愿服务活动", "次"),
        ("cleaning", "环境清洁活动", "次"), ("clinic", "义诊义剪", "次"), ("elder_help", "助老助残活动", "次"),
        ("publicity", "宣传活动", "次"), ("column", "宣传专栏", "期"), ("leaflet", "发放宣传资料", "次"),
        ("briefing", "工作简报", "期"), ("press", "媒体报道", "篇"), ("party_life", "党组织生活", "次"),
        ("party_meeting", "党员大会", "次"), ("party_committee_meeting", "支委会", "次"), ("party_class", "党课", "次"),
        ("theme_day", "主题党日", "次"), ("fair", "便民集市", "次"), ("flea_market", "跳蚤市场", "次"),
        ("job_fair", "招聘会", "次"), ("charity", "义卖募捐", "次"), ("contest", "评选表彰", "次"),
        ("screening", "健康普查", "次"), ("drill", "应急演练", "次"), ("sweep", "集中整治", "次"),
    )
)

_MORE = (
    total("lecture_people", "讲座参加人次", "lecture", Activity.people, "人次"),
    total("training_people", "培训参加人次", "training", Activity.people, "人次"),
    total("volunteering_people", "志愿服务活动参加人次", "volunteering", Activity.people, "人次"),
    total("volunteering_hours", "志愿服务时长", "volunteering", Activity.hours, "小时"),
    total("party_life_people", "党组织生活参加人次", "party_life", Activity.people, "人次"),
    total("culture_people", "文体活动参加人次", "culture", Activity.people, "人次"),
    total("festival_people", "节庆活动参加人次", "festival", Activity.people, "人次"),
    total("job_fair_people", "招聘会参加人次", "held_activity", Activity.people, "人次",
          Activity.category.is_("job_fair")),
    total("handed_count", "发放宣传资料份数", "held_activity", Activity.handed, "份"),
    Figure("flea_market_least", "跳蚤市场单次最少参加人数", "flea_market", Extreme("people", largest=False), "人"),
    average("flea_market_average", "跳蚤市场平均参加人数", "flea_market", Activity.people, "人"),
    Figure("activity_median", "每场参加人数中位数", "held_activity", Median("people"), "人"),
    Figure("activity_month_average", "平均每月活动场次", "held_activity", Grouped("month", Count(), "average"), "场"),
    Figure("activity_month_people", "参加人次最多的月份", "held_activity",
           Grouped("month", Total("people"), "which_max"), "人次"),
    months_with("activity_month_share", "有活动的月份比例", "held_activity", share=True),
    count("rental_sweep_count", "出租屋清查次数", "sweep", "次", x("targets").is_("01")),
    names("rental_sweep_months", "出租屋清查月份", "sweep", "month", "个月", x("targets").is_("01")),
    names("justice_months", "司法部门协办普法活动的月份", "held_activity", "month", "个月",
          Activity.topics.is_("07") & Activity.partners.is_("02")),
    months_with("family_planning_routine_share", "计生例会按月召开率", "family_planning_meeting", share=True,
                where=x("meeting_kind").is_("01")),
    count("council_count", "计生协理事会次数", "family_planning_meeting", "次", x("meeting_kind").is_("02")),
    months_with("patrol_meeting_share", "每月20日夜巡例会执行率", "meeting", share=True,
                where=x("meeting_kind").is_("03") & Path("day_of(date)").is_("20")),
    months_with("law_lecture_month_share", "普法讲座按月举办率", "law_lecture", share=True),
    count("rural_health_lecture_count", "农民工健康讲座次数", "lecture", "次",
          Activity.topics.is_("05") & Activity.audiences.is_("05")),
    count("women_screening_count", "妇科普查次数", "screening", "次", Activity.topics.is_("11")),
    count("law_consult_count", "法律咨询活动次数", "held_activity", "次",
          Activity.topics.is_("0701")),
    count("safety_training_count", "安全教育次数", "held_activity", "次",
          Activity.topics.is_("06") & Activity.category.is_("lecture", "training")),
    count("civilised_round_count", "五星文明户评选轮数", "held_activity", "轮",
          Activity.category.is_("contest") & x("awards").is_("0301")),
    distinct("law_lecturer_count", "参与普法的主讲人人数", "held_activity", Activity.lecturer, "人",
             Activity.topics.is_("07")),
    names("press_names", "报道过社区的媒体", "press", "organiser", "家"),
    distinct("training_residents", "参加培训的居民人数", "attendance", Path("resident"), "人",
             Path("owner.category").is_("training")),
    Figure("attended_people", "本期活动签到的居民人数", "held_activity",
           PartTotal("attendance", "resident", CAME, different=True), "人"),
    count("activity_other_count", "其他类别活动场次", "held_activity", "场", ~Activity.category.is_(*_TOPS)),
    count("lecture_other_count", "其他讲座次数", "lecture", "次", ~Activity.category.is_(
        "health_lecture", "law_lecture", "science_lecture", "safety_lecture")),
    count("women_training_count", "妇女教育培训次数", "training", "次", Activity.topics.is_("11")),
    count("law_publicity_count", "普法宣传活动次数", "publicity", "次", Activity.topics.is_("07")),
)

_TOPICS = tuple(
    count(f"topic_{entry.code}_count", f"{entry.label}主题活动场次", "held_activity", "场",
          Activity.topics.is_(entry.code), "一场活动可有几个主题，各主题之和可能大于总场次")
    for entry in code_list("topic").entries if not entry.parent
)

FIGURES = (*_ALL, *_KINDS, *_MORE, *_TOPICS)
