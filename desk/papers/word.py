"""The same report as an editable Word file: GB/T 9704-2012 page and type, real heading styles, Chinese fonts set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from desk.papers import outline
from desk.papers.chart import chart_pdf
from desk.papers.columns import PAD, best_size, measure, share, title_lines
from desk.papers.files import PDFIUM, replacing
from desk.papers.fonts import Role
from desk.papers.model import Chart, Column, ReportPaper, Table

FACES: dict[Role, str] = {"title": "方正小标宋简体", "hei": "黑体", "kai": "楷体", "fang": "仿宋", "song": "宋体"}
"""The names under which an office's Word knows the faces; where one is lacking Word takes another by itself."""
_LATIN = "Times New Roman"
_SIZE, _TITLE, _NUMBER = 16.0, 22.0, 14.0
_PITCH = 28.95
"""Points a line: 22 lines fill 225 mm."""
_CLOSER = -4
"""Twentieths of a point between characters: 28 of 16 pt fill 156 mm."""
_WIDTH = 156 * 72 / 25.4
_TABLE_SIZES = (12.0, 10.5, 9.0)
_SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


_AFTER = {
    "w:snapToGrid": ("w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc"),
    "w:autoSpaceDE": ("w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"),
    "w:autoSpaceDN": ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"),
    "w:tblCellMar": ("w:tblLook", "w:tblCaption", "w:tblDescription"),
    "w:spacing": ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"),
}
"""What must stand behind an element: Word refuses files whose properties come in another order (ECMA-376, 17.3)."""


def _element(parent: Any, tag: str, **values: str) -> Any:
    """Set (or add in its place) a child element of Word's own XML with these attributes."""
    found = parent.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        behind = next((child for child in parent if child.tag in set(map(qn, _AFTER.get(tag, ())))), None)
        parent.append(found) if behind is None else behind.addprevious(found)
    for name, value in values.items():
        found.set(qn(f"w:{name}"), value)
    return found


def _indent(holder: Any, chars: int) -> None:
    """First-line indent of a style or paragraph in characters; the length beside it is for other programs."""
    holder.paragraph_format.first_line_indent = Pt(chars * _SIZE)
    element = holder.element if hasattr(holder, "style_id") else holder._p
    element.pPr.ind.set(qn("w:firstLineChars"), str(100 * chars))


def _face(target: Any, face: str, size: float) -> None:
    """Font of a style or a run; the East-Asian name is an attribute of its own, without which Word ignores it."""
    target.font.name = _LATIN
    target.font.size = Pt(size)
    target.font.bold = False
    target.font.italic = False
    target.font.color.rgb = RGBColor(0, 0, 0)
    fonts = target.element.get_or_add_rPr().get_or_add_rFonts() if hasattr(target, "style_id") else (
        target._r.get_or_add_rPr().get_or_add_rFonts())
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), face)


def _shape(style: Any, side: str, indent: bool) -> None:
    """Paragraph shape of a style: exact line pitch, no room around, first line two characters in."""
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_PITCH)
    shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if side == "both" else _SIDES[side]
    _indent(style, 2 if indent else 0)


def _styles(document: Any, faces: Mapping[Role, str]) -> None:
    names: dict[str, tuple[Role, float, str, bool]] = {
        "Normal": ("fang", _SIZE, "both", True), "Title": ("title", _TITLE, "center", False),
        "Subtitle": ("kai", _SIZE, "center", False), "Caption": ("hei", 12.0, "center", False),
    }
    names |= {f"Heading {i}": (role, _SIZE, "left", True) for i, role in enumerate(outline.HEAD_ROLES, 1)}
    known = {style.name for style in document.styles}
    for name, (role, size, side, indent) in names.items():
        style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _face(style, faces[role], size)
        _shape(style, side, indent)
        shape = style.element.get_or_add_pPr()
        for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
            _element(shape, tag, val="0")
        _element(shape, "w:snapToGrid", val="0")
        for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
        _element(style.element.rPr, "w:spacing", val=str(_CLOSER))


def _page(section: Any) -> None:
    """A4 with the type area of the standard and 22 lines."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    _element(section._sectPr, "w:docGrid", type="lines", linePitch=str(int(_PITCH * 20)))


def _field(paragraph: Any, code: str, faces: Mapping[Role, str]) -> None:
    """A Word field (PAGE) between dashes."""
    field = (("begin", ""), ("code", code), ("separate", ""), ("text", "1"), ("end", ""))
    for kind, text in (("text", "— "), *field, ("text", " —")):
        run = paragraph.add_run(text if kind == "text" else "")
        _face(run, faces["song"], _NUMBER)
        if kind == "code":
            _element(run._r, "w:instrText").text = text
        elif kind != "text":
            _element(run._r, "w:fldChar", fldCharType=kind)


def _numbers(document: Any, faces: Mapping[Role, str]) -> None:
    """Page numbers: right on odd pages, left on even ones, one character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = _SIDES[side]
        shape = paragraph.paragraph_format
        shape.first_line_indent = Pt(0)
        shape.right_indent, shape.left_indent = (Pt(_NUMBER), None) if side == "right" else (None, Pt(_NUMBER))
        _field(paragraph, "PAGE", faces)


