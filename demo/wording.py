"""What delegations are called and are about: general words alone, which name no real event."""

from app.delegations.models import Direction, VisitType

PHRASES = {
    Direction.OUTBOUND: {
        VisitType.OFFICIAL_VISIT: "Thăm chính thức {}",
        VisitType.WORKING_VISIT: "Thăm làm việc tại {}",
        VisitType.COURTESY_CALL: "Chào xã giao lãnh đạo {}",
        VisitType.EVENT: "Dự sự kiện tại {}",
        VisitType.SURVEY: "Khảo sát tại {}",
        VisitType.TRAINING: "Tập huấn tại {}",
        VisitType.PROMOTION: "Xúc tiến tại {}",
        VisitType.AID: "Trao quà viện trợ tại {}",
        VisitType.PRESS: "Tác nghiệp báo chí tại {}",
        VisitType.PRIVATE: "Đi việc riêng tại {}",
        VisitType.OTHER: "Công tác tại {}",
    },
    Direction.INBOUND: {
        VisitType.OFFICIAL_VISIT: "Đoàn {} thăm chính thức",
        VisitType.WORKING_VISIT: "Đoàn {} thăm làm việc",
        VisitType.COURTESY_CALL: "Đoàn {} chào xã giao",
        VisitType.EVENT: "Đoàn {} dự sự kiện",
        VisitType.SURVEY: "Đoàn {} khảo sát",
        VisitType.TRAINING: "Đoàn {} dự tập huấn",
        VisitType.PROMOTION: "Đoàn {} xúc tiến",
        VisitType.AID: "Đoàn {} triển khai viện trợ",
        VisitType.PRESS: "Phóng viên {} tác nghiệp",
        VisitType.PRIVATE: "Đoàn {} đi việc riêng",
        VisitType.OTHER: "Đoàn {} công tác",
    },
}
TOPICS = (
    "thương mại biên giới",
    "nông nghiệp sạch",
    "trồng rừng",
    "thủy lợi",
    "du lịch cộng đồng",
    "đào tạo tiếng Việt",
    "trao đổi lưu học sinh",
    "y tế tuyến huyện",
    "phòng chống dịch",
    "chuyển đổi số",
    "quản lý đô thị",
    "giao thông kết nối",
    "năng lượng tái tạo",
    "bảo vệ môi trường",
    "cửa khẩu",
    "phân giới cắm mốc",
    "phòng chống ma túy",
    "giao lưu thanh niên",
    "giao lưu phụ nữ",
    "văn hóa nghệ thuật",
    "thể thao",
    "bảo tàng",
    "báo chí",
    "khoa học công nghệ",
    "lao động",
    "logistics",
    "công tác mặt trận",
    "công tác Đảng",
    "hợp tác tòa soạn",
    "thủ công mỹ nghệ",
)
POSITIONS_VI = (
    "Phó Chủ tịch UBND tỉnh",
    "Giám đốc Sở",
    "Phó Giám đốc Sở",
    "Trưởng phòng",
    "Phó Trưởng phòng",
    "Chuyên viên",
    "Chánh Văn phòng",
    "Phó Trưởng ban",
)
POSITIONS_FOREIGN = (
    "Phó Tỉnh trưởng",
    "Vụ trưởng",
    "Trưởng phòng đối ngoại",
    "Cố vấn",
    "Chuyên gia",
    "Chuyên viên",
)
BODIES_VI = ("Sở Thử", "Văn phòng UBND Thử", "Ban Thử", "Hội Thử", "Trường Thử")
REASONS = ("Theo thư mời mới nhận.", "Phát sinh ngoài kế hoạch năm.", "Đối tác đề nghị đổi thời gian.")
OUTCOMES = (
    "Hai bên thống nhất nội dung hợp tác.",
    "Hai bên trao đổi kinh nghiệm, thống nhất đầu mối liên hệ.",
    "Hai bên đồng ý tổ chức đoàn trao đổi năm sau.",
)
