"""Tables with their meaning: what each column is, rows joined over page breaks, headings and merged cells inherited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import regex

from extract.grids import Grid, GridCell, GridRow
from vanthu.records import DocumentText, Evidence, Span
from vanthu.viet import canonical

_ROLES: Final[tuple[tuple[str, str], ...]] = (
    ("number", r"(?:s?tt|số tt|số thứ tự|no\.?|s\.?\s?tt)\.?"),
    ("note", r"ghi chú.*"),
    ("lead", r".*chủ trì.*phối hợp.*"),
    ("coordinating", r".*phối hợp.*"),
    ("lead", r".*(?:chủ trì|chịu trách nhiệm|đầu mối).*"),
    ("deadline", r".*(?:thời gian|thời hạn|tiến độ|hoàn thành|lộ trình|thời điểm|kỳ hạn).*"),
    ("lead", r"(?:đơn vị|cơ quan|sở|các sở|bộ|người|cá nhân)\b.*(?:thực hiện|tham mưu|được giao|phụ trách)?"),
    ("lead", r"phân công.*|trách nhiệm.*"),
    ("product", r".*(?:sản phẩm|kết quả|đầu ra|hình thức văn bản).*"),
    (
        "task",
        r".*(?:nhiệm vụ|nội dung|công việc|giải pháp|đề án|hoạt động|danh mục|tên văn bản|chỉ tiêu|yêu cầu|tên).*",
    ),
)
"""Role of a column ← the words of its head (canonical); the first that fits."""

_NOT_LEAD: Final = regex.compile(
    r"đơn vị(?: tính)?|đvt|cơ quan (?:ban hành|trình|phê duyệt|theo dõi"
    r"|(?:(?:chủ trì|tham gia|phối hợp) )?(?:thẩm tra|thẩm định)).*"
)
_NUMBERS_ROW: Final = regex.compile(r"\(?\s*(?:\d{1,2}|[a-z])\s*\)?(?:\s*=.*)?")
_SENTENCE: Final = regex.compile(r"[.;]\s*$")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: `cells` by column (empty evidence where there is nothing); a cell merged downwards stands in every row it
    covers. `kind`: data, group (a heading across the table, or one with sub-rows). `groups`: the heading rows it
    stands under, outermost first. `number` is what its first column says ("1.2"). `path` is its provision's."""

    cells: tuple[Evidence, ...]
    kind: str
    span: Span
    number: str = ""
    groups: tuple[Evidence, ...] = ()
    page: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, joined over page breaks. `roles` by column: number, task, lead, coordinating, product, deadline, note,
    "" for others; all "" where no head was recognised. `head` is the evidence of the head row's cells."""

    roles: tuple[str, ...]
    rows: tuple[TableRow, ...]
    span: Span
    head: tuple[Evidence, ...] = field(default=())

    def cell(self, row: TableRow, role: str) -> Evidence:
        """The evidence of the row's cell (all its cells) with this role, () where there is none."""
        return tuple(span for known, cell in zip(self.roles, row.cells, strict=False) if known == role for span in cell)

    @property
    def is_of_tasks(self) -> bool:
        """Whether it says who does something: a column of tasks, and one of leads or deadlines."""
        return "task" in self.roles and ("lead" in self.roles or "coordinating" in self.roles)


def tables(text: DocumentText, grids: Sequence[Grid]) -> tuple[Table, ...]:
    """The tables of the grids; one that goes on on the next page is one table."""
    found: list[Table] = []
    above: Grid | None = None
    for grid in grids:
        head = _head(text, grid)
        if above and found and _goes_on(text, above, found[-1], grid, head):
            found[-1] = _joined(text, found[-1], grid, head)
        else:
            found.append(_table(text, grid, head))
        above = grid
    return tuple(_grouped(text, table) for table in found)


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a grid: roles by column, how many rows it takes."""

    roles: tuple[str, ...]
    rows: int
    cells: tuple[Evidence, ...]


def role_of(words: str) -> str:
    """The role that a column's head gives it, "" where none."""
    said = canonical(" ".join(words.split())).strip(" *:.")
    if not said or len(said) > 90 or _NOT_LEAD.fullmatch(said):
        return ""
    return next((role for role, pattern in _ROLES if regex.fullmatch(pattern, said)), "")


