"""Make the shipped font files from the published ones: `python convert.py SOURCE_FOLDER`.

The source folder holds NotoSerifSC-Regular.ttf, NotoSerifSC-Bold.ttf, NotoSansSC-Regular.ttf, LXGWWenKai-Regular.ttf,
FandolFang-Regular.otf and HanaMinB.ttf as the packages named in README.md bring them. Needs fontTools only.
"""

from __future__ import annotations

import lzma
import shutil
import sys
from pathlib import Path

from fontTools.misc.roundTools import otRound
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).resolve().parent
DRAWING_ONLY = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "STAT", "MATH"]


def rename(font: TTFont, family: str) -> None:
    """A changed font may not keep a reserved name (Open Font Licence, section 3)."""
    postscript = family.replace(" ", "") + "-Regular"
    texts = {1: family, 2: "Regular", 3: postscript, 4: family, 6: postscript}
    font["name"].names = [n for n in font["name"].names if n.nameID in (0, 5, 8, 9, 13, 14)]
    for number, text in texts.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def subset(source: Path, target: Path, family: str, characters: set[int]) -> None:
    """Keep only these characters and the tables that drawing needs."""
    font = TTFont(source)
    options = Options(drop_tables=DRAWING_ONLY, layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters & set(font.getBestCmap()))
    subsetter.subset(font)
    rename(font, family)
    font.save(target)


def truetype(source: Path, target: Path, family: str) -> None:
    """Turn PostScript outlines into TrueType ones, within one unit of a thousand."""
    font = TTFont(source)
    order, outlines, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], glyf = newTable("loca"), newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    font["glyf"] = glyf
    for name, glyph in glyphs.items():
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (otRound(font["hmtx"][name][0]), getattr(glyph, "xMin", 0))
    top = font["maxp"]
    top.tableVersion = 0x00010000
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements",
                  "SizeOfInstructions", "ComponentElements"):
        setattr(top, f"max{field}", 0)
    top.maxZones = 1
    font["post"].formatType = 3.0
    for tag in ["CFF ", *DRAWING_ONLY]:
        if tag in font:
            del font[tag]
    rename(font, family)
    font.sfntVersion = "\000\001\000\000"
    font.save(target)


def main(sources: Path) -> None:
    for name in ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"):
        shutil.copyfile(sources / name, HERE / name)
    truetype(sources / "FandolFang-Regular.otf", HERE / "JuwuFang.ttf", "Juwu Fang")
    (HERE / "FandolFang-Regular.otf.xz").write_bytes(
        lzma.compress((sources / "FandolFang-Regular.otf").read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    (HERE / "HanaMinB.ttf.xz").write_bytes(
        lzma.compress((sources / "HanaMinB.ttf").read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    held = {name: set(TTFont(sources / file, lazy=True).getBestCmap()) for name, file in
            (("song", "NotoSerifSC-Regular.ttf"), ("kai", "LXGWWenKai-Regular.ttf"),
             ("fang", "FandolFang-Regular.otf"), ("rare", "HanaMinB.ttf"))}
    han = set(range(0x3400, 0xA000)) | set(range(0x20000, 0x40000))
    common = held["fang"] | set(range(0x20, 0x3100)) | set(range(0xFF00, 0xFFF0))
    only_kai = (held["kai"] & han) - held["song"] - held["rare"]
    subset(sources / "NotoSerifSC-Bold.ttf", HERE / "JuwuTitle.ttf", "Juwu Title", common)
    subset(sources / "LXGWWenKai-Regular.ttf", HERE / "JuwuKai.ttf", "Juwu Kai", common | only_kai)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
