"""The parts of the story: what a new user does in a year, by keyboard and mouse."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
from story_office import TODAY, Office
from story_user import PANEL, User
from story_words import ELDER, FIRST, PASSWORD, PEOPLE, SAID, STREETS


def begins(office: Office, user: User) -> None:
    """Name the community and the worker, a password twice, keep the recovery code."""
    with user.step("建立社区"):
        user.sees("欢迎使用居务台")
        for text in (SAID.community, SAID.worker, PASSWORD, PASSWORD):
            user.types(text)
            user.presses("Return")
        user.sees("请保管好恢复码")
        user.picture("恢复码")
        saves(user, "另存")
        user.clicks("知道了")
        code = office.home / "居务台恢复码.txt"
        user.waits("the recovery code's file", code.is_file)
        assert "恢复码" in code.read_text(encoding="utf-8")
        user.clicks("我已经抄下或打印了恢复码")
        user.clicks("开始使用")
        user.sees("还没有居民")


def saves(user: User, button: str, **where: int) -> None:
    """A button that asks where to; the name offered is taken."""
    user.clicks(button, -1, **where)
    user.sees("文件名：")
    user.presses("Return")


def imports(office: Office, user: User) -> None:
    """Drag the street office's file onto the window; read the preview; import."""
    with user.step("拖入花名册"):
        user.picture("空社区")
        files = office.file_manager(office.roster)
        user.waits("the file manager", lambda: office.screen.look().pixels[4 * 1366 * 700 + 200 :][:3] == b"\xdd" * 3)
        office.screen.drag((60, 735), (680, 300))
        user.sees("读到 40 行")
        user.picture("预览")
        user.clicks("待处理 1", -1)
        user.sees("身份证号校验码不对")
        user.picture("待处理")
        user.clicks("导入 39 行")
        user.sees("导入好了：新增 38")
        assert files.wait(10) == 0


def finds(user: User) -> None:
    """By the first letters of the name's pinyin; by the last four digits of the ID number."""
    with user.step("找人"):
        user.presses("ctrl+f", "ctrl+a")
        user.types(ELDER.letters)
        user.sees(ELDER.name)
        user.picture("按拼音")
        user.presses("ctrl+a")
        user.types(ELDER.tail)
        user.sees(ELDER.name)
        user.presses("Return")
        user.sees("记走访", left=PANEL)


def opens(user: User, button: str) -> None:
    """From anywhere to the elder's page, and a button there."""
    user.presses("ctrl+1", "ctrl+f", "ctrl+a")
    user.types(ELDER.tail)
    user.sees(ELDER.name)
    user.presses("Return")
    user.clicks(button, left=PANEL)


def stores(user: User) -> None:
    """Ctrl+S, and the notice that it is saved."""
    user.presses("ctrl+s")
    user.sees("已保存", top=620)


def visits(user: User) -> None:
    with user.step("走访"):
        user.clicks("记走访", left=PANEL)
        user.fills("走访人", SAID.worker)
        user.fills("情况", SAID.situation)
        user.picture("走访填写")
        stores(user)


def gives(user: User) -> None:
    with user.step("慰问品"):
        opens(user, "记发放")
        user.chooses("类别", "wwp", "慰问品")
        user.fills("物品", SAID.goods)
        user.presses("Return")
        user.types("1")
        user.presses("Return")
        user.types(SAID.measure)
        user.presses("Return")
        user.types(SAID.occasion)
        user.picture("慰问品填写")
        stores(user)


def accepts(user: User) -> None:
    """An elder's card, by proxy; the promised day is computed."""
    with user.step("受理"):
        opens(user, "新受理")
        user.chooses("类别", "lnz", "老年证代办")
        user.fills("事由", SAID.subject)
        user.fills("诉求内容", SAID.content)
        user.chooses("办理方式", "db", "代办")
        user.fills("首问责任人", SAID.worker)
        user.fills("承诺时限", "5")
        user.picture("受理填写")
        stores(user)
        user.sees("2026-12-28", left=PANEL)


def prints_slip(office: Office, user: User) -> None:
    with user.step("打印回执"):
        user.clicks("打印文书")
        user.clicks("受理回执")
        saves(user, "另存为PDF")
        user.clicks("知道了")
        user.picture("回执")
        user.clicks("关闭")
        text = printed(user, office.home, "受理回执*.pdf")
        for words in ("受理回执", ELDER.name, SAID.subject, "2026年12月28日"):
            assert words in text


