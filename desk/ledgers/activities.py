"""Ledgers of the 活动 tab: meetings, lectures, publicity, organisational life and other activities."""

from __future__ import annotations

from desk.ledgers.shared import CAME, HELD, over
from desk.records import Activity
from desk.spec import Column, Condition, Ledger, Path, ledger

_USUAL = (Activity.date, Activity.name, Activity.category)
_HOSTS = (Activity.place, Activity.organiser, Activity.leader, Activity.people)


def held(key: str, title: str, *more: Column, within: tuple[str, ...] = (), where: Condition | None = None,
         everyday: bool = False) -> Ledger:
    """A ledger of held activities of a category (its key, or `within`)."""
    test = HELD & (where or Activity.category.is_(*(within or (key,))))
    return ledger(key, title, Activity, *_USUAL, *_HOSTS, *more, where=test, totals=(Activity.people,),
                  everyday=everyday)


_LISTENED = (Activity.lecturer, Activity.audience, Activity.handed)
_MET = (Activity.attendees, Activity.summary)

_ALL = (
    ledger(
        "activity", "活动台账", Activity, *_USUAL, Activity.topics, Activity.state, *_HOSTS, Activity.partner,
        Activity.cost, Activity.summary,
        totals=(Activity.people, Activity.cost), everyday=True),
    ledger("held_activity", "已举办活动台账", Activity, *_USUAL, *_HOSTS, Activity.topics, Activity.cost,
           Activity.summary, where=HELD, totals=(Activity.people, Activity.cost)),
    ledger("planned_activity", "计划中的活动台账", Activity, *_USUAL, Activity.topics, *_HOSTS[:3], Activity.audience,
           where=Activity.state.is_("planned")),
    ledger("cancelled_activity", "已取消活动台账", Activity, *_USUAL, Activity.note,
           where=Activity.state.is_("cancelled")),
)

_MEETINGS = (
    held("meeting", "会议记录台账", *_MET, everyday=True),
    held("assembly", "居民（代表）会议台账", *_MET),
    held("routine", "工作例会台账", *_MET),
    held("deliberation", "协商议事会台账", *_MET),
    held("joint", "联席会议台账", Activity.partner, *_MET),
    held("family_planning_meeting", "计生工作会议台账", *_MET),
    held("party_life", "党组织生活台账", *_MET),
    held("party_class", "党课台账", Activity.lecturer, *_MET),
    held("theme_day", "主题党日台账", *_MET),
)

_LEARNING = (
    held("lecture", "讲座台账", *_LISTENED, everyday=True),
    held("health_lecture", "健康讲座台账", *_LISTENED),
    held("law_lecture", "法律讲座台账", *_LISTENED),
    held("safety_lecture", "安全讲座台账", *_LISTENED),
    held("science_lecture", "科普讲座台账", *_LISTENED),
    held("training", "培训台账", *_LISTENED, Activity.hours),
    held("publicity", "宣传活动台账", Activity.topics, Activity.handed, Activity.summary),
    held("briefing", "工作简报台账", Activity.summary),
    held("press", "媒体报道台账", Activity.summary),
)

_LIFE = (
    held("volunteering", "志愿服务台账", Activity.volunteers, Activity.hours, Activity.summary, everyday=True),
    held("culture", "文体活动台账", Activity.partner, Activity.cost, Activity.summary),
    held("festival", "节庆活动台账", Activity.partner, Activity.cost, Activity.summary),
    held("fair", "便民集市台账", Activity.partner, Activity.summary),
    held("flea_market", "跳蚤市场台账", Activity.series, Activity.summary),
    held("charity", "义卖募捐台账", Activity.summary),
    held("contest", "评选表彰台账", Activity.summary, Activity.effect),
    held("screening", "健康普查台账", Activity.lecturer, Activity.audience),
    held("drill", "应急演练台账", Activity.summary),
    held("sweep", "集中整治台账", Activity.partner, Activity.summary),
)

_TOPICS = (
    held("elder_activity", "为老活动台账", Activity.topics, Activity.summary, where=Activity.topics.is_("09")),
    held("child_activity", "未成年人活动台账", Activity.topics, Activity.summary, where=Activity.topics.is_("08")),
    held("women_activity", "妇女活动台账", Activity.topics, Activity.summary, where=Activity.topics.is_("11")),
    held("law_activity", "普法活动台账", Activity.topics, Activity.handed, where=Activity.topics.is_("07")),
    held("safety_activity", "安全主题活动台账", Activity.topics, Activity.summary, where=Activity.topics.is_("06")),
)

_SIGNED = Activity.attendance

_PARTS = (
    over("attendance", "活动签到台账", Activity, _SIGNED, Path("owner.date", "日期"), Path("owner.name", "活动名称"),
         Path("first(resident.name|name)", "姓名"), Path("resident.id_number"), _SIGNED.field("role"),
         Path("first(phone|resident.phone)", "联系电话"), event=Path("owner.date"),
         where=Path("owner").such(HELD) & CAME, note="已举办的活动里到场的人，缺席和请假的不计"),
)

LEDGERS = (*_ALL, *_MEETINGS, *_LEARNING, *_LIFE, *_TOPICS, *_PARTS)
