"""Ledgers of the 居民 tab: people, households, groups, comings and goings, places."""

from __future__ import annotations

from desk.ledgers.shared import (
    HEAD,
    HERE,
    LIVED,
    PLACE,
    WOMAN_15_49,
    belongs,
    families,
    of,
    people,
    standing,
    x,
)
from desk.records import Household, Place, Residence, Resident, Standing
from desk.spec import Day, Path, any_row, ledger

HUKOU = (Resident.hukou_kind, Resident.hukou_address)
DATES = (Standing.start, Standing.certificate, Standing.expires, Standing.note)
RELIEF = (Standing.certificate, Standing.amount, Standing.start, Standing.review, x("cause"), Standing.keeper)
LIFE = (Resident.health, Resident.contact, Resident.contact_phone, Resident.standings)
CARE = (x("guardian"), Standing.start, Standing.basis, Standing.keeper, Standing.note)
WORK = (x("skill"), x("wish"), x("employed"), x("employed_on"), Standing.start, Standing.keeper)

_PEOPLE = (
    ledger(
        "resident", "居民台账", Resident, Resident.name, Resident.id_number, Resident.sex, Resident.birth, Resident.age,
        Resident.phone, Resident.ethnic, Resident.political, Resident.education, Resident.nature, HEAD,
        Resident.relation, Resident.address, Resident.standings,
        where=HERE, everyday=True, note="在册居民：当天有居住登记的人"),
    ledger(
        "household", "户台账", Household, Household.number, (Household.head / Resident.name).titled("户主"),
        Household.head / Resident.id_number, (Household.head / Resident.address).titled("地址"),
        Household.head / Resident.phone, Household.kind, Path("count(residence:household)", "人数"), Household.members,
        totals=(Path("count(residence:household)"),), everyday=True),
    ledger(
        "residence", "居住登记台账", Residence, *LIVED, Residence.start, Residence.in_reason, Residence.come_from,
        totals=(), note="在册的居住登记，一人一户一行"),
    ledger(
        "standing", "身份台账", Standing, Path("first(resident.name|household.head.name)", "姓名"),
        Path("first(resident.id_number|household.head.id_number)", "身份证号"),
        Path("first(unit.name|place.full)", "单位或处所"),
        Standing.category, Standing.start, Standing.end, Standing.basis, Standing.certificate, Standing.amount,
        Standing.expires, Standing.review, Standing.keeper),
)

_AGES = (
    people("elder_60", "60岁以上老年人台账", Resident.age >= 60, *LIFE, everyday=True),
    people("elder_65", "65岁以上老年人台账", Resident.age >= 65, *LIFE),
    people("elder_80", "80岁以上高龄老人台账", Resident.age >= 80, *LIFE, everyday=True),
    people("elder_90", "90岁以上老人台账", Resident.age >= 90, *LIFE),
    people("centenarian", "百岁老人台账", Resident.age >= 100, *LIFE),
    people("minor", "未成年人台账", Resident.age < 18, Resident.birth, HEAD, Resident.relation),
    people("infant", "0—2周岁婴幼儿台账", Resident.age < 3, Resident.birth, HEAD, Resident.relation),
    people("preschool", "学龄前儿童台账", Resident.age < 6, Resident.birth, HEAD, Resident.relation, note="未满6周岁"),
    people("school_age", "义务教育适龄儿童少年台账", Resident.age.between(6, 15), Resident.birth, HEAD),
    people("working_age", "劳动年龄人口台账", Resident.age.between(16, 59), Resident.employment, Resident.employer),
    people("childbearing", "育龄妇女台账", WOMAN_15_49, Resident.birth, Resident.marital, HEAD, *HUKOU),
)

_ELDERS = (
    people("living_alone", "独居老人台账", belongs("living_alone"), *LIFE, everyday=True),
    people("empty_nest", "空巢老人台账", belongs("empty_nest"), *LIFE),
    standing("disabled_elder", "失能老人台账", x("ability"), *CARE[1:]),
    standing("age_allowance", "高龄津贴台账", Standing.certificate, Standing.amount, Standing.start, Standing.review,
             totals=(Standing.amount,)),
)

_RELIEF = (
    standing("relief", "社会救助对象台账", Standing.category, *RELIEF, totals=(Standing.amount,)),
    standing("dibao", "低保台账", x("relief_class"), *RELIEF, totals=(Standing.amount,), everyday=True),
    standing("dibao_edge", "低保边缘家庭台账", *RELIEF[:4], Standing.keeper),
    standing("tekun", "特困供养台账", x("care_grade"), *RELIEF[:4], Standing.keeper, totals=(Standing.amount,)),
    standing("hardship", "困难居民台账", x("cause"), Standing.start, Standing.basis, Standing.keeper),
    standing("disability", "残疾人台账", x("disability_kind"), x("disability_grade"), x("guardian"), *DATES,
             everyday=True),
)

_ROLES = (
    standing("party_member", "党员台账", x("party_stage"), x("party_kind"), x("branch"), x("joined"), Standing.start,
             everyday=True),
    standing("party_applicant", "入党申请人台账", x("applicant_stage"), Standing.start, Standing.keeper),
    standing("volunteer", "志愿者台账", x("team"), x("skill"), Standing.certificate, Standing.start, everyday=True),
    standing("veteran", "退役军人台账", x("veteran_class"), *DATES),
    standing("entitled", "优抚对象台账", x("entitled_class"), *DATES),
    standing("retiree", "退休人员台账", x("employer", "原单位"), x("pension_checked"), Standing.start, Standing.note),
    standing("association_member", "计生协会会员台账", x("group"), Standing.start, Standing.note),
    standing("women_service", "育龄妇女服务台账", x("method"), x("checked"), Standing.start, Standing.keeper),
    standing("new_citizen", "新市民台账", *DATES),
    standing("rural_worker", "农民工台账", *DATES),
    standing("health_record", "健康档案台账", x("chronic"), x("doctor"), Standing.start, Standing.review),
    standing("contact_card", "消费增值联系卡台账", *DATES),
    standing("watched", "重点帮扶人员台账", Standing.category, Standing.start, Standing.basis, Standing.keeper),
)

