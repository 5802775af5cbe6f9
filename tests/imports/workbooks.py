"""Three workbooks as offices send them: titles, groups, merged cells, totals, signatures, and the mistakes of a Friday.

Everything in them is made up. `FORM_A` plans outgoing delegations, `FORM_B` incoming ones, `FORM_C` reports what became
of them, with one line for each member.
"""

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

FORM_A = [
    (
        "STT",
        "Tên đoàn/danh nghĩa",
        "Trưởng đoàn (họ tên, chức vụ)",
        "Số người",
        "Nước, đối tác đến",
        "Mục đích, nội dung",
        "Thời gian",
        "Cơ quan chủ trì",
        "Kinh phí dự kiến",
        "Nguồn",
        "Trong/ngoài kế hoạch",
        "Ghi chú",
    ),
    tuple(f"({place})" for place in range(1, 13)),
    ("I", "ĐOÀN CỦA LÃNH ĐẠO TỈNH"),
    (
        1,
        "Đoàn công tác tỉnh thăm Xiêng Khoảng",
        "Ông Nguyễn Văn Mẫu, Phó Chủ tịch UBND tỉnh",
        "12 người",
        "Lào, tỉnh Xiêng Khoảng",
        "Thăm, làm việc",
        "quý III/2026",
        "Sở Ngoại vụ",
        "1.250.000.000 đ",
        "Ngân sách nhà nước",
        "Trong kế hoạch",
        None,
    ),
    (
        2,
        "Đoàn xúc tiến đầu tư",
        "Bà Trần Thị Ví Dụ - Giám đốc Sở",
        8,
        "Hàn Quốc; Gwangju",
        "Xúc tiến đầu tư",
        "12-15/5/2026",
        "Sở Ngoại vụ",
        "15.000 USD",
        "Tự túc",
        "x",
        "Khẩn",
    ),
    ("II", "ĐOÀN CỦA CÁC SỞ, NGÀNH"),
    (
        3,
        "Đoàn học tập kinh nghiệm",
        "Lê Văn Thử",
        "khoảng 12 người",
        "Lào; tỉnh Không Có Thật",
        "Học tập",
        "31/02/2026",
        "Sở Tưởng Tượng",
        None,
        None,
        "Trong kế hoạch",
        None,
    ),
    ("Tổng cộng", None, None, 20),
    (),
    (None, "Nơi nhận:", None, None, None, None, None, "GIÁM ĐỐC"),
]
FORM_B = [
    (
        "TT",
        "Tên đoàn",
        "Quốc gia/tổ chức",
        "Trưởng đoàn",
        "Số khách",
        "Mục đích",
        "Thời gian",
        "Cấp tiếp",
        "Cơ quan chủ trì đón",
        "Địa điểm",
        "Kinh phí",
        "Ghi chú",
    ),
    (
        1,
        "Đoàn tỉnh Xiêng Khoảng thăm và làm việc",
        "Lào (tỉnh Xiêng Khoảng)",
        "Ngài Kham Mẫu",
        "15 khách",
        "Thăm, làm việc",
        "tháng 6/2026",
        "Chủ tịch UBND tỉnh",
        "Sở Ngoại vụ",
        "Thành phố Vinh",
        "350 triệu đồng",
        None,
    ),
    (
        2,
        "Đoàn doanh nghiệp",
        "Nhật Bản",
        None,
        6,
        "Khảo sát đầu tư",
        "05/04/2026",
        "Lãnh đạo Sở",
        "Sở Ngoại vụ",
        None,
        None,
        "=HYPERLINK(không phải công thức)",
    ),
]
FORM_C = [
    (
        "STT",
        "Tên đoàn",
        "Mã đoàn",
        "Chiều",
        "Cơ quan chủ trì",
        "Từ ngày",
        "Đến ngày",
        "Tình trạng",
        "Họ và tên",
        "Chức vụ",
        "Vai trò",
        "Số hộ chiếu",
    ),
    (
        1,
        "Đoàn báo cáo thử",
        "DR-2025-901",
        "Đoàn ra",
        "Sở Ngoại vụ",
        date(2025, 12, 29),
        date(2025, 12, 31),
        "đã thực hiện",
        "Nguyễn Văn Một",
        "Giám đốc",
        "Trưởng đoàn",
        "C1234567",
    ),
    (None, None, None, None, None, None, None, None, "Trần Văn Hai", "Chuyên viên", "Thành viên", None),
    (None, None, None, None, None, None, None, None, "Phạm Thị Ba", "Phiên dịch", "Phiên dịch", "B7654321"),
    (
        2,
        "Đoàn hoãn thử",
        "DR-2025-902",
        "Đoàn ra",
        "Sở Ngoại vụ",
        None,
        None,
        "hoãn",
        "Nguyễn Văn Một",
        None,
        "Trưởng đoàn",
        None,
    ),
]


def write_form(path: Path, rows: list[tuple[Any, ...]], title: str, *, merged: bool = False, **options: Any) -> Path:
    """The rows below a title of three lines; `merged` draws the cells of one delegation together."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", **options})
    sheet = book.add_worksheet("Biểu")
    last = len(rows[0]) - 1
    sheet.merge_range(0, 0, 0, last, "ỦY BAN NHÂN DÂN TỈNH GIẢ ĐỊNH")
    sheet.merge_range(1, 0, 1, last, title)
    first = 3
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(first + place, column, cell)
            elif cell is not None:
                sheet.write(first + place, column, cell)
    if merged:
        form = book.add_format()
        for column in range(8):
            cell = rows[1][column]
            sheet.merge_range(first + 1, column, first + 3, column, "", form)
            sheet.write(
                first + 1, column, cell, *([book.add_format({"num_format": "dd/mm/yyyy"})] * (column in {5, 6}))
            )
    book.close()
    return path
