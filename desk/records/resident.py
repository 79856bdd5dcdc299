"""居民: every human the committee knows of, outsiders too.

Who lives here is told by `residence`: the 居民 ledger is those with one in force.
"""

from __future__ import annotations

from desk.errors import Problem
from desk.kinds import (
    CitizenId,
    Code,
    Date,
    LongText,
    PaperNumber,
    PersonName,
    Phone,
    Text,
    Value,
    birth_of,
    code_list,
    sex_of,
)
from desk.spec import Age, Current, Draft, Entry, Field, Listed, Look, Record, Shown, Words


def from_number(draft: Draft, look: Look) -> dict[str, Value]:
    """Birth date and sex come from the citizen number where they are not given (GB 11643)."""
    number = draft.get("id_number")
    if not number or (draft.get("birth") and draft.get("sex")):
        return {}
    told = {"birth": birth_of(number), "sex": sex_of(number)}
    return {key: value for key, value in told.items() if value and not draft.get(key)}


def against_number(draft: Draft, look: Look) -> list[Problem]:
    """A contradiction with the number is shown, not hidden: errors in the police register do occur."""
    number = draft.get("id_number")
    if not number:
        return []
    found = []
    if (birth := birth_of(number)) and draft.get("birth") and draft["birth"] != birth:
        found.append(Problem("birth", "birth_conflict", f"出生日期与身份证号不一致（身份证号为{birth}）", warning=True))
    if (sex := sex_of(number)) and draft.get("sex") in ("1", "2") and draft["sex"] != sex:
        word = {"1": "男", "2": "女"}[sex]
        found.append(Problem("sex", "sex_conflict", f"性别与身份证号不一致（身份证号为{word}）", warning=True))
    return found


def known_number(draft: Draft, look: Look) -> list[Problem]:
    """One number is one person."""
    number = draft.get("id_number")
    others = [r for r in look.rows("resident", id_number=number) if r["id"] != draft.get("id")] if number else []
    if not others:
        return []
    return [Problem("id_number", "id_duplicate", f"这个身份证号已登记在「{others[0]['name']}」名下")]


def lived_in_order(draft: Draft, look: Look) -> list[Problem]:
    if draft.get("death") and draft.get("birth") and str(draft["death"]) < str(draft["birth"]):
        return [Problem("death", "date_order", "死亡日期早于出生日期")]
    return []


class Resident(Entry):
    """A person. Items: GB/T 31000-2015 person block; codes GB/T 2261, 3304, 4658, 4762."""

    spec = Record(
        "resident", "居民", "residents",
        name=("name",), detail=("sex", "age(birth)", "home.address"), order=("home.address", "name"),
        known_by=(("id_number",), ("other_number",)), over="death",
        fills=(from_number,), rules=(against_number, known_number, lived_in_order),
        words=Words(counter="人", subject="居民", file="一人一档"), rank=1,
        concerned=("resident", "household.head"),
    )
    name = Field("姓名", PersonName(), required=True, find="name", group="基本信息", aliases=(
        "成员姓名", "居民姓名", "家庭成员姓名", "家庭成员", "人员姓名", "名字"))
    id_number = Field("身份证号", CitizenId(), find="number", unique=True, sensitive=True, group="基本信息", aliases=(
        "身份证号码", "公民身份号码", "公民身份证号码", "身份证", "身份号码", "身份证件号码", "证件号码", "证件号"))
    sex = Field("性别", Code(codes=code_list("sex")), group="基本信息")
    birth = Field("出生日期", Date(past_only=True), group="基本信息", aliases=(
        "出生年月日", "出生年月", "生日", "出生"))
    age = Age(birth, "年龄")
    phone = Field("联系电话", Phone(), find="number", sensitive=True, group="基本信息", aliases=(
        "电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "本人电话", "联系手机"))
    ethnic = Field("民族", Code(codes=code_list("ethnic")), group="基本信息")
    marital = Field("婚姻状况", Code(codes=code_list("marital")), dated=True, group="基本信息", aliases=(
        "婚姻", "婚否"))
    political = Field("政治面貌", Code(codes=code_list("political")), dated=True, group="基本信息", aliases=(
        "政治面目", "面貌"))
    education = Field("文化程度", Code(codes=code_list("education")), group="基本信息", aliases=("学历", "最高学历"))

    home = Current("residence", "resident", "当前居住")
    nature = Shown(home, "nature", "居住状况", ("人员类别", "人口类别", "居住类型", "人户状况", "人口性质"), "居住")
    household = Shown(home, "household", "户", (), "居住")
    relation = Shown(home, "relation", "与户主关系", ("关系", "与户主的关系", "家庭关系", "与户主关系称谓"), "居住")
    address = Shown(home, "address", "现住址", (
        "住址", "家庭住址", "居住地址", "现居住地", "现住地址", "门牌号", "详细地址", "地址", "家庭地址",
        "住所"), "居住")
    place = Shown(home, "place", "房屋", (), "居住")
    moved_in = Shown(home, "start", "迁入日期", ("入住日期", "流入日期"), "居住")

    hukou_address = Field("户籍地址", Text(max=200), find="text", group="户籍", aliases=(
        "户籍地", "户口所在地", "户籍所在地"))
    hukou_kind = Field("户口性质", Code(codes=code_list("hukou_kind")), group="户籍", aliases=("户口类型", "户口类别"))
    native_place = Field("籍贯", Text(max=60), group="户籍")

    employment = Field("从业状况", Code(codes=code_list("employment")), dated=True, group="工作", aliases=(
        "就业状况", "职业类别"))
    employer = Field("工作单位", Text(max=100), find="text", group="工作", aliases=(
        "服务处所", "单位", "就业单位", "从业单位", "用工单位", "工作单位或学校", "就读学校"))
    occupation = Field("职业", Text(max=60), group="工作")

    health = Field("健康状况", Code(codes=code_list("health")), sensitive=True, group="其他")
    former_name = Field("曾用名", PersonName(), find="name", group="其他", aliases=("别名",))
    reading = Field("姓名拼音", Text(max=80), group="其他", help="姓名有特殊读音时填写，如 shan xiao hong")
    other_paper = Field("其他证件种类", Code(codes=code_list("paper")), group="其他", aliases=("证件类型", "证件种类"))
    other_number = Field("其他证件编号", PaperNumber(), find="number", sensitive=True, group="其他", aliases=(
        "护照号", "通行证号"))
    contact = Field("紧急联系人", Text(max=60), group="其他", aliases=("联系人", "紧急联系人姓名"))
    contact_phone = Field("联系人电话", Phone(), sensitive=True, group="其他", aliases=(
        "紧急联系电话", "紧急联系人电话", "子女联系电话", "子女电话", "家属电话", "家属联系电话", "亲属电话"))
    death = Field("死亡日期", Date(past_only=True), group="其他")
    note = Field("备注", LongText(), group="其他", aliases=("说明",))

    standings = Listed("standing:resident", "category", "身份")
