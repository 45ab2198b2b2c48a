"""Which cell styles of a workbook show a number as a date."""

import re
from collections.abc import Iterable

_BUILT_IN = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
# Text in quotes, escaped signs, colours and locales are no parts of the format itself.
_DECORATION = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


def date_styles(elements: Iterable[tuple[str, dict[str, str]]]) -> frozenset[int]:
    """The indexes of cell formats whose number format is that of a date. Takes the elements of styles.xml in order."""
    custom: set[int] = set()
    found: set[int] = set()
    is_inside = False
    index = 0
    for name, attributes in elements:
        if name == "numFmt":
            code = _DECORATION.sub("", attributes.get("formatCode", "")).lower()
            if re.search(r"[dy]|m{3}", code) and attributes.get("numFmtId", "").isdecimal():
                custom.add(int(attributes["numFmtId"][:9]))
        elif name == "cellXfs":
            is_inside = True
        elif name in ("cellStyles", "dxfs"):
            is_inside = False
        elif name == "xf" and is_inside:
            written = attributes.get("numFmtId", "0")
            number = int(written[:9]) if written.isdecimal() else 0
            if number in _BUILT_IN or number in custom:
                found.add(index)
            index += 1
    return frozenset(found)
