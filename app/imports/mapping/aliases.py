"""What officials write above a column, beside a field's name and its two labels. Compared folded (`core.text.fold`).

The headers of the plan of outgoing delegations (form A), of incoming ones (form B) and of the reports on them (form C)
are those of domain.md 2.5; those of the list of agreements, 1.6.
"""

from typing import Final

from app.imports.mapping.delegation_aliases import DELEGATIONS

IGNORED: Final = ("STT", "TT", "Số TT", "Số thứ tự", "No.", "Ord.")
"""Numbers of lines: known, and taken by nothing."""

EVERYWHERE: Final[dict[str, str]] = {
    "id": "ID bản ghi",
    "note": "Chú thích|Ghi chú khác|Notes|Remarks|Remark|Comment",
    "source_system": "Nguồn dữ liệu|Tên hệ thống nguồn",
    "external_id": "Mã ngoài|Mã hệ thống nguồn|Mã tham chiếu|Mã ở hệ thống khác",
    "confidentiality": "Độ mật|Độ mật nội bộ|Chế độ phổ biến|Phạm vi phổ biến",
    "citations": "Nguồn trích dẫn|Nguồn tham khảo|Sources",
}

_UNIT = "Cơ quan chủ trì|Đơn vị chủ trì|Cơ quan, đơn vị chủ trì|Đơn vị, cơ quan chủ trì|Lead agency|Lead unit"
_PARTNER = "Đối tác nước ngoài|Cơ quan đối tác|Tên đối tác|Đối tác phía bạn|Foreign partner|Partner name"
_PILLAR = "Trụ cột đối ngoại|Kênh đối ngoại"

