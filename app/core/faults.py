"""Pydantic's findings as faults of the contract: every one of them at once, each with its place and its stable code."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from app.core.errors import InvalidRequest, MalformedRequest, UnknownParameter, UnsupportedMediaType
from app.core.fault_codes import FAULTS
from app.core.problems import Fault, Problem


class StateSecretRefused(Problem):
    """QĐ 1178/QĐ-TTg; domain.md 10."""

    code = "state_secret_refused"
    status = 422
    title = ("Không nhận bí mật nhà nước", "State secret refused")
    detail = (
        "Tài liệu Mật, Tối mật, Tuyệt mật không được đưa vào sổ này; chỉ ghi nơi lưu.",
        "Mật, Tối mật and Tuyệt mật papers may not enter this registry; keep only a note of where they are.",
    )


_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "enum": "unknown_value",
    "literal_error": "unknown_value",
    "union_tag_invalid": "unknown_value",
    "string_type": "not_a_string",
    "string_unicode": "invalid_format",
    "string_pattern_mismatch": "invalid_format",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "float_type": "not_a_number",
    "float_parsing": "not_a_number",
    "decimal_parsing": "not_a_number",
    "decimal_type": "not_a_number",
    "decimal_max_digits": "out_of_range",
    "decimal_max_places": "out_of_range",
    "decimal_whole_digits": "out_of_range",
    "bool_type": "not_a_boolean",
    "bool_parsing": "not_a_boolean",
    "list_type": "not_a_list",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "finite_number": "out_of_range",
    "int_from_float": "not_a_number",
    "date_type": "invalid_date",
    "date_parsing": "invalid_date",
    "date_from_datetime_parsing": "invalid_date",
    "date_from_datetime_inexact": "invalid_date",
    "datetime_type": "invalid_date",
    "datetime_parsing": "invalid_date",
    "datetime_from_date_parsing": "invalid_date",
    "timezone_aware": "invalid_date",
    "url_parsing": "invalid_format",
}


def fault_code(error: Mapping[str, Any]) -> str:
    """The contract's code of one Pydantic error; our own validators use codes of the contract already."""
    kind = str(error["type"])
    if error.get("input") is None and kind != "missing" and kind not in FAULTS:
        return "null_not_allowed"
    return _CODES.get(kind, kind if kind in FAULTS else "invalid_value")


def pointer(parts: Sequence[Any]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def fault_of(error: Mapping[str, Any], prefix: Sequence[Any] = ()) -> Fault:
    """One Pydantic error as a fault. `prefix` leads the pointer, as an operation's place in a batch does."""
    context = error.get("ctx") or {}
    values = {"allowed": str(context.get("expected", ""))}
    return Fault(fault_code(error), pointer([*prefix, *error["loc"]]), values=values)


def problem_of_validation(request: Request, errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The one problem that a failed validation is; what two dependencies both found counts once."""
    errors = list({(error["type"], error["loc"]): error for error in errors}.values())
    unknown = [error["loc"][1] for error in errors if error["type"] == "extra_forbidden" and error["loc"][0] == "query"]
    if unknown:
        faults = [Fault("unknown_parameter", str(name), "parameter") for name in unknown]
        return UnknownParameter(errors=faults, unknown=unknown, allowed=allowed_parameters(request))
    for error in errors:
        if error["type"] == "json_invalid":
            return MalformedRequest(errors=[Fault("invalid_format", f"/{error['loc'][-1]}")])
        if error["loc"] == ("body",) and isinstance(error.get("input"), bytes):
            return UnsupportedMediaType()
    faults = [_placed(error) for error in errors]
    secret = any(fault.code == StateSecretRefused.code for fault in faults)
    return StateSecretRefused(errors=faults) if secret else InvalidRequest(errors=faults)


def _placed(error: Mapping[str, Any]) -> Fault:
    source, *place = error["loc"]
    fault = fault_of({**error, "loc": place})
    if source == "body":
        return fault
    name = ".".join(str(part) for part in place)
    return Fault(fault.code, name, "header" if source == "header" else "parameter", fault.values)


def allowed_parameters(request: Request) -> list[str]:
    """The query parameters that the route of this request documents."""
    route = request.scope.get("route")
    operation = getattr(route, "dependant", None)
    extra = getattr(route, "openapi_extra", None) or {}
    names: list[str] = [parameter["name"] for parameter in extra.get("parameters", ())]
    for dependant in [operation, *getattr(operation, "dependencies", ())] if operation else []:
        for parameter in dependant.query_params:
            fields = getattr(parameter.field_info.annotation, "model_fields", None)
            names += [parameter.alias] if fields is None else [info.alias or name for name, info in fields.items()]
    return sorted(names)
