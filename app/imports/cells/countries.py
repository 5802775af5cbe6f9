"""Countries by ISO code or by name: the names of `core.reference`, and others that are in use.

A code counts only in capitals where its letters are also a name without its marks: `MY` is Malaysia, `Mỹ` the United
States, `my` is refused. So are names of two countries: Congo, Korea.
"""

from functools import lru_cache
from typing import Final

from app.core.reference import countries, country_name, is_country
from app.imports.cells.words import clean, folded
from app.imports.drafts import CellFault

_CODE: Final = len("LA")
_LEADS: Final = ("đất nước ", "nước ", "quốc gia ")
OTHER_NAMES: Final = {
    "AE": "UAE; Các Tiểu vương quốc Ả Rập; Tiểu vương quốc Ả Rập Thống nhất",
    "AR": "Ác-hen-ti-na; Cộng hòa Argentina",
    "AT": "Cộng hòa Áo; Republic of Austria",
    "AU": "Úc; Ô-xtrây-li-a; Ốt-xtrây-li-a",
    "BD": "Băng-la-đét",
    "BE": "Vương quốc Bỉ",
    "BG": "Bun-ga-ri; Cộng hòa Bulgaria",
    "BN": "Brunây; Bru-nây; Brunei Darussalam",
    "BR": "Bra-xin; Cộng hòa Liên bang Brazil",
    "BY": "Bê-la-rút; Bê-la-rút-xi-a; Bạch Nga; Cộng hòa Belarus",
    "CA": "Ca-na-đa; Gia Nã Đại",
    "CD": "Cộng hòa Dân chủ Congo; CHDC Congo; DR Congo; DRC",
    "CG": "Cộng hòa Congo; Republic of the Congo",
    "CH": "Liên bang Thụy Sĩ; Thuỵ Sĩ; Thuỵ Sỹ; Thụy Sỹ",
    "CI": "Bờ Biển Ngà; Ivory Coast",
    "CL": "Chi-lê; Cộng hòa Chile",
    "CN": "Trung Hoa; CHND Trung Hoa; Cộng hòa Nhân dân Trung Hoa; CHND Trung Quốc; PRC; People's Republic of China",
    "CU": "Cu-ba; Cộng hòa Cuba; CH Cuba",
    "CZ": "Cộng hòa Séc; CH Séc; Tiệp Khắc (Séc); Czech Republic; Czech; Tiệp",
    "DE": "CHLB Đức; Cộng hòa Liên bang Đức; CH Liên bang Đức; Federal Republic of Germany",
    "DK": "Vương quốc Đan Mạch",
    "EG": "Cộng hòa Ả Rập Ai Cập",
    "ES": "Vương quốc Tây Ban Nha",
    "FI": "Cộng hòa Phần Lan",
    "FR": "Cộng hòa Pháp; CH Pháp; French Republic",
    "GB": "Anh; Anh Quốc; UK; U.K.; Great Britain; Britain; Vương quốc Liên hiệp Anh và Bắc Ai-len",
    "GR": "Cộng hòa Hy Lạp",
    "HK": "Hồng Kông; Hồng Công; Hong Kong; Đặc khu hành chính Hồng Kông",
    "HR": "Crô-a-ti-a",
    "HU": "Hung-ga-ri; Hung",
    "ID": "In-đô-nê-xi-a; Indonexia; Inđônêxia; Cộng hòa Indonesia",
    "IE": "Ai-len; Ái Nhĩ Lan",
    "IL": "I-xra-en; Nhà nước Israel",
    "IN": "Cộng hòa Ấn Độ; CH Ấn Độ; Republic of India",
    "IQ": "I-rắc",
    "IR": "I-ran; Cộng hòa Hồi giáo Iran",
    "IT": "I-ta-li-a; Italia; Ý; Cộng hòa Italia; Cộng hòa Ý",
    "JP": "Nhật; Nippon",
    "KH": "Căm-pu-chia; Cam-pu-chia; Vương quốc Campuchia; VQ Campuchia; Kampuchea; Kingdom of Cambodia; Cao Miên",
    "KP": "CHDCND Triều Tiên; Cộng hòa Dân chủ Nhân dân Triều Tiên; Bắc Triều Tiên; DPRK; DPR Korea",
    "KR": "Đại Hàn Dân Quốc; Đại Hàn; Nam Hàn; Nam Triều Tiên; Cộng hòa Hàn Quốc; CH Hàn Quốc; Republic of Korea; ROK;"
    " R.O.K; Korea (Republic of); Korea, South",
    "KZ": "Ca-dắc-xtan; Cộng hòa Kazakhstan",
    "LA": "CHDCND Lào; Cộng hòa Dân chủ Nhân dân Lào; CHDC ND Lào; Lao PDR; Lao; Lao People's Democratic Republic",
    "LK": "Xri Lan-ca; Xri-lan-ca",
    "MA": "Morocco; Vương quốc Maroc; Maroc",
    "MM": "Mi-an-ma; Miến Điện; Burma; Myanmar; Cộng hòa Liên bang Myanmar",
    "MN": "Mongolia; Cộng hòa Mông Cổ",
    "MO": "Ma Cao; Macao; Macau; Ma-cao",
    "MX": "Mê-hi-cô; Mễ Tây Cơ; Mehico",
    "MY": "Ma-lai-xi-a; Malaixia; Mã Lai",
    "MZ": "Mô-dăm-bích",
    "NL": "Vương quốc Hà Lan; Hoà Lan; Hòa Lan; Holland; The Netherlands",
    "NO": "Vương quốc Na Uy; Nauy",
    "NZ": "Niu Di-lân; Niu-di-lân; Tân Tây Lan; Niu Di Lân",
    "PH": "Phi-líp-pin; Philippin; Phi Luật Tân; The Philippines; Cộng hòa Philippines",
    "PK": "Pa-ki-xtan; Pakixtan",
    "PL": "Cộng hòa Ba Lan",
    "PS": "Pa-le-xtin; Palestin; Nhà nước Palestine",
    "PT": "Cộng hòa Bồ Đào Nha",
    "RO": "Ru-ma-ni; Rumani",
    "RU": "LB Nga; Liên bang Nga; Liên Bang Nga; Russian Federation; CHLB Nga",
    "SA": "Ả-rập Xê-út; Arab Saudi; Ả Rập Saudi; Vương quốc Ả Rập Xê-út; A-rập Xê-út",
    "SE": "Vương quốc Thụy Điển; Thuỵ Điển",
    "SG": "Xin-ga-po; Xinh-ga-po; Singapo; Cộng hòa Singapore",
    "SK": "Xlô-va-ki-a; Cộng hòa Slovakia; Slovak; Slovak Republic",
    "TH": "Vương quốc Thái Lan; Thái; VQ Thái Lan; Kingdom of Thailand",
    "TL": "Đông Timor; Đông Ti-mo; Ti-mo Lét-xtê; East Timor",
    "TR": "Thổ; Thổ Nhĩ Kì; Turkey",
    "TW": "Đài Loan; Taiwan",
    "TZ": "Tan-da-ni-a",
    "UA": "U-crai-na; Ucraina; Ukraine",
    "US": "Mỹ; Mĩ; Hợp chúng quốc Hoa Kỳ; Hợp chủng quốc Hoa Kỳ; Hoa Kì; USA; U.S.A.; U.S.; United States of America;"
    " America; The United States",
    "UZ": "U-dơ-bê-ki-xtan; Cộng hòa Uzbekistan",
    "VA": "Vatican; Tòa thánh Vatican; Tòa Thánh; Holy See; Va-ti-căng",
    "VE": "Vê-nê-du-ê-la",
    "VN": "CHXHCN Việt Nam; Cộng hòa Xã hội chủ nghĩa Việt Nam; Viet Nam; Vietnamese",
    "ZA": "Cộng hòa Nam Phi",
}


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Each folded name that is one country's alone, and its code."""
    claims: dict[str, set[str]] = {}
    for code in countries():
        usual = (country_name(code, "vi"), country_name(code, "en"))
        for name in (*usual, *OTHER_NAMES.get(code, "").split("; ")):
            claims.setdefault(folded(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in claims.items() if name and len(codes) == 1}


def find_country(text: str) -> str | None:
    """The ISO code of the one country that a text names; None where it names none, or more than itself."""
    name = clean(text)
    if len(name) == _CODE and name.isascii() and is_country(name.upper()):
        return name.upper() if name.isupper() or folded(name) not in country_names() else None
    for lead in _LEADS:
        name = name[len(lead) :] if name.lower().startswith(lead) else name
    return country_names().get(folded(name))


def read_country(text: str) -> str:
    """The ISO code. Raises CellFault unknown_country_name."""
    code = find_country(text)
    if code is None:
        raise CellFault("unknown_country_name")
    return code