def _head(text: DocumentText, grid: Grid) -> _Head:
    """The roles of a grid's columns from its first rows (a head may have two), none where they do not say."""
    for first in range(min(2, len(grid.rows))):
        if _is_numbered(text, grid.rows[first]):
            break
        roles, cells = _roles(text, grid.rows[first], grid.columns)
        if "lead" not in roles:
            roles = _of_bills(text, roles, cells)
        if len({role for role in roles if role}) < 2:
            continue
        used = first + 1
        if used < len(grid.rows) and _is_second_head(text, grid.rows[first], grid.rows[used]):
            below, more = _roles(text, grid.rows[used], grid.columns)
            roles = tuple(b or a for a, b in zip(roles, below, strict=True))
            cells = tuple(a + b for a, b in zip(cells, more, strict=True))
            used += 1
        while used < len(grid.rows) and _is_numbers(text, grid.rows[used]):
            used += 1
        return _Head(_once(roles), used, cells)
    return _Head(("",) * grid.columns, 0, ((),) * grid.columns)


_ROW_NUMBER: Final = regex.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6})[.)]?")


def _is_numbered(text: DocumentText, row: GridRow) -> bool:
    """A row that begins with a number is no head: "2. | Tuyên truyền … | Bộ Ngoại giao" on top of a page."""
    first = next((cell for cell in row.cells if cell.column == 0), None)
    return first is not None and bool(_ROW_NUMBER.fullmatch(text.quote(first.spans)))


def _once(roles: Sequence[str]) -> tuple[str, ...]:
    """Of several columns for the number or the task the first counts."""
    seen: set[str] = set()
    out: list[str] = []
    for role in roles:
        out.append("" if role in seen and role in ("number", "task") else role)
        seen.add(role)
    return tuple(out)


def _roles(text: DocumentText, row: GridRow, columns: int) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    roles = [""] * columns
    cells: list[Evidence] = [()] * columns
    for cell in row.cells:
        role = role_of(text.quote(cell.spans))
        for column in range(cell.column, min(columns, cell.column + cell.columns)):
            roles[column] = role
            cells[column] = cell.spans
    return tuple(roles), tuple(cells)


def _of_bills(text: DocumentText, roles: Sequence[str], cells: Sequence[Evidence]) -> tuple[str, ...]:
    """The roles of a programme of bills, where nobody else leads: who submits and who examines a bill lead; who takes
    part in examining it is beside them."""
    said = [canonical(" ".join(text.quote(cell).split())).strip(" *:.") for cell in cells]
    of_bills = [next((role for role, head in _BILLS if head.fullmatch(words)), "") for words in said]
    return tuple(of_bills[n] or role for n, role in enumerate(roles))


_BILLS: Final = (
    ("lead", regex.compile(r"cơ quan (?:trình|chủ trì thẩm tra)")),
    ("coordinating", regex.compile(r"cơ quan (?:tham gia|phối hợp) thẩm tra")),
)


def _is_second_head(text: DocumentText, above: GridRow, row: GridRow) -> bool:
    """A head's second row splits a cell above ("Cơ quan thực hiện" → "Chủ trì", "Phối hợp") and has no number."""
    if not row.cells or not any(cell.columns > 1 or cell.rows > 1 for cell in above.cells):
        return False
    said = [text.quote(cell.spans) for cell in row.cells if cell.spans]
    return bool(said) and all(len(words) < 60 for words in said) and any(role_of(words) for words in said)


def _is_numbers(text: DocumentText, row: GridRow) -> bool:
    """The row "(1) | (2) | (3)" under a head."""
    said = [text.quote(cell.spans) for cell in row.cells if cell.spans]
    return len(said) > 1 and all(_NUMBERS_ROW.fullmatch(words.lower()) for words in said)


def _goes_on(text: DocumentText, above: Grid, table: Table, grid: Grid, head: _Head) -> bool:
    """Whether a grid is the rest of the table above: nothing but a page break between, the same columns."""
    between = text.text[above.span.end : grid.span.start]
    if between.strip() and "\f" not in between:
        return False
    if len(between.strip()) > 90 or above.columns != grid.columns:
        return False
    same_page = above.rows[-1].page == grid.rows[0].page
    return head.roles == table.roles if head.rows else not same_page or not between.strip()


def _table(text: DocumentText, grid: Grid, head: _Head) -> Table:
    rows = tuple(_rows(text, grid, head))
    return Table(head.roles, rows, grid.span, head.cells if head.rows else ())


def _joined(text: DocumentText, table: Table, grid: Grid, head: _Head) -> Table:
    head = replace(head, roles=table.roles)
    rows = list(_rows(text, grid, head))
    above = list(table.rows)
    if above and rows and _is_rest_of(text, table, above[-1], rows[0]):
        above[-1] = _one_row(above[-1], rows.pop(0))
    return Table(table.roles, (*above, *rows), Span(table.span.start, grid.span.end), table.head)


