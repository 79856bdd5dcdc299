"""The figures of real reports (mission/figures.tsv) that our records hold: F-id, figure, what the report said.

`dates` are those of the rows, `names` what they are called, `spans` from when to when they were in force.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quoted:
    """One figure of a report."""

    id: str
    key: str
    value: int | float
    text: str = ""
    dates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    spans: tuple[tuple[str | None, str | None], ...] = ()
    rows: int = 0


def _months(*months: int, day: int = 15) -> tuple[str, ...]:
    return tuple(f"2026-{month:02d}-{day:02d}" for month in months)


_YEAR = range(1, 13)

COUNTED = """
F008 outlet_count 1900|F009 donation_station_count 136|F011 donation_money 5600000|F012 elder_plan_people 91
F010 donated_clothes 100000|F014 helped_to_work_count 25000|F015 library_count 213|F018 elder_team_count 100
F020 patrol_count 392|F021 police_count 388|F024 floating_count 100000|F025 floating_share 14.3
F042 patrol_shift_count 3|F051 patrol_member_count 15|F052 patrol_salary 1000|F053 case_count 30|F054 case_people 80
F056 case_escalated 0|F057 coordination_count 5|F060 drug_employed_share 70|F062 licence_units 14
F063 licence_share 100|F066 rental_sweep_count 3|F071 ending_next_year_count 2|F073 joined_member_count 10
F074 warm_money 13000|F075 visit_complete_share 100|F077 council_count 4|F079 family_planning_meeting_count 17
F080 briefing_count 8|F082 publicity_count 16|F083 handed_count 1000|F084 family_planning_visit_count 21
F085 women_service_share 80|F089 birth_visit_people 15|F092 method_followed_share 100
F095 child_insurance_people 9|F098 one_child_award_households 139|F099 one_child_award_money 5075
F101 lost_child_apply_households 2|F102 birth_waived_households 1|F104 condoled_left_child_households 1
F105 condoled_rural_worker_households 2|F106 family_association_count 20|F107 association_member_count 346
F109 joined_rural_association_count 8|F111 floating_married_women_count 80|F112 in_system_count 589
F114 rural_health_lecture_count 2|F115 souvenir_count 200|F116 women_meeting_count 3|F117 women_training_count 2
F119 women_screening_count 3|F120 law_consult_count 3|F122 five_good_households 22|F123 good_mother_households 5
F127 condoled_hard_women_households 5|F128 case_ordinary 10|F129 case_simple 28|F131 case_kind_01 2
F132 petition_talk_count 1|F133 probation_count 2|F134 support_talk_count 2|F135 night_patrol_count 9
F137 household_count 1009|F138 living_here_count 2597|F139 home_building_count 32|F140 own_member_count 36
F142 office_area 70|F144 living_here_count 29500|F147 nonfarm_households 5180|F148 nonfarm_count 17460
F150 nonfarm_count 6586|F151 office_area 200|F158 worker_college_count 8|F159 worker_below_college_count 21
F161 worker_35_count 25|F162 worker_party_count 16|F163 outlet_count 138|F164 dibao_paid_people 1276
F165 relief_given_households 58|F167 reemployed_count 373|F170 volunteer_count 170|F171 volunteering_people 10000
F174 party_group_count 6|F175 party_member_count 118|F176 party_study_share 100|F179 opinion_count 38
F180 found_problem_count 12|F181 community_area 800000|F183 household_count 4992|F184 living_here_count 14000
F185 home_building_count 29|F186 shop_count 3000|F187 business_people 7000|F189 worker_average_age 34
F191 worker_dismissed_count 1|F198 agency_matter_count 12|F200 match_people 300|F201 match_phone_count 500
F202 match_done_count 30|F205 job_fair_people 300|F207 health_record_count 400|F208 flea_market_count 20
F209 flea_market_least 500|F210 wenchuan_money 2468.5|F211 sick_member_money 1000|F214 law_lecture_count 10
F216 legal_solved_count 115|F222 cobuild_units 15|F223 fund_balance 13000|F227 unit_donation_money 7000000
F228 unit_donation_money 770000|F229 donated_seats 800|F231 donated_ebikes 6|F235 resident_count 30000
F236 garden_estate_count 5|F239 problem_solved_share 90|F240 worker_count 34|F242 disabled_relief_count 52
F246 activity_count 30|F251 sick_child_money 8000|F256 safety_training_count 2|F257 mental_count 200
F265 quality_inspect_count 2|F266 permit_share 90|F269 estate_count 60|F272 worker_college_share 80
F273 worker_average_age 45|F274 worker_league_share 50|F280 community_area 617000|F281 resident_count 500
F282 new_citizen_count 1268
F006 service_area 300|F016 fitness_path_count 86|F017 law_lecturer_count 900|F019 police_room_count 317
F049 renovation_money 300000|F086 policy_birth_count 23|F088 policy_birth_girl_count 8|F090 policy_birth_away_count 8
F113 in_system_count 300|F153 land_area 1333.33|F156 fitness_money 200000
F219 square_area 24000|F220 culture_room_area 900
F224 unit_deed_count 2|F249 civilised_round_count 3|F254 accident_count 0
F258 rehab_worker_count 8|F259 rehab_professional_share 66.7|F260 rehab_social_share 50|F275 activity_area 200
F289 donated_paintings 30|F290 donated_papercuts 20|F291 donated_calligraphy 10|F294 window_count 6
F283 party_branch_count 3|F285 training_residents 30|F286 folk_team_count 2
F287 team_member_people 250|F293 office_area 1300|F296 matter_count 200|F298 contact_card_count 100
"""
"""What is counted, added up or shared; where the report left the number out, one stands for it."""

SHAPED = (
    Quoted("F058", "case_hard_months", 6, spans=(("2026-03-15", "2026-09-15"),)),
    Quoted("F059", "drug_free_years", 5, spans=(("2021-06-01", None),)),
    Quoted("F067", "rental_sweep_months", 3, "6月、9月、11月", _months(6, 9, 11)),
    Quoted("F069", "justice_months", 1, "6月", _months(6)),
    Quoted("F076", "family_planning_routine_share", 100, dates=_months(*_YEAR)),
    Quoted("F097", "only_child_names", 2, names=("小明", "小红")),
    Quoted("F136", "patrol_meeting_share", 100, dates=_months(*_YEAR, day=20)),
    Quoted("F143", "founded_selfgov_names", 3, "一家人、帮帮团、邻里互助", names=("一家人", "帮帮团", "邻里互助")),
    Quoted("F172", "elder_team_names", 3, names=("中青戏曲演唱社", "老年人晨练队", "夕阳红艺术团")),
    Quoted("F197", "volunteers_by_estate", 2, "甲小区（2）、乙小区（1）", names=("甲小区", "甲小区", "乙小区")),
    Quoted("F212", "law_lecture_month_share", 100, dates=_months(*_YEAR)),
    Quoted("F213", "legal_days_share", 100, dates=_months(*_YEAR, day=1) + _months(*_YEAR)),
    Quoted("F217", "society_leader_names", 3, names=("甲会长", "乙副会长", "丙副会长")),
    Quoted("F221", "team_names", 3, names=("太极拳队", "合唱队", "健身操队")),
    Quoted("F232", "press_names", 1, "法制晚报", names=("法制晚报",)),
    Quoted("F252", "sick_child_days", 3, dates=("2026-03-14", "2026-03-15", "2026-03-16")),
    Quoted("F261", "mental_cost", 4800, spans=((None, None),)),
    Quoted("F263", "mental_whole_count", 2, spans=((None, None), ("2025-05-01", None))),
    Quoted("F264", "mental_extra_cost", 3 * 400 * 12, spans=((None, None),), rows=103),
)
"""What needs dates, names or spans of its own."""

QUOTED = (
    *(Quoted(id, key, float(value) if "." in value else int(value))
      for id, key, value in (line.split() for part in COUNTED.strip().splitlines() for line in part.split("|"))),
    *SHAPED,
)