def _plain(document: Any, text: str, side: str = "left", right: float = 0.0) -> Any:
    """A paragraph without the usual indent; `right` in points."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = _SIDES[side]
    paragraph.paragraph_format.right_indent = Pt(right)
    _indent(paragraph, 0)
    return paragraph


def _cell(cell: Any, text: str, side: str, face: str, size: float) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _SIDES[side]
    shape = paragraph.paragraph_format
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _element(paragraph._p.get_or_add_pPr(), "w:snapToGrid", val="0")
    _indent(paragraph, 0)
    _face(paragraph.add_run(text), face, size)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _table(document: Any, columns: Sequence[Column], rows: Sequence[Sequence[str]], faces: Mapping[Role, str],
           sizes: Sequence[float] = _TABLE_SIZES) -> None:
    """A table with grid; its head comes again on every page and no row is parted."""
    size = best_size(columns, rows, "song", sizes, _WIDTH)
    widths = share(measure(columns, rows, "song", size), [c.width_weight for c in columns], _WIDTH)
    table = document.add_table(rows=len(rows) + 1, cols=len(columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for place, width in zip(table.columns, widths, strict=True):
        place.width = Pt(width)
    margins = _element(table._tbl.tblPr, "w:tblCellMar")
    for side in ("w:left", "w:right"):
        _element(margins, side, w=str(int(PAD * 20)), type="dxa")
    head = [title_lines(c.title, width - 2 * PAD, "hei", size) for c, width in zip(columns, widths, strict=True)]
    for at, (line, texts) in enumerate(zip(table.rows, (head, *rows), strict=True)):
        _element(line._tr.get_or_add_trPr(), "w:cantSplit")
        if not at:
            _element(line._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, text, column, width in zip(line.cells, texts, columns, widths, strict=True):
            cell.width = Pt(width)
            _cell(cell, text, column.side if at else "center", faces["song" if at else "hei"], size)
    _indent(document.add_paragraph(), 0)
    document.paragraphs[-1].paragraph_format.line_spacing = Pt(10)


def _picture(chart: Chart, width: float, height: float) -> BytesIO:
    """The chart as a PNG picture of 200 dots an inch, the same drawing as in the PDF."""
    import pypdfium2

    with TemporaryDirectory() as folder:
        path = Path(folder) / "chart.pdf"
        chart_pdf(chart, path, width, height)
        with PDFIUM, pypdfium2.PdfDocument(path.read_bytes()) as document:
            picture = document[0].render(scale=200 / 72).to_pil()
    stream = BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    return stream


def _chart(document: Any, chart: Chart) -> None:
    height = 250.0
    document.add_picture(_picture(chart, _WIDTH, height), width=Pt(_WIDTH))
    paragraph = document.paragraphs[-1]
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _indent(paragraph, 0)


def _titled_table(document: Any, table: Table, faces: Mapping[Role, str]) -> None:
    if table.caption:
        document.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
    _table(document, outline.table_columns(table), table.rows, faces)


def _body(document: Any, paper: ReportPaper, faces: Mapping[Role, str]) -> None:
    document.add_paragraph("\n".join(outline.title_lines(paper.title, _WIDTH, _TITLE)), style="Title")
    if paper.period_text:
        document.add_paragraph(f"（{paper.period_text}）", style="Subtitle")
    document.add_paragraph()
    if paper.addressee:
        _plain(document, paper.addressee)
    for section, heading in outline.headings(paper):
        if heading:
            document.add_paragraph(heading, style=f"Heading {section.level}").paragraph_format.keep_with_next = True
        for paragraph in section.paragraphs:
            for part in paragraph.text.split("\n"):
                document.add_paragraph(part)
        for table in section.tables:
            _titled_table(document, table, faces)
        if section.chart:
            _chart(document, section.chart)


def _notes(document: Any, texts: Sequence[str]) -> None:
    """Small lines about how to read the figures."""
    for text in filter(None, texts):
        _plain(document, text).runs[0].font.size = Pt(10.5)


def _end(document: Any, paper: ReportPaper, faces: Mapping[Role, str]) -> None:
    """附件说明, signature and date, and the annex on its own page."""
    if paper.annex_rows:
        document.add_paragraph()
        document.add_paragraph(f"附件：{outline.ANNEX_TITLE}")
    else:
        _notes(document, paper.notes)
    if paper.organisation or paper.date_text:
        document.add_paragraph()
        document.add_paragraph()
        after_name, after_date = outline.signature_indents(paper.organisation, paper.date_text, _SIZE)
        _plain(document, paper.organisation, "right", after_name).paragraph_format.keep_with_next = True
        _plain(document, paper.date_text, "right", after_date)
    if paper.annex_rows:
        document.add_section(WD_SECTION.NEW_PAGE)
        _face(_plain(document, "附件").runs[0], faces["hei"], _SIZE)
        document.add_paragraph(outline.ANNEX_TITLE, style="Title")
        _notes(document, (outline.annex_period(paper), *paper.notes))
        _table(document, outline.annex_columns(paper), outline.annex_rows(paper), faces, outline.ANNEX_SIZES)


def report_docx(paper: ReportPaper, out: Path, faces: Mapping[Role, str] = FACES) -> None:
    """Write the report as Word file, the same texts as the PDF. Raises Trouble when `out` cannot be written."""
    document = Document()
    _styles(document, faces)
    _page(document.sections[0])
    _numbers(document, faces)
    document.core_properties.title = paper.title
    document.core_properties.author = paper.organisation
    document.core_properties.comments = ""
    _body(document, paper, faces)
    _end(document, paper, faces)
    with replacing(out) as part:
        document.save(str(part))