def _is_rest_of(text: DocumentText, table: Table, above: TableRow, row: TableRow) -> bool:
    """Whether the first row of a page is the rest of the last one of the page before."""
    if "number" in table.roles:
        column = table.roles.index("number")
        if row.cells[column] or not above.cells[column]:
            return False
    filled = [n for n, cell in enumerate(row.cells) if cell]
    if not filled or (len(filled) == 1 and row.kind == "group"):
        return False
    broken = [n for n in filled if above.cells[n]]
    starts_small = any(text.text[row.cells[n][0].start].islower() for n in filled)
    open_ends = any(not _SENTENCE.search(text.quote(above.cells[n])) for n in broken)
    return starts_small or (bool(broken) and open_ends and "number" in table.roles)


def _one_row(above: TableRow, rest: TableRow) -> TableRow:
    cells = tuple(a if a == b else a + b for a, b in zip(above.cells, rest.cells, strict=True))
    return replace(above, cells=cells, span=Span(above.span.start, rest.span.end))


def _rows(text: DocumentText, grid: Grid, head: _Head) -> Iterator[TableRow]:
    """The rows after the head, merged cells handed down to the rows they cover."""
    held: dict[int, tuple[int, Evidence]] = {}
    for row in grid.rows[head.rows :]:
        cells: list[Evidence] = [()] * grid.columns
        for column, (left, spans) in list(held.items()):
            if left > 0 and column < len(cells):
                cells[column] = spans
                held[column] = (left - 1, spans)
        for cell in row.cells:
            if cell.column < len(cells) and (cell.spans or not cells[cell.column]):
                cells[cell.column] = cell.spans
                held[cell.column] = (cell.rows - 1, cell.spans)
        if any(cells) and not _is_numbers(text, row):
            yield TableRow(
                tuple(cells), _kind(text, row, head), row.span, _number(text, cells, head.roles), (), row.page
            )


def _kind(text: DocumentText, row: GridRow, head: _Head) -> str:
    """A heading row has one cell across most of the table."""
    filled = [cell for cell in row.cells if cell.spans]
    wide = [cell for cell in filled if cell.columns * 2 > len(head.roles) and cell.columns > 1]
    return "group" if wide and _others_are_number(filled, wide, head) else "data"


def _others_are_number(filled: Sequence[GridCell], wide: Sequence[GridCell], head: _Head) -> bool:
    others = [cell for cell in filled if cell not in wide]
    return all(cell.column < len(head.roles) and head.roles[cell.column] in ("number", "") for cell in others)


def _number(text: DocumentText, cells: Sequence[Evidence], roles: Sequence[str]) -> str:
    for role, cell in zip(roles, cells, strict=False):
        if role == "number" and cell:
            return text.quote(cell).strip("*. )(").strip()
    return ""


def _grouped(text: DocumentText, table: Table) -> Table:
    """Finds heading rows by what stands in them and below them, and puts each row under its headings."""
    if not any(table.roles):
        return table
    rows = [_as_group(text, table, n) for n in range(len(table.rows))]
    groups: list[tuple[int, Evidence]] = []
    out: list[TableRow] = []
    for row in rows:
        if row.kind == "group":
            level = _level(row.number)
            groups = [group for group in groups if group[0] < level]
            out.append(replace(row, groups=tuple(group for _, group in groups)))
            groups.append((level, tuple(span for cell in row.cells for span in cell)))
        else:
            out.append(replace(row, groups=tuple(group for _, group in groups)))
    return replace(table, rows=tuple(out))


def _as_group(text: DocumentText, table: Table, n: int) -> TableRow:
    row = table.rows[n]
    if row.kind == "group":
        return row
    said = {role for role, cell in zip(table.roles, row.cells, strict=False) if cell and role}
    others = any(cell for role, cell in zip(table.roles, row.cells, strict=False) if not role)
    if said - {"number", "task"} or others:
        return row
    below = table.rows[n + 1].number if n + 1 < len(table.rows) else ""
    is_above = bool(row.number) and below.startswith(row.number + ".")
    words = text.quote(row.cells[table.roles.index("task")]) if "task" in table.roles else ""
    capitals = words.isupper() or row.number.isalpha()
    has_more = {"lead", "deadline", "coordinating"} & set(table.roles)
    return replace(row, kind="group") if is_above or capitals or (has_more and words) else row


def _level(number: str) -> int:
    """Depth of a heading row by its number: A, I, 1, 1.1 …"""
    if not number:
        return 0
    if regex.fullmatch(r"[IVXLC]+", number):
        return 2
    if number.isalpha():
        return 1
    return 3 + number.count(".")