def printed(user: User, folder: Path, name: str) -> str:
    """The text of a PDF that was saved."""
    file = user.waits(name, lambda: next(iter(folder.glob(name)), None))
    pdf = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def mediates(user: User) -> None:
    """Two neighbours, one of them no resident; it is settled."""
    with user.step("调解"):
        user.presses("ctrl+4", "ctrl+n")
        user.fills("纠纷名称", SAID.dispute)
        user.chooses("纠纷类型", "lljf", "邻里纠纷")
        user.fills("纠纷简要情况", SAID.summary)
        user.picture("纠纷填写")
        user.chooses("调解结果", "tjcg", "调解成功")
        user.fills("结案日期", TODAY.replace("-", ""))
        user.fills("协议内容", SAID.agreement)
        user.fills("协议金额", "800")
        party(user, "sqr", "申请人")
        user.clicks("输入姓名、拼音首字母或号码", -1, left=PANEL)
        user.types(ELDER.letters)
        user.sees(ELDER.name, left=PANEL)
        user.presses("Return")
        party(user, "bsqr", "被申请人")
        user.fills("姓名或单位", SAID.outsider)
        user.picture("当事人")
        stores(user)
        user.sees("调解成功", left=PANEL)


def party(user: User, letters: str, side: str) -> None:
    user.scrolls_to("添加当事人")
    user.clicks("添加当事人", left=PANEL)
    user.presses("ctrl+a")
    user.types(letters)
    user.sees(side, left=PANEL)
    user.presses("Return")


def holds(user: User) -> None:
    """An activity; twelve people are ticked in the list."""
    with user.step("活动"):
        user.presses("ctrl+5", "ctrl+n")
        user.chooses("类别", "jkjz", "健康讲座")
        user.fills("活动名称", SAID.activity)
        user.fills("地点", SAID.hall)
        user.picture("活动填写")
        user.scrolls_to("批量选人")
        user.clicks("批量选人", left=PANEL)
        user.sees("已选 0 人")
        for street, many in STREETS:
            head = user.sees("已选")
            user.screen.click(head.x - 400, head.y + 5)
            user.presses("ctrl+a")
            user.types(street)
            ticks(user, street, many)
        user.picture("选了十二人")
        user.clicks("选好了")
        stores(user)


def ticks(user: User, street: str, many: int) -> None:
    """Click on so many of the people found, one after the other."""
    before = PEOPLE - many if street == STREETS[-1][0] else 0
    user.sees(f"{street}", right=PANEL)
    where = user.sees("已选")
    for count in range(before + 1, before + many + 1):
        user.screen.click(where.x - 400, where.y + 46)
        user.sees(f"已选 {count} 人")


def opens_ledger(office: Office, user: User) -> None:
    """Who lives alone is entered once; the ledger is right at once; print it."""
    with user.step("独居老人台账"):
        opens(user, "登记身份")
        user.chooses("类别", "dj", "独居老人")
        stores(user)
        user.clicks("独居老人台账")
        user.sees("共 1 条")
        user.sees(ELDER.name, right=PANEL, left=220)
        user.picture("独居老人台账")
        user.presses("ctrl+p")
        user.clicks("预览")
        saves(user, "另存为PDF")
        user.clicks("知道了")
        user.picture("台账预览")
        user.clicks("关闭")
        text = printed(user, office.home, "*独居老人台账.pdf")
        assert ELDER.name in text
        assert ELDER.number not in text


def sends_register(office: Office, user: User) -> None:
    """The whole register with its numbers, for the street office; what for is asked."""
    with user.step("报街道的登记表"):
        user.clicks("居民台账", right=220)
        user.sees("共 38 条")
        user.presses("ctrl+e")
        user.clicks("完整号码（只给")
        user.types(SAID.purpose)
        user.picture("导出")
        saves(user, "导出")
        user.sees("已导出 38 条")
        file = office.home / f"{SAID.community}居民台账.xlsx"
        cells = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
        assert sum(ELDER.number in row for row in cells) == 1


def imports_again(office: Office, user: User) -> None:
    """The same file by the menu's command: nobody is there twice."""
    with user.step("再导入一次"):
        user.presses("ctrl+i")
        user.sees("文件名：")
        user.types(office.roster.name)
        user.presses("Return")
        user.sees("读到 40 行")
        user.picture("没有变化")
        user.clicks("不导入", -1)


def reports(office: Office, user: User) -> None:
    """The year's report: a PDF; a click on a figure shows who is behind it."""
    with user.step("年度工作总结"):
        user.presses("ctrl+7")
        user.clicks("年度工作总结")
        user.sees("点划线的数字")
        user.picture("年度工作总结")
        saves(user, "另存为PDF")
        text = printed(user, office.home, "*工作总结*.pdf")
        assert SAID.community in text
        user.clicks("38")
        user.sees("共 38 条记录")
        user.sees(FIRST)
        user.picture("指标名单")
        user.presses("Escape")


def leaves(user: User, window: subprocess.Popen[Any]) -> None:
    user.presses("ctrl+q")
    assert window.wait(15) == 0


def returns(user: User) -> None:
    """Another day: the password, and everything is there."""
    with user.step("再次打开"):
        user.sees("密码")
        user.types("wrong-password")
        user.presses("Return")
        user.sees("密码不对")
        user.picture("密码不对")
        user.types(PASSWORD)
        user.presses("Return")
        user.sees("在册居民")
        user.sees("独居老人")
        user.picture("首页")
