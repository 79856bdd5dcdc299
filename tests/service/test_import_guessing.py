"""What a sheet is about is told by its heads and its title, for every record kind and for child rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_books import book, imported
from import_books import rows as stored

from desk.service.desk import Desk
from desk.service.entries.save import save
from desk.service.imports.importing import read
from desk.service.jobs import run

SHEETS = (
    ("visit", "入户走访登记表", (
        "序号=1 | 走访日期=2026-03-02 | 姓名=李明 | 家庭住址=和平里1幢1单元101室 | 联系电话=13800001111"
        " | 走访人=周敏华 | 走访内容=身体尚好 | 存在问题=楼道灯坏 | 处理结果=已报修")),
    ("visit", "民情日记", (
        "日期=2026-03-02 | 走访对象=李明 | 走访干部=周敏华 | 反映的问题及诉求=楼道灯坏 | 解决情况=已修 | 备注=")),
    ("visit", "2026年春节走访慰问台账", (
        "慰问时间=2026.1.20 | 姓名=李明 | 身份证号=330199196503120019 | 住址=和平里1幢101 | 慰问人=周敏华"
        " | 慰问内容=看望")),
    ("visit", "谈心谈话记录表", "谈话时间=2026-03-02 | 谈话对象=李明 | 谈话人=周敏华 | 谈话内容=思想状况"),
    ("grant", "春节慰问品发放登记表", (
        "序号=1 | 姓名=李明 | 身份证号=330199196503120019 | 住址=和平里 | 慰问品=米油 | 慰问金（元）=500"
        " | 发放日期=2026-01-20 | 领取人签字=")),
    ("grant", "物资发放登记", "发放时间=2026-01-20 | 受益人=李明 | 物资名称=大米 | 数量=1 | 单位=袋 | 经办人=周敏华"),
    ("grant", "捐赠接收登记表", (
        "捐赠时间=2026-01-20 | 捐赠人=海棠超市 | 捐赠物品=大米 | 数量=10 | 金额= | 收据编号=001")),
    ("case", "人民调解案件登记表", (
        "编号=1 | 受理日期=2026-02-01 | 申请人=李明 | 被申请人=王芳 | 纠纷类型=邻里纠纷 | 纠纷简要情况=漏水"
        " | 调解员=周敏华 | 调解结果=调解成功 | 协议形式=口头 | 履行情况=已履行")),
    ("case", "矛盾纠纷排查调处台账", (
        "序号=1 | 排查时间=2026-02-01 | 当事人姓名=李明、王芳 | 纠纷类别=邻里 | 主要内容=漏水 | 责任人=周敏华"
        " | 调处结果=成功 | 化解时间=2026-02-05")),
    ("request", "首问责任制登记表", (
        "日期=2026-02-01 | 来访人=李明 | 联系电话=13800001111 | 事项=老年证 | 首问责任人=周敏华 | 承办人=周敏华"
        " | 办理结果=已办 | 反馈时间=2026-02-03")),
    ("request", "居民诉求受理登记台账", (
        "受理时间=2026-02-01 | 姓名=李明 | 住址=和平里 | 电话=13800001111 | 诉求内容=楼道灯坏 | 来源=来电"
        " | 承办人=周敏华 | 办结时间=2026-02-03 | 办理结果=已修 | 满意度=满意")),
    ("activity", "社区活动台账", (
        "活动时间=2026-02-01 | 活动名称=义诊 | 活动地点=广场 | 活动类别=义诊 | 参加人数=30 | 负责人=周敏华"
        " | 活动内容=量血压")),
    ("activity", "健康讲座登记表", (
        "时间=2026-02-01 | 讲座主题=高血压防治 | 主讲人=王医生 | 地点=会议室 | 参加人数=40")),
    ("activity", "会议记录台账", (
        "会议时间=2026-02-01 | 会议名称=居民代表会议 | 主持人=周敏华 | 参会人数=40 | 会议内容=议事")),
    ("place", "房屋台账", (
        "小区=和平里 | 楼栋=1 | 单元=1 | 房号=101 | 面积=89.5 | 用途=住宅 | 是否出租=是 | 房主姓名=李明"
        " | 房主电话=13800001111")),
    ("place", "出租房屋登记表", (
        "房屋地址=和平里1幢1单元101室 | 房东姓名=李明 | 房东电话=13800001111 | 建筑面积=60 | 出租用途=住房"
        " | 隐患=无")),
    ("unit", "辖区单位商户名录", (
        "单位名称=海棠超市 | 单位类别=商户 | 统一社会信用代码= | 法定代表人=李明 | 联系电话=13800001111"
        " | 地址=和平路1号 | 从业人数=5")),
    ("unit", "沿街商铺信息登记表", (
        "店名=海棠超市 | 经营者=李明 | 经营范围=食品 | 联系方式=13800001111 | 门牌号=和平路1号 | 员工人数=5")),
    ("post", "楼栋长名册", "姓名=李明 | 性别=男 | 联系电话=13800001111 | 负责楼栋=和平里1幢 | 任职时间=2024-01-01"),
    ("post", "社区工作者花名册", (
        "姓名=李明 | 性别=男 | 出生年月=1985-03 | 职务=网格员 | 学历=本科 | 任职日期=2020-01-01"
        " | 联系电话=13800001111")),
    ("standing", "低保对象花名册", (
        "姓名=李明 | 身份证号=330199196503120019 | 低保证号=D001 | 月保障金=800 | 起始日期=2024-01-01")),
    ("standing", "残疾人台账", (
        "姓名=李明 | 性别=男 | 身份证号=330199196503120019 | 残疾类别=肢体 | 残疾等级=二级"
        " | 残疾证号=33019919650312001942 | 监护人=王芳 | 联系电话=13800001111")),
    ("standing", "志愿者登记表", (
        "姓名=李明 | 身份证号=330199196503120019 | 服务队伍=爱心队 | 特长=理发 | 注册日期=2024-01-01")),
    ("standing", "党员花名册", (
        "姓名=李明 | 性别=男 | 身份证号=330199196503120019 | 入党日期=1990-07-01 | 所在支部=第一支部"
        " | 党员类别=正式")),
    ("matter", "服务事项目录", "事项名称=老年证 | 条线=民政 | 办理方式=代办 | 承诺时限=5 | 所需材料=身份证"),
    ("activity.attendance", "活动签到表", (
        "活动日期=2026-02-01 | 活动名称=义诊 | 姓名=李明 | 身份证号=330199196503120019 | 身份=参加"
        " | 联系电话=13800001111")),
    ("case.parties", "案件当事人名单", (
        "卷号=(2026)人调字第001号 | 姓名=李明 | 当事人身份=申请人 | 身份证号=330199196503120019 | 联系电话=")),
    ("case.sessions", "调解过程记录", (
        "卷号=(2026)人调字第001号 | 日期=2026-02-01 | 类型=调解 | 参加人=双方 | 记录=谈 | 结果=未果")),
    ("case.followups", "案件回访登记", (
        "卷号=(2026)人调字第001号 | 回访日期=2026-02-01 | 回访人=周敏华 | 回访情况=已履行")),
    ("request.steps", "办理过程流转记录", (
        "受理编号=SL20260001 | 日期=2026-02-01 | 步骤=承办 | 经办人=周敏华 | 说明=")),
    ("request.materials", "材料清单", "受理编号=SL20260001 | 材料名称=身份证 | 已收=是 | 原件已退=否"),
    ("matter.materials", "事项所需材料", "事项名称=老年证 | 材料名称=身份证 | 必须=是 | 份数=1"),
    ("household", "家庭户台账", (
        "户号=H01 | 户主姓名=李明 | 户主身份证号=330199196503120019 | 户别=家庭户 | 家庭电话= | 立户日期=")),
    ("resident", "居民花名册", (
        "姓名=李明 | 性别=男 | 身份证号=330199196503120019 | 民族=汉 | 现住址=和平里1幢101 | 联系电话=13800001111")),
    ("resident", "流动人口登记表", (
        "姓名=李明 | 性别=男 | 身份证号=330199196503120019 | 户籍地址=湖南 | 现住址=和平里1幢101"
        " | 联系电话=13800001111 | 流入原因=务工 | 从业单位=一厂")),
    ("resident", "80岁以上老人名册", (
        "姓名=李明 | 性别=男 | 出生日期=1940-03-12 | 身份证号=330199196503120019 | 住址=和平里1幢101"
        " | 子女联系电话=13800001111")),
    ("resident", "疫苗接种摸底", (
        "姓名=李明 | 身份证号码=330199196503120019 | 手机号=13800001111 | 居住地址=和平里1幢101 | 是否接种=是"
        " | 接种日期=2021-05-01")),
    ("resident", "迁入登记", (
        "姓名=李明 | 身份证号=330199196503120019 | 迁入日期=2024-01-01 | 迁入原因=租住 | 迁自=湖南"
        " | 地址=和平里1幢101")),
)
"""The record, the title over the table, and its columns with a value each."""


@pytest.mark.parametrize(("record", "title", "columns"), SHEETS, ids=[title for _, title, _ in SHEETS])
def test_a_sheet_says_what_it_is_about(
    record: str, title: str, columns: str, fresh: Callable[[], Desk], tmp_path: Path
) -> None:
    told = [one.split("=") for one in columns.split(" | ")]
    head, row = zip(*told, strict=True)
    path = book(tmp_path / "表.xlsx", [[title], head, row, row], names=["Sheet1"])
    preview = run(read(fresh(), path))
    (table,) = preview.tables
    assert (table.record, table.fits) == (record, True)
    chosen = run(read(fresh("又"), path, record="resident" if record != "resident" else "standing"))
    assert {one.record for one in chosen.tables} == {"resident" if record != "resident" else "standing"}


def test_a_date_of_something_else_is_no_birth(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    rows: list[tuple[Any, ...]] = [
        ("姓名", "住址", "复诊日", "子女联系电话"), ("李明", "和平里1号", "2021-05-01", "13800001111")]
    preview = run(read(fresh(), book(tmp_path / "表.xlsx", rows)))
    assert preview.tables[0].rows[0].values == {"name": "李明", "address": "和平里1号", "contact_phone": "13800001111"}


def test_other_records_that_fit_are_named(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    rows = [["社区工作者花名册"], ["姓名", "性别", "出生年月", "职务", "学历", "任职日期", "联系电话"],
            ["李明", "男", "1985-03", "网格员", "本科", "2020-01-01", "13800001111"]]
    preview = run(read(fresh(), book(tmp_path / "表.xlsx", rows)))
    assert (preview.tables[0].record, preview.tables[0].others) == ("post", ("resident",))
    assert preview.json()["tables"] == [{"sheet": "表1", "record": "post", "rows": 1, "others": ["resident"]}]


def test_a_row_without_a_category_gets_it_by_its_name(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    rows = [["活动时间", "活动名称", "地点", "参加人数"], ["2026-02-01", "高血压健康讲座", "会议室", "40"],
            ["2026-02-02", "包饺子", "会议室", "30"]]
    preview = run(read(desk, book(tmp_path / "活动.xlsx", rows)))
    assert [row.outcome for row in preview.rows] == ["new", "new"]
    assert [row["category"] for row in preview.plan.records[0].new] == ["health_lecture", "other"]


def test_a_case_without_a_name_is_called_by_its_parties(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    rows = [["受理日期", "申请人", "被申请人", "纠纷类型", "纠纷简要情况", "调解结果", "化解时间"],
            ["2026-02-01", "李明", "王芳", "邻里纠纷", "漏水", "调解成功", "2026-02-05"]]
    made = imported(desk, book(tmp_path / "调解.xlsx", rows))
    assert [one.reason for one in made.waiting] == []
    (case,) = stored(desk, "case")
    assert (case["title"], case["concluded"], case["state"]) == ("李明与王芳邻里纠纷", "2026-02-05", "settled")


def test_a_request_done_by_its_sheet_is_done(fresh: Callable[[], Desk], tmp_path: Path) -> None:
    desk = fresh()
    save(desk, "resident", {"name": "李明", "address": "和平里1号"})
    rows = [["受理时间", "姓名", "诉求内容", "承办人", "办结时间", "办理结果", "反馈时间"],
            ["2026-02-01", "李明", "楼道灯坏", "周敏华", "2026-02-03", "已修", "2026-02-04"]]
    path = book(tmp_path / "受理.xlsx", rows)
    assert [one.reason for one in imported(desk, path).waiting] == []
    (request,) = stored(desk, "request")
    assert (request["done"], request["replied"], request["state"]) == ("2026-02-03", "2026-02-04", "done")
    assert [row.outcome for row in run(read(desk, path)).rows] == ["unchanged"]
