"""Every reason why a file cannot be read, as sentences for the person who dropped it on the window."""

from __future__ import annotations

from desk.errors import Invalid

AGAIN = "请用 WPS 或 Excel 打开后另存为 .xlsx 再导入。"

SENTENCES = {
    "book_missing": "找不到这个文件，可能已被移动或改名。",
    "book_folder": "这是一个文件夹，请选择一个表格文件。",
    "book_locked": "这个文件打不开，可能正被别的程序占用；请在 WPS 或 Excel 里关闭它再试。",
    "book_empty": "这个文件是空的（0 字节），里面没有任何内容。",
    "book_blank": "这个文件里只有空白，没有任何内容。",
    "book_picture": "这是一张图片，不是表格；请导入原来的表格文件。",
    "book_pdf": "这是 PDF 文件，不是表格；请向发来的人要 Excel 或 WPS 表格。",
    "book_word": "这是文字文档，不是表格；请把其中的表格复制到 WPS 表格里另存为 .xlsx 再导入。",
    "book_slides": "这是演示文稿，不是表格。",
    "book_archive": "这是压缩包，不是表格；请先解压，再导入里面的表格文件。",
    "book_program": "这是程序文件，不是表格，没有打开它。",
    "book_password": "这个文件设了打开密码；请在 WPS 或 Excel 里输入密码打开，取消密码后另存一份再导入。",
    "book_damaged": "这个文件已损坏或不完整，读不出来；" + AGAIN,
    "book_bomb": "这个文件展开后大得不正常，为安全起见没有读取；" + AGAIN,
    "book_entities": "这个文件里有不安全的内容（外部引用或实体定义），没有读取；" + AGAIN,
    "book_too_large": "这个文件太大，读取它超出了内存限制；请拆成几个小文件再导入。",
    "book_slow": "读取这个文件花的时间太长，已经停下；" + AGAIN,
    "book_crashed": "读取这个文件时读取程序出错退出；文件可能已损坏，或在很远的行、列里有多余的格子；" + AGAIN,
    "book_text": "这个文本文件的文字编码认不出来；" + AGAIN,
    "book_no_table": "这个网页文件里没有表格；" + AGAIN,
    "book_unknown": "这不是能识别的表格文件；" + AGAIN,
}


def refuse(code: str) -> Invalid:
    """The refusal with that code, ready to be raised."""
    return Invalid(code, SENTENCES[code])
