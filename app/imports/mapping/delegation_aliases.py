"""What officials write above the columns of forms A, B and C, and of lists of members (domain.md 2.5, 12.4, 12.5)."""

from typing import Final

DELEGATIONS: Final[dict[str, str]] = {
    "code": "Mã|Mã số đoàn|Số hiệu đoàn",
    "title": "Tên đoàn/danh nghĩa|Đoàn|Đoàn công tác|Tên đoàn công tác|Tên đoàn ra|Tên đoàn vào|Delegation"
    "|Delegation name|Name of delegation",
    "title_and_country": "Tên đoàn, quốc gia/tổ chức|Tên đoàn, quốc gia|Tên đoàn, nước|Tên đoàn, tổ chức",
    "direction": "Chiều đoàn|Loại đoàn|Đoàn ra/đoàn vào|Đoàn ra/vào|Ra/vào|Đoàn ra, đoàn vào",
    "capacity": "Danh nghĩa đoàn|Với danh nghĩa",
    "visit_type": "Loại hình|Loại hình chuyến thăm|Tính chất chuyến thăm|Loại chuyến đi|Type of visit",
    "pillar": "Trụ cột đối ngoại|Kênh đối ngoại",
    "level": "Cấp của đoàn|Cấp trưởng đoàn",
    "org_unit_id": "Cơ quan chủ trì|Cơ quan chủ trì đón|Đơn vị chủ trì đón|Cơ quan đón|Cơ quan đón tiếp|Đơn vị đón tiếp"
    "|Đơn vị|Cơ quan, đơn vị|Cơ quan, đơn vị chủ trì|Đơn vị, cơ quan chủ trì|Đơn vị tổ chức|Đơn vị thực hiện"
    "|Cơ quan thực hiện|Cơ quan cử đoàn|Đơn vị cử đoàn|Host unit|Host agency|Lead agency|Lead unit",
    "partner_ids": "Đối tác làm việc|Đối tác nước ngoài|Cơ quan đối tác|Tên đối tác|Foreign partner",
    "destination": "Nước, đối tác đến|Nước đến|Nước đi|Quốc gia|Quốc gia/tổ chức|Quốc gia, tổ chức|Quốc gia đến|Nơi đến"
    "|Nước đến công tác|Nước, tổ chức|Nước/đối tác|Nước, đối tác|Nước, vùng lãnh thổ|Nước/vùng lãnh thổ|Destination",
    "purpose": "Mục đích|Nội dung|Mục đích, nội dung chuyến đi|Mục đích, nội dung làm việc|Nội dung làm việc"
    "|Nội dung chuyến thăm|Mục đích chuyến đi|Mục đích chuyến thăm",
    "period": "Thời gian|Thời gian dự kiến|Thời gian thực hiện|Thời gian đi|Thời gian công tác|Thời gian thăm"
    "|Thời điểm|Dates|Period|Planned dates|Planned period",
    "actual_period": "Thời gian thực tế|Thời gian thực hiện thực tế|Actual dates|Actual period",
    "planned_from": "Từ ngày|Ngày bắt đầu|Ngày khởi hành|Thời gian từ ngày|Dự kiến từ ngày|Ngày đi dự kiến|Start date"
    "|From",
    "planned_to": "Đến ngày|Ngày kết thúc|Thời gian đến ngày|Dự kiến đến ngày|Ngày về dự kiến|End date|To",
    "actual_from": "Thực tế từ ngày|Ngày đi thực tế|Thời gian thực tế từ|Ngày bắt đầu thực tế|Actual start",
    "actual_to": "Thực tế đến ngày|Ngày về thực tế|Thời gian thực tế đến|Ngày kết thúc thực tế|Actual end",
    "headcount_planned": "Số người/thành phần|Số người|Số lượng|Số lượng người|Số khách|Số thành viên"
    "|Số lượng thành viên|Thành phần|Thành phần đoàn|Số lượng, thành phần|Số người, thành phần|Số lượt người"
    "|Tổng số người|Headcount|Number of people|Number of members|Pax",
    "headcount_actual": "Số lượng thực tế|Số khách thực tế|Số lượt người thực tế|Số người đi thực tế",
    "in_plan": "Trong/ngoài kế hoạch|Trong kế hoạch/phát sinh|Kế hoạch/phát sinh|Theo kế hoạch",
    "unplanned": "Ngoài kế hoạch|Phát sinh|Đoàn phát sinh|Phát sinh ngoài kế hoạch|Unplanned",
    "unplanned_reason": "Lý do ngoài kế hoạch|Lý do",
    "plan_item_id": "Nhiệm vụ trong kế hoạch",
    "receiving_leader": "Cấp tiếp|Người tiếp|Lãnh đạo tiếp đoàn|Lãnh đạo chủ trì tiếp|Đồng chí tiếp|Received by|Host",
    "outcomes": "Kết quả chính|Kết quả chính, văn bản đã ký|Kết quả đạt được|Kết quả chuyến đi|Kết quả làm việc"
    "|Results",
    "status": "Tình trạng|Tình hình thực hiện|Tình trạng thực hiện",
    "report": "Đã nộp báo cáo|Báo cáo|Nộp báo cáo|Báo cáo kết quả|Tình trạng báo cáo|Report",
    "report_submitted_on": "Ngày báo cáo",
    "leader": "Trưởng đoàn|Họ tên, chức vụ trưởng đoàn|Họ tên trưởng đoàn|Trưởng đoàn, chức vụ|Trưởng đoàn / Họ tên"
    "|Trưởng đoàn / Họ và tên|Head of delegation|Leader",
    "leader.position": "Chức vụ trưởng đoàn|Trưởng đoàn / Chức vụ|Chức danh trưởng đoàn|Leader's position",
    "members": "Members|Thành viên|Danh sách thành viên|Danh sách đoàn",
    "funding_planned": "Kinh phí dự kiến|Kinh phí dự kiến, nguồn|Dự toán|Dự toán kinh phí|Kinh phí, nguồn"
    "|Kinh phí và nguồn|Planned cost|Estimated cost|Budget",
    "funding_actual": "Kinh phí thực chi|Kinh phí thực tế|Thực chi|Quyết toán|Kinh phí quyết toán|Actual cost",
    "funding_source": "Nguồn kinh phí|Nguồn|Nguồn chi|Funding source",
    "decision": "Số, ngày QĐ|Số QĐ|Quyết định|Số quyết định|Số, ngày quyết định|Quyết định cử đoàn|Văn bản cho phép"
    "|Số, ngày văn bản|Decision",
    "decided_by": "Cấp quyết định|Cấp phê duyệt|Thẩm quyền quyết định|Cơ quan quyết định|Decided by",
    "place": "Địa điểm|Địa điểm làm việc|Địa điểm tiếp|Địa điểm tiếp đoàn|Place|Venue",
    "note+": "Số ngày|Đơn vị phối hợp|Cơ quan phối hợp|Phiên dịch|Lộ trình|Văn bản đã ký|Thành phần tiếp|Cùng tiếp"
    "|Kiến nghị|Đề xuất, kiến nghị|Khó khăn, kiến nghị|Quá cảnh|Tặng phẩm|Tồn tại, kiến nghị",
}
"""Target → the headers that mean it, between bars."""