_CHILDREN_AND_WORK = (
    standing("left_child", "留守儿童台账", x("parents_at"), *CARE),
    standing("hardship_child", "困境儿童台账", Standing.category, *CARE, within=("hardship_child", "orphan")),
    standing("unemployed", "失业人员台账", *WORK),
    standing("difficulty_4050", "4050人员台账", *WORK[2:]),
    people("jobless", "无业人员台账", Resident.age.between(16, 59) & Resident.employment.is_("70"), Resident.employment,
           Resident.education, note="劳动年龄内从业状况为无业"),
)

_FAMILIES = (
    families("one_child", "独生子女家庭台账", *DATES),
    families("lost_child", "计生特殊家庭台账", Standing.start, Standing.basis, Standing.keeper),
    families("single_parent", "单亲家庭台账", Standing.start, Standing.basis, Standing.keeper),
    families("zero_job", "零就业家庭台账", Standing.start, Standing.basis, Standing.keeper),
    families("dog", "养犬登记台账", x("breed"), x("vaccinated"), *DATES),
    families("model_family", "文明家庭台账", x("award"), Standing.start, Standing.basis),
)

_FLOATING = (
    people("floating", "流动人口台账", Resident.nature.is_("04") | belongs("floating"), Resident.hukou_address,
           Path("home.start", "流入日期"), Path("home.housing", "住所类型"), Resident.employer, everyday=True,
           note="居住状况为流入，或登记为流动人口、持居住证的在册居民"),
    standing("floating_file", "流动人口登记台账", x("origin"), x("inflow_reason"),
             (Standing.resident / Resident.employer).titled("用工单位"),
             x("landlord"),
             x("in_system"), Standing.start, within=("floating",), but=("permit",)),
    standing("permit", "居住证台账", x("permit_kind"), Standing.certificate, Standing.start, Standing.expires),
    ledger(
        "permit_due", "居住证到期台账", Standing, *of(Standing.resident), Standing.certificate, Standing.expires,
        where=Standing.category.is_("permit") & (Standing.expires <= Day("on", months=1)),
        note="一个月内到期或已经到期"),
    ledger(
        "review_due", "身份复核到期台账", Standing, *of(Standing.resident), Standing.category, Standing.review,
        Standing.keeper, where=Standing.resident.filled() & (Standing.review <= Day("on", months=1)),
        note="一个月内应复核或已过复核日期的人员"),
    people("separated", "人户分离台账", Resident.nature.is_("02", "03"), Resident.nature, *HUKOU),
    people("hukou_elsewhere", "人在户不在台账", Resident.nature.is_("02"), *HUKOU),
    people("hukou_only", "户在人不在台账", Resident.nature.is_("03"), *HUKOU, Resident.note),
)

_MOVES = (
    ledger(
        "moved_in", "迁入台账", Residence, *LIVED, Residence.start, Residence.in_reason, Residence.come_from,
        where=~Residence.in_reason.is_("02", "10", "11"), event=Residence.start,
        note="不含出生、建账登记和社区内搬迁"),
    ledger(
        "moved_out", "迁出台账", Residence, *LIVED, Residence.end, Residence.out_reason, Residence.gone_to,
        where=~Residence.out_reason.is_("02", "10", "11"), event=Residence.end,
        note="不含死亡、重复登记和社区内搬迁"),
    ledger(
        "birth", "出生登记台账", Residence, *LIVED, Residence.start, where=Residence.in_reason.is_("02"),
        event=Residence.start),
    ledger(
        "death", "死亡登记台账", Residence, *LIVED, Residence.end, (Residence.resident / Resident.death),
        where=Residence.out_reason.is_("02"), event=Residence.end),
)

_PLACES = (
    ledger("place", "房屋处所台账", Place, *PLACE, Place.floors, Place.built, Place.rented, Place.owner, Place.hazard),
    ledger("estate", "小区台账", Place, *PLACE, Place.built, Place.note,
           where=Place.level.is_("1") & ~Place.kind.is_("02", "03", "04", "05"),
           note="不含商业、办公、工业和仓储的园区"),
    ledger("building", "楼栋台账", Place, *PLACE, Place.floors, Place.built, where=Place.level.is_("2")),
    ledger("entrance", "单元台账", Place, *PLACE, where=Place.level.is_("3")),
    ledger("room", "房屋台账", Place, *PLACE, Place.rented, Place.owner, where=Place.level.is_("4"),
           totals=(Place.area,)),
    ledger(
        "rental", "出租房台账", Place, *PLACE, Place.owner, Place.owner_phone, Place.hazard,
        where=Place.rented.eq(1) | any_row("standing", "place", Standing.category.is_("rental")),
        note="标明出租，或登记为出租房的房屋"),
    ledger("hazard", "房屋隐患台账", Place, *PLACE, Place.hazard, Place.owner,
           where=Place.hazard.filled() & ~Place.hazard.is_("00")),
    people("no_number", "身份证号未登记的居民台账", Resident.id_number.blank() & Resident.other_number.blank(),
           Resident.birth),
)

LEDGERS = (
    *_PEOPLE, *_AGES, *_ELDERS, *_RELIEF, *_ROLES, *_CHILDREN_AND_WORK, *_FAMILIES, *_FLOATING, *_MOVES, *_PLACES,
)
