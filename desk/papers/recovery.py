"""The printed recovery code: the only way back into the data when every password is lost."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desk.papers.files import replacing
from desk.papers.lines import break_lines, draw, draw_at, spacing

_GROUP = 4
_ACROSS = 4
_CODE = 30.0
_BODY = 14.0
_MARGIN = 70.0
_TEXT = (
    "本页是打开本社区数据的最后一把钥匙。全部工作人员的登录密码都忘记时，只有用它才能重新打开数据；没有它，"
    "任何人都无法找回数据。",
    "一、请立即打印两份，分别装入信封密封，由社区负责人和另一名工作人员各保管一份，放在上锁的柜子里。",
    "二、不要拍照，不要用微信、邮件发送，不要存放在本电脑上，也不要贴在电脑旁边。",
    "三、使用方法：在登录窗口点“忘记密码”，按从左到右、从上到下的顺序输入恢复码，再设置新密码。横线和空格可以不输，"
    "字母不分大小写。",
    "四、保管人变动，或者怀疑恢复码泄露时，请在“设置”中重新生成，旧的恢复码随即作废，应当销毁。",
)


def groups(code: str) -> list[str]:
    """The code's letters and digits four by four."""
    plain = "".join(c for c in code if c.isalnum())
    return [plain[i : i + _GROUP] for i in range(0, len(plain), _GROUP)]


def recovery_pdf(community: str, code: str, out: Path, date_text: str = "") -> None:
    """One A4 page with the code in large numbered groups and what to do with it. Raises Trouble when not writable."""
    with replacing(out) as part:
        canvas = Canvas(str(part), pagesize=A4)
        canvas.setTitle("数据恢复码")
        canvas.setCreator("居务台")
        middle, y = A4[0] / 2, A4[1] - 90
        draw_at(canvas, middle, y, "数据恢复码", "title", 26, "center")
        draw_at(canvas, middle, y - 34, community, "song", _BODY, "center")
        y = _code(canvas, groups(code), y - 70)
        y = _words(canvas, y - 20)
        for i, text in enumerate(("保管人（签名）：", "日期：" + date_text)):
            draw_at(canvas, _MARGIN + i * 260, y - 50, text, "song", _BODY)
        canvas.showPage()
        canvas.save()


def _code(canvas: Canvas, parts: list[str], y: float) -> float:
    """Boxes of one group each, numbered so that none is left out; where the next thing may begin."""
    width, height = (A4[0] - 2 * _MARGIN) / _ACROSS, 66.0
    for i, part in enumerate(parts):
        x, top = _MARGIN + i % _ACROSS * width, y - i // _ACROSS * height
        canvas.setLineWidth(0.8)
        canvas.rect(x, top - height, width, height)
        draw_at(canvas, x + 5, top - 13, str(i + 1), "song", 9)
        step = (width - 16) / _GROUP
        for j, character in enumerate(part):
            draw_at(canvas, x + 8 + (j + 0.5) * step, top - height / 2 - 14, character, "hei", _CODE, "center")
    return y - (-(-len(parts) // _ACROSS)) * height


def _words(canvas: Canvas, y: float) -> float:
    room = A4[0] - 2 * _MARGIN
    for text in _TEXT:
        for line in break_lines(text, room, "song", _BODY, 2 * _BODY):
            y -= 1.75 * _BODY
            draw(canvas, _MARGIN + line.indent, y, text[line.start : line.end], "song", _BODY,
                 spacing(line, text, room, _BODY))
    return y