ALIASES: Final[dict[str, dict[str, str]]] = {
    "org-units": {
        "code": "Mã đơn vị|Ký hiệu",
        "name_vi": "Tên đơn vị|Tên cơ quan|Tên|Tên cơ quan, đơn vị|Name",
        "name_en": "Tên tiếng Anh của đơn vị",
        "kind": "Loại đơn vị|Loại hình",
        "parent_id": "Cơ quan chủ quản|Đơn vị cấp trên|Cấp trên|Trực thuộc đơn vị",
        "admin_code": "Mã hành chính|Mã ĐVHC",
        "valid_from": "Ngày thành lập|Hiệu lực từ",
        "valid_to": "Ngày chấm dứt|Ngày giải thể|Hiệu lực đến",
    },
    "documents": {
        "number": "Số văn bản|Số hiệu|Số/ký hiệu|Số ký hiệu văn bản|Document number",
        "type": "Loại|Thể loại|Hình thức văn bản|Document type",
        "issuer": "Tên cơ quan ban hành|Nơi ban hành",
        "issued_on": "Ngày văn bản|Ngày tháng|Ngày, tháng, năm|Date|Date of issue",
        "signer": "Họ tên người ký",
        "subject": "Trích yếu nội dung|Tên văn bản|Nội dung|Về việc",
        "implements": "Triển khai|Căn cứ văn bản",
        "replaces": "Thay thế",
    },
    "partners": {
        "kind": "Loại|Loại hình đối tác|Type",
        "name_vi": f"Tên|Tên gọi|Name|{_PARTNER}",
        "name_en": "Tên tiếng nước ngoài (Anh)",
        "name_local": "Tên nguyên ngữ|Tên tiếng bản địa|Native name",
        "aliases": "Tên khác|Tên viết tắt|Tên gọi cũ",
        "country": "Quốc gia|Tên nước|Nước/vùng lãnh thổ",
        "subdivision": "Mã địa phương|Tỉnh/bang|ISO 3166-2",
        "admin_level": "Cấp",
        "parent_id": "Đơn vị cấp trên|Cơ quan chủ quản",
        "border_adjacent": "Giáp ranh|Có chung đường biên giới",
        "tier": "Thứ tự ưu tiên|Nhóm đối tác",
        "status": "Trạng thái|Tình trạng",
        "website": "Website chính thức|Web",
        "address": "Trụ sở",
        "last_verified_on": "Ngày rà soát|Ngày kiểm tra",
    },
    "relationships": {
        "org_unit_id": "Đơn vị|Phía Việt Nam|Địa phương Việt Nam|Đơn vị phía Việt Nam",
        "partner_id": f"Địa phương nước ngoài|Phía nước ngoài|{_PARTNER}",
        "channel": "Kênh quan hệ|Kênh hợp tác",
        "pillar": _PILLAR,
        "type": "Loại|Hình thức quan hệ|Loại hình quan hệ",
        "stage": "Giai đoạn quan hệ|Tình trạng|Trạng thái",
        "fields": "Lĩnh vực hợp tác",
        "mechanisms": "Cơ chế hợp tác",
        "lead_unit_id": _UNIT,
    },
    "contacts": {
        "partner_id": f"Cơ quan công tác|{_PARTNER}",
        "org_unit_id": "Đơn vị Việt Nam",
        "full_name": "Họ và tên|Tên|Họ tên người liên hệ|Đầu mối|Đầu mối liên hệ|Name|Contact name",
        "native_name": "Tên nguyên ngữ|Tên bản ngữ",
        "honorific": "Ông/bà|Xưng hô|Title",
        "position_vi": "Chức vụ|Chức danh|Position",
        "position_en": "Chức vụ tiếng Anh",
        "term_from": "Nhiệm kỳ từ năm|Giữ chức từ",
        "term_to": "Nhiệm kỳ đến|Nhiệm kỳ đến năm|Giữ chức đến",
        "email": "Email|Địa chỉ email|Hộp thư",
        "phone": "Số điện thoại|ĐT|SĐT|Điện thoại liên hệ|Telephone|Mobile",
        "last_verified_on": "Ngày rà soát",
    },
    "delegations": DELEGATIONS,
    "agreements": {
        "title_vi": "Tên thỏa thuận|Tên văn kiện|Tên văn bản|Tên thỏa thuận quốc tế|Tên|Title",
        "title_foreign": "Tên tiếng Anh|Tên nguyên ngữ",
        "name_type": "Tên gọi|Loại|Loại văn kiện|Hình thức văn kiện|Loại thỏa thuận",
        "signing_capacity": "Danh nghĩa|Danh nghĩa ký (cấp)|Cấp ký|Nhân danh",
        "fields": "Lĩnh vực hợp tác|Lĩnh vực chính",
        "summary": "Nội dung chính|Tóm tắt nội dung|Nội dung hợp tác",
        "signed_on": "Ngày ký kết|Thời gian ký|Ngày tháng ký|Date of signing",
        "place": "Địa điểm ký|Địa điểm|Nơi ký kết",
        "effective_on": "Ngày hiệu lực|Hiệu lực từ ngày|Có hiệu lực từ|Effective date",
        "ends_on": "Ngày kết thúc|Hiệu lực đến ngày|Ngày hết hiệu lực|Expiry date|End date",
        "term_months": "Thời hạn hiệu lực|Thời hạn hiệu lực (tháng)",
        "languages": "Ngôn ngữ văn bản|Ngôn ngữ ký",
        "lead_unit_id": f"Cơ quan chủ trì thực hiện|{_UNIT}",
        "original_location": "Lưu bản gốc tại|Lưu trữ",
        "parties.vietnamese": "Bên ký Việt Nam|Bên Việt Nam|Phía Việt Nam|Cơ quan ký Việt Nam|Vietnamese party",
        "parties.foreign": "Bên ký nước ngoài|Bên nước ngoài|Phía nước ngoài|Bên ký nước ngoài (nước)|Foreign party"
        f"|{_PARTNER}",
        "note+": "Kết quả, khó khăn, kiến nghị|Khó khăn, vướng mắc|Người ký|Người ký hai bên|Người ký hai bên (chức vụ)"
        "|Ngày báo cáo TTg|Ngày gửi BNG|Ngày báo cáo TTg / ngày gửi BNG|Kết quả thực hiện",
    },
    "anniversaries": {
        "kind": "Loại ngày|Loại ngày kỷ niệm|Loại kỷ niệm",
        "title_vi": "Tên ngày kỷ niệm|Ngày kỷ niệm|Tên|Sự kiện|Nội dung",
        "origin_date": "Ngày|Ngày, tháng, năm|Ngày thiết lập|Ngày tháng|Ngày thành lập|Date",
        "calendar": "Loại lịch",
        "subject.country": "Mã nước|Nước kỷ niệm|Country of the anniversary",
        "lead_days": "Số ngày chuẩn bị",
        "lead_unit_id": _UNIT,
    },
    "greetings": {
        "direction": "Gửi/nhận|Gửi hay nhận",
        "type": "Loại thư|Hình thức|Loại thư, điện",
        "occasion": "Nhân dịp|Sự kiện|Nội dung",
        "org_unit_id": f"Đơn vị|{_UNIT}",
        "partner_id": f"Nơi nhận|{_PARTNER}",
        "country": "Quốc gia|Tên nước",
        "reference_number": "Số văn bản|Số công văn|Số hiệu",
        "due_on": "Hạn|Thời hạn gửi",
        "sent_on": "Ngày gửi thư",
        "received_on": "Ngày đến",
        "sent_via": "Phương thức gửi|Hình thức gửi",
        "status": "Tình trạng",
        "reply_to_id": "Phúc đáp",
    },
    "greeting-policies": {
        "kind": "Loại|Loại kỷ niệm",
        "tier": "Mức ưu tiên|Nhóm đối tác",
        "year_class": "Năm",
        "pillar": _PILLAR,
        "actions": "Hình thức|Đề xuất|Actions",
        "basis": "Cơ sở|Căn cứ pháp lý",
    },
    "tasks": {
        "document_id": "Văn bản|Kế hoạch|Căn cứ",
        "section_path": "Phần|Phần, mục|Nhóm nhiệm vụ",
        "title": "Nhiệm vụ|Nội dung nhiệm vụ|Nội dung công việc|Tên nhiệm vụ|Task|Công việc",
        "kind": "Loại nhiệm vụ",
        "pillar": _PILLAR,
        "lead_unit_id": f"Đơn vị thực hiện|Cơ quan thực hiện|{_UNIT}",
        "coordinating_unit_ids": "Cơ quan phối hợp|Cơ quan, đơn vị phối hợp|Đơn vị, cơ quan phối hợp",
        "due_on": "Thời gian hoàn thành|Thời hạn hoàn thành|Hạn|Hạn hoàn thành|Thời gian thực hiện|Deadline",
        "output": "Kết quả, sản phẩm|Sản phẩm hoàn thành|Sản phẩm đầu ra",
        "state": "Tình trạng|Trạng thái|Tình trạng thực hiện",
        "unplanned": "Phát sinh|Ngoài kế hoạch",
        "change_reason": "Lý do|Lý do điều chỉnh|Lý do phát sinh",
    },
    "activities": {
        "kind": "Loại|Loại hình",
        "title": "Tên|Hoạt động|Tên hội nghị, hội thảo|Tên hội nghị|Tên hội thảo|Tên sự kiện",
        "pillar": _PILLAR,
        "org_unit_id": f"Đơn vị|Cơ quan tổ chức|{_UNIT}",
        "partner_ids": _PARTNER,
        "countries": "Quốc gia|Các nước tham dự|Nước tham dự",
        "purpose": "Mục đích|Lý do|Mục đích, nội dung|Nội dung",
        "held_from": "Từ ngày|Ngày tổ chức|Ngày bắt đầu|Start date",
        "held_to": "Đến ngày|Ngày kết thúc|End date",
        "period": "Thời gian|Thời gian tổ chức|Thời gian dự kiến",
        "place": "Nơi tổ chức|Địa điểm tổ chức|Venue",
        "mode": "Hình thức tổ chức",
        "co_organizers": "Cơ quan phối hợp|Phối hợp",
        "sponsors": "Tài trợ|Cơ quan tài trợ|Nhà tài trợ",
        "attendees_vietnamese": "Đại biểu Việt Nam|Số đại biểu VN",
        "attendees_foreign": "Đại biểu nước ngoài|Số đại biểu NN|Số khách nước ngoài",
        "highest_guest": "Khách cao nhất|Chức vụ cao nhất",
        "decision_number": "Số văn bản|Văn bản cho phép",
        "decision_on": "Ngày văn bản",
        "status": "Tình trạng",
        "results": "Kết quả chính",
        "report_submitted_on": "Ngày báo cáo",
        "note+": "Cơ quan cho phép|Chương trình|Tài liệu",
    },
}
"""Collection → target → the headers that mean it, between bars. Targets that are no fields: `mapping/beyond.py`."""
