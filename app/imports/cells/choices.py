"""Codes of an enum by their own name, by their label in either language, or by another word that officials use.

All are compared folded (`core.text.fold`); a word that two codes claim is nobody's.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from app.agreements.models import AgreementStatus, NameType
from app.core.i18n import Labelled
from app.core.schema import Confidentiality
from app.delegations.models import (
    DelegationLevel,
    DelegationStatus,
    Direction,
    ManagementLevel,
    MemberRole,
    PassportType,
    VisitType,
)
from app.delegations.schemas.parts import FundingSource
from app.greetings.models import GreetingDirection, GreetingType
from app.imports.cells.words import folded
from app.imports.drafts import CellFault
from app.org_units.models import OrgUnitKind
from app.partners.models import PartnerKind
from app.relationships.models import Pillar, RelationshipType

# Form C of domain.md 2.5 says what became of a trip: one that was made is over, one that was not is still proposed.
# `Phát sinh` stands in the same column there, and tells no status: a trip outside the plan may have any.
OTHER_WORDS: Final[dict[type[Labelled], dict[Labelled, str]]] = {
    Direction: {Direction.OUTBOUND: "ra; đi; xuất; out", Direction.INBOUND: "vào; đến; in"},
    DelegationStatus: {
        DelegationStatus.PROPOSED: "chưa; chưa thực hiện; chưa đi; chưa triển khai; đăng ký; dự kiến; planned",
        DelegationStatus.CONSULTING: "lấy ý kiến; thẩm định; đang lấy ý kiến; đang thẩm định",
        DelegationStatus.SUBMITTED: "trình; đang trình; đã trình UBND tỉnh; trình phê duyệt",
        DelegationStatus.APPROVED: "phê duyệt; đã phê duyệt; đã duyệt; chấp thuận; đã chấp thuận; đồng ý",
        DelegationStatus.REJECTED: "không duyệt; không được phê duyệt; không chấp thuận; từ chối",
        DelegationStatus.IN_PROGRESS: "đang đi; đang đón tiếp; đón tiếp; đang triển khai; ongoing",
        DelegationStatus.COMPLETED: "đã thực hiện; thực hiện; đã đi; đã về; kết thúc; hoàn thành; đã hoàn thành; done",
        DelegationStatus.REPORTED: "đã nộp báo cáo; đã có báo cáo",
        DelegationStatus.POSTPONED: "tạm hoãn; đã hoãn; hoãn lại; lùi; lùi thời gian; delayed",
        DelegationStatus.CANCELLED: "đã hủy; hủy bỏ; huỷ; đã huỷ; huỷ bỏ; không thực hiện; không đi; canceled",
    },
    DelegationLevel: {
        DelegationLevel.CENTRAL: "cấp trung ương; TW",
        DelegationLevel.PROVINCIAL_LEADER: "cấp tỉnh; tỉnh; đoàn cấp tỉnh; lãnh đạo cấp tỉnh; provincial",
        DelegationLevel.DEPARTMENT: "sở; sở, ngành; cấp sở; cấp ngành; sở ngành; ban ngành",
        DelegationLevel.COMMUNE: "xã; phường; cấp xã; xã, phường",
        DelegationLevel.ORGANIZATION: "đoàn thể; tổ chức",
        DelegationLevel.EXPERT: "chuyên viên; chuyên gia",
    },
    VisitType: {
        VisitType.OFFICIAL_VISIT: "chính thức; thăm và làm việc chính thức",
        VisitType.WORKING_VISIT: "làm việc; thăm, làm việc; thăm và làm việc; công tác",
        VisitType.COURTESY_CALL: "xã giao; thăm xã giao; chào",
        VisitType.EVENT: "sự kiện; dự hội nghị; hội nghị; hội thảo; dự hội thảo; hội nghị, hội thảo",
        VisitType.SURVEY: "khảo sát, học tập; nghiên cứu, khảo sát; study tour",
        VisitType.TRAINING: "đào tạo; bồi dưỡng; tập huấn; học tập",
        VisitType.PROMOTION: "xúc tiến đầu tư; xúc tiến thương mại; xúc tiến đầu tư, thương mại; xúc tiến du lịch",
        VisitType.PRESS: "phóng viên; phóng viên báo chí",
        VisitType.PRIVATE: "cá nhân; thăm thân; du lịch",
    },
    Pillar: {
        Pillar.PARTY: "Đảng; kênh Đảng",
        Pillar.STATE: "Nhà nước; chính quyền; kênh Nhà nước; ngoại giao",
        Pillar.PEOPLE: "nhân dân; ngoại giao nhân dân; đối ngoại ND",
    },
    MemberRole: {
        MemberRole.LEADER: "trưởng; head; head of delegation",
        MemberRole.DEPUTY_LEADER: "phó đoàn; phó; phó trưởng",
        MemberRole.MEMBER: "đoàn viên; TV; đại biểu; tháp tùng",
        MemberRole.INTERPRETER: "thông dịch; thông dịch viên; phiên dịch viên",
    },
    ManagementLevel: {
        ManagementLevel.CENTRAL: "TW quản lý; trung ương quản lý; diện trung ương quản lý; TW",
        ManagementLevel.STANDING_COMMITTEE: "BTVTU; BTV Tỉnh ủy; BTV Tỉnh ủy quản lý; Ban Thường vụ Tỉnh ủy quản lý",
        ManagementLevel.PEOPLE_COMMITTEE: "UBND; UBND tỉnh quản lý; Ủy ban nhân dân tỉnh",
        ManagementLevel.UNIT: "đơn vị quản lý; cơ quan; cơ quan quản lý",
        ManagementLevel.NONE: "không",
    },
    PassportType: {
        PassportType.DIPLOMATIC: "hộ chiếu ngoại giao; HCNG; NG",
        PassportType.OFFICIAL: "hộ chiếu công vụ; HCCV; CV",
        PassportType.ORDINARY: "hộ chiếu phổ thông; HCPT; PT",
    },
    FundingSource: {
        FundingSource.STATE_BUDGET: "NSNN; NSĐP; ngân sách; ngân sách tỉnh; ngân sách địa phương; kinh phí tỉnh",
        FundingSource.PARTNER: "đối tác; phía bạn; bạn đài thọ; phía bạn đài thọ; đối tác chi trả; đối tác tài trợ",
        FundingSource.SELF: "tự chi; cá nhân tự túc; tự túc kinh phí; cá nhân; tự chi trả",
        FundingSource.SPONSOR: "nhà tài trợ; doanh nghiệp tài trợ; xã hội hóa",
    },
    NameType: {
        NameType.BAN_GHI_NHO: "MOU; bản ghi nhớ hợp tác; biên bản ghi nhớ",
        NameType.THOA_THUAN: "thỏa thuận hợp tác; thoả thuận",
        NameType.Y_DINH_THU: "LOI; thư ý định; ý định thư hợp tác",
        NameType.TUYEN_BO: "tuyên bố chung",
        NameType.THONG_CAO: "thông cáo chung",
        NameType.BIEN_BAN_THOA_THUAN: "biên bản thoả thuận; biên bản",
        NameType.CHUONG_TRINH_HOP_TAC: "chương trình",
        NameType.KE_HOACH_HOP_TAC: "kế hoạch",
    },
    AgreementStatus: {
        AgreementStatus.IN_FORCE: "đang có hiệu lực; có hiệu lực; hiệu lực",
        AgreementStatus.EXPIRED: "hết hiệu lực; đã hết hạn; đã hết hiệu lực",
        AgreementStatus.TERMINATED: "chấm dứt; đã chấm dứt",
    },
    RelationshipType: {
        RelationshipType.TWINNING: "kết nghĩa địa phương; sister; sister city; địa phương kết nghĩa",
        RelationshipType.FRIENDSHIP_COOPERATION: "hợp tác hữu nghị; hợp tác",
    },
    PartnerKind: {
        PartnerKind.LOCAL_GOVERNMENT: "địa phương; tỉnh; thành phố; chính quyền",
        PartnerKind.DIPLOMATIC_MISSION: "đại sứ quán; ĐSQ; tổng lãnh sự quán; TLSQ; cơ quan đại diện; lãnh sự quán",
        PartnerKind.NGO: "PCPNN; phi chính phủ; tổ chức PCPNN; tổ chức phi chính phủ; TCPCPNN; NGOs; INGO",
        PartnerKind.INTERNATIONAL_ORGANIZATION: "TCQT",
        PartnerKind.POLITICAL_PARTY: "Đảng; đảng phái",
        PartnerKind.EDUCATION: "trường; trường đại học; đại học; cơ sở giáo dục",
        PartnerKind.BUSINESS: "công ty; tập đoàn; DN",
        PartnerKind.OVERSEAS_VIETNAMESE_ASSOCIATION: "kiều bào; hội người Việt; hội người Việt Nam",
    },
    OrgUnitKind: {
        OrgUnitKind.DEPARTMENT: "sở; ban; ngành; sở, ngành",
        OrgUnitKind.PEOPLE_COMMITTEE: "UBND",
        OrgUnitKind.PEOPLE_COUNCIL: "HĐND",
        OrgUnitKind.COMMUNE: "xã; phường; đặc khu",
        OrgUnitKind.CITY: "thành phố",
        OrgUnitKind.FRONT_OR_UNION: "đoàn thể; mặt trận; MTTQ",
    },
    GreetingDirection: {
        GreetingDirection.SENT: "gửi; đi; thư đi; đã gửi",
        GreetingDirection.RECEIVED: "nhận; đến; thư đến; đã nhận",
    },
    GreetingType: {
        GreetingType.LETTER: "thư; thư chúc mừng",
        GreetingType.TELEGRAM: "điện; điện chúc mừng",
        GreetingType.FLOWERS: "hoa; hoa chúc mừng",
        GreetingType.CARD: "thiệp mừng; thiệp chúc mừng; thiệp chúc Tết",
        GreetingType.CONDOLENCE: "chia buồn; thư chia buồn",
        GreetingType.SYMPATHY: "điện thăm hỏi; thư thăm hỏi",
        GreetingType.THANKS: "cảm ơn; phúc đáp; thư cám ơn",
    },
    Confidentiality: {Confidentiality.PUBLIC: "công bố", Confidentiality.RESTRICTED: "hạn chế phổ biến"},
}


@lru_cache(maxsize=64)
def words_of(choices: type[Labelled]) -> dict[str, str]:
    """Every folded word that names a code of this enum, and the code."""
    claims: dict[str, set[str]] = {}
    for member in choices:
        others = OTHER_WORDS.get(choices, {}).get(member, "").split("; ")
        for word in (member.value, member.label_vi, member.label_en, *others):
            claims.setdefault(folded(word), set()).add(member.value)
    return {word: next(iter(codes)) for word, codes in claims.items() if word and len(codes) == 1}


def choice_reader(choices: type[Labelled]) -> Callable[[str], str]:
    """Reads a code of this enum. Raises CellFault unknown_choice with all that is allowed."""
    words = words_of(choices)
    allowed = "; ".join(f"{member.label_vi} ({member.value})" for member in choices)

    def read_choice(text: str) -> str:
        code = words.get(folded(text))
        if code is None:
            raise CellFault("unknown_choice", allowed=allowed)
        return code

    return read_choice
