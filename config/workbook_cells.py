"""The cells of a workbook as JSON, read in a process of its own that has little memory and little time.

`python -m config.workbook_cells LIMITS` reads the workbook from standard input; LIMITS is JSON. Exit code 3
says that there is more in it than the limits allow, any other that it is no workbook.
"""

import io
import json
import resource
import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

TOO_MUCH = 3


def restrict(limits: Mapping[str, int]) -> None:
    """Before anything of the workbook is touched: a table of one far-off cell would otherwise ask for gigabytes."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read_sheets(content: bytes, limits: Mapping[str, int]) -> dict[str, list[list[Any]]]:
    """Every sheet's cells from A1 on, so that a row's place in its list is its number in Excel less one."""
    from python_calamine import CalamineWorkbook

    found = {}
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            last_row, last_column = sheet.end or (0, 0)
            if last_row >= limits["rows"] or last_column >= limits["columns"]:
                raise MemoryError
            found[name] = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return found


def _plain(cell: Any) -> Any:
    """Days become {"day": ISO}; texts, numbers and truth values stay; anything else is its text."""
    if isinstance(cell, datetime):
        return {"day": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return cell if isinstance(cell, str | int | float | bool) else str(cell)


def main() -> int:
    limits = json.loads(sys.argv[1])
    content = sys.stdin.buffer.read()
    restrict(limits)
    try:
        sheets = read_sheets(content, limits)
    except MemoryError:
        return TOO_MUCH
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