MEMBERS: Final[dict[str, str]] = {
    "full_name": "Họ và tên|Họ tên thành viên|Họ và tên thành viên|Tên thành viên|Thành viên / Họ tên|Member name"
    "|Member",
    "role": "Vai trò trong đoàn|Vai trò thành viên|Member role",
    "position": "Chức danh|Chức vụ thành viên|Chức vụ, đơn vị",
    "organization": "Cơ quan công tác|Đơn vị công tác|Nơi công tác|Cơ quan thành viên|Cơ quan, đơn vị công tác",
    "nationality": "Quốc tịch thành viên",
    "management_level": "Cấp quản lý|Diện cán bộ",
    "participated": "Tham gia thực tế|Có tham gia",
    "passport_number": "Hộ chiếu|Số HC|Số hộ chiếu thành viên|Passport|Passport no.",
    "passport_type": "Loại HC",
    "passport_expires_on": "Ngày hết hạn hộ chiếu|Hạn hộ chiếu|Hết hạn hộ chiếu",
    "order": "Thứ tự thành viên|STT thành viên",
    "external_id": "Mã thành viên|Mã cán bộ|Member id",
}
"""Fields of a member → headers; they count as a member's where the file has a column of members' names."""

OF_DELEGATION: Final = "delegation_id|Mã bản ghi đoàn|Delegation id|ID đoàn"
OF_MEMBER: Final[dict[str, str]] = {
    "full_name": "Thành viên|Thành viên đoàn|Họ tên cán bộ|Họ và tên cán bộ",
    "organization": "Đơn vị|Cơ quan, đơn vị|Đơn vị, cơ quan",
}
"""On a sheet of members: the headers of their delegation's id, and those that are a member's there alone."""

TOGETHER: Final[tuple[dict[str, str], ...]] = (
    {"Ngày đi": "planned_from", "Ngày về": "planned_to"},
    {"Ngày đến": "planned_from", "Ngày đi": "planned_to"},
    {"Ngày đến": "planned_from", "Ngày về": "planned_to"},
    {"Từ": "planned_from", "Đến": "planned_to"},
)
"""Headers that mean something only beside each other: `Ngày đi` is the first day of our trips, the last of theirs."""

INBOUND: Final = (
    "Số khách|Số khách thực tế|Cấp tiếp|Cơ quan chủ trì đón|Đơn vị chủ trì đón|Cơ quan đón|Cơ quan đón tiếp"
    "|Đơn vị đón tiếp|Tên đoàn vào|Tên đoàn, quốc gia/tổ chức"
)
OUTBOUND: Final = "Nước, đối tác đến|Quốc gia đến|Nước đến công tác|Tên đoàn ra|Cơ quan cử đoàn|Đơn vị cử đoàn"
"""Headers of forms A and B alone, which have no column for the direction."""
