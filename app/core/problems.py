"""Problems: every failure is RFC 9457 `application/problem+json`, with a code that never changes with language.

`Problem` is the root; each subclass is one code, kept in `REGISTRY` by its own definition:

    Problem
    ├── the kernel's own                 app/core/errors.py
    └── what happened in a slice         at the top of that slice's service.py

`Fault` names one place in what the caller sent (a pointer into the body, a query parameter, a header) and what is wrong
there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.core.i18n import Language, preferred_language

MEDIA_TYPE = "application/problem+json"
REGISTRY: dict[str, type["Problem"]] = {}

FAULTS: dict[str, tuple[str, str]] = {
    "missing": ("Thiếu giá trị bắt buộc.", "A required value is missing."),
    "unknown_field": ("Trường không có trong hợp đồng API.", "The field is not part of the contract."),
    "unknown_parameter": ("Tham số không được hỗ trợ.", "The parameter is not supported."),
    "unknown_value": ("Giá trị không thuộc danh mục: {allowed}.", "The value is not one of: {allowed}."),
    "exactly_one": ("Phải có đúng một trong: {allowed}.", "Exactly one of these must be given: {allowed}."),
    "unknown_reference": ("Không có bản ghi nào mang mã này.", "No record has this id."),
    "already_used": ("Giá trị đã được bản ghi khác sử dụng.", "Another record already uses this value."),
    "not_a_string": ("Phải là chuỗi ký tự.", "Must be a string."),
    "not_a_number": ("Phải là số.", "Must be a number."),
    "not_a_boolean": ("Phải là true hoặc false.", "Must be true or false."),
    "not_a_list": ("Phải là danh sách.", "Must be a list."),
    "not_an_object": ("Phải là đối tượng JSON.", "Must be a JSON object."),
    "null_not_allowed": ("Không được để null.", "Null is not allowed."),
    "too_short": ("Quá ngắn hoặc quá ít.", "Too short or too few."),
    "too_long": ("Quá dài hoặc quá nhiều.", "Too long or too many."),
    "out_of_range": ("Ngoài khoảng cho phép.", "Out of the allowed range."),
    "invalid_date": ("Ngày không hợp lệ hoặc không tồn tại.", "The date is malformed or does not exist."),
    "end_before_start": ("Ngày kết thúc trước ngày bắt đầu.", "The end is before the start."),
    "date_in_future": ("Ngày sau ngày ghi sổ.", "The date is after the day of recording."),
    "after_publication": ("Ngày ban hành sau ngày đăng.", "The date of issue is after the date of publication."),
    "invalid_format": ("Sai định dạng.", "The format is wrong."),
    "invalid_value": ("Giá trị không hợp lệ.", "The value is not valid."),
    "nul_character": ("Chứa ký tự NUL.", "Contains a NUL character."),
    "several_chosen": ("Chỉ được chọn nhiều nhất một ngày.", "At most one claim may be chosen."),
    "chosen_without_date": ("Nguồn được chọn phải có ngày.", "The chosen claim must have a date."),
    "unknown_currency": ("Không phải mã tiền tệ ISO 4217.", "Not an ISO 4217 currency code."),
    "unknown_country": ("Không phải mã nước ISO 3166-1.", "Not an ISO 3166-1 country code."),
    "subdivision_mismatch": (
        "Mã địa phương không thuộc nước này (ISO 3166-2).",
        "The subdivision does not belong to the country (ISO 3166-2).",
    ),
    "state_secret_refused": (
        "Không nhận tài liệu Mật, Tối mật, Tuyệt mật.",
        "State secrets are refused: this registry may run on a networked machine.",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `place` is a JSON pointer for `pointer`, else the name of the parameter or header."""

    code: str
    place: str
    kind: str = "pointer"
    values: Mapping[str, Any] = field(default_factory=dict)

    def render(self, language: Language) -> dict[str, str]:
        vi, en = FAULTS[self.code]
        return {
            self.kind: self.place,
            "code": self.code,
            "detail": (vi if language == "vi" else en).format(**self.values),
        }


class Problem(Exception):  # noqa: N818  # a problem says what happened (AlreadySigned); "Error" would add nothing
    """A refusal. Class attributes say what it always is; `values` fill the detail and join the body as members."""

    code: ClassVar[str] = ""
    status: ClassVar[int] = 400
    title: ClassVar[tuple[str, str]] = ("", "")
    detail: ClassVar[tuple[str, str]] = ("", "")

    def __init__(
        self, *, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(self.code)
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.values = values

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        REGISTRY[cls.code] = cls

    def body(self, language: Language, request_id: str) -> dict[str, Any]:
        """The members of RFC 9457, the code, the request id, every fault, and the values given."""
        index = 0 if language == "vi" else 1
        body: dict[str, Any] = {
            "type": f"/v1/problems#{self.code}",
            "title": self.title[index],
            "status": self.status,
            "detail": self.detail[index].format(**self.values),
            "code": self.code,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = [fault.render(language) for fault in self.errors]
        return body | self.values


def problem_response(request: Request, problem: Problem) -> Response:
    """The problem in the caller's language."""
    language = preferred_language(request.headers.get("accept-language", ""))
    request_id = request.scope.get("state", {}).get("request_id", "")
    headers = {"content-language": language, "vary": "Accept-Language", **problem.headers}
    body = orjson.dumps(problem.body(language, request_id), default=str)
    return Response(body, problem.status, headers, MEDIA_TYPE)
