"""The fonts as they go into a file: in parts of 255 characters, the first part ready made.

A PDF's simple font holds 255 characters, so reportlab cuts a font into parts in the order in
which characters come. Making and compressing such a part is most of the cost of a small
file. All our Chinese papers therefore begin with the same part, the characters of their
labels and figures, which is made once a process; only what a paper adds is made for it.
"""

from __future__ import annotations

import copy
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace
from typing_extensions import override

_FULL = 254  # characters of the first part: 255 less the space, which every part has

# What Chinese papers always say: figures, capitals, and the labels of their forms.
_COMMON = (
    "0123456789.,:;-–/()%¥ABCDEFGHIJKLMNOPQRSTUVWXYZ✓·（），。、：；“”"
    "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整人民币"
    "快递理赔申请表致方单号承运商工日期公司网点平台店铺售后补发订编买家件数出险货签收报案时间最晚类型"
    "丢失破损短少错延误退虚假寄电话地址重量揽复称序物名规格合计口径销价成本费种汇率是否保声明值比例"
    "免额同上限索小写大部位程度轻微全外包装内事经过责任依据附清面六标特照片证聊天截图品底盖章付式转账"
    "现金抵扣答户行开字办年月第页共凭张续省市区县路街道楼室镇村旗舰"
)


class _Face(TTFontFace):
    """The font's file; the first part isn't made again for each document."""

    def __init__(self, parsed: TTFontFace) -> None:
        """Takes over what reportlab's own constructor read of the file."""
        self.__dict__.update(parsed.__dict__)
        self._reportlab: Any = super()  # its calls are untyped
        self._first: tuple[tuple[int, ...], bytes] = ((), b"")
        self._widths: dict[int, bytes] = {}

    @override
    def makeSubset(self, subset: Sequence[int]) -> bytes:
        """The TrueType program of these characters."""
        characters = tuple(subset)
        if characters == self._first[0]:
            return self._first[1]
        made: bytes = self._reportlab.makeSubset(subset)
        if len(characters) > _FULL and not self._first[0]:
            self._first = (characters, made)
        return made

    @override
    def getCharWidth(self, code: int) -> Any:
        """A character's width as the file says it: as bytes, which need no formatting."""
        if code not in self._widths:
            self._widths[code] = b"%d" % round(self._reportlab.getCharWidth(code))
        return self._widths[code]

    @override
    def addSubsetObjects(self, doc: Any, fontname: str, subset: Sequence[int]) -> Any:
        """Puts the program into the document, compressed here so that the first part is so once."""
        reference = self._reportlab.addSubsetObjects(doc, fontname, subset)
        stream = doc.idToObject[f"fontFile:{self.filename}({fontname})"]
        stream.content = _compressed(stream.content)
        stream.dictionary["Filter"] = PDFName("FlateDecode")
        return reference


class EmbeddedFont(TTFont):
    """One weight of the font, as reportlab uses it."""

    def __init__(self, name: str, filename: str) -> None:
        # ASCII glyphs that a page doesn't use need not be in its file.
        super().__init__(name, filename, asciiReadable=0)
        self.face = _Face(self.face)
        begun = _Begun()
        self.splitString(_COMMON, begun)
        self._common: Any = self.state[begun]

    def begin(self, document: Any) -> None:
        """Gives a new document the common characters as its first part."""
        state: Any = copy.copy(self._common)
        state.assignments = dict(state.assignments)
        state.subsets = [list(part) for part in state.subsets]
        self.state[document] = state


class _Begun:
    """Stands for the document that all others begin like."""


@lru_cache(maxsize=4)
def _compressed(program: bytes) -> bytes:
    return zlib.compress(program)
