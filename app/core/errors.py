"""The kernel's problems: what can go wrong with any request to any collection.

Problem
├── 400  MalformedRequest · UnknownParameter · InvalidCursor · CursorMismatch
├── 401  NotAuthenticated          403  NotPermitted · OutOfScope
├── 404  NotFound                  405  MethodNotAllowed
├── 409  AlreadyExists · RequestInProgress · StillReferenced
├── 412  PreconditionFailed        413  BodyTooLarge        415  UnsupportedMediaType
├── 422  InvalidRequest · IdempotencyKeyReused · BatchFailed
├── 428  PreconditionRequired      429  TooManyRequests
└── 500  InternalError             503  DatabaseUnavailable
"""

from app.core.problems import Problem


class MalformedRequest(Problem):
    code = "malformed_request"
    status = 400
    title = ("Yêu cầu sai định dạng", "Malformed request")
    detail = ("Không đọc được yêu cầu.", "The request could not be read.")


class UnknownParameter(Problem):
    code = "unknown_parameter"
    status = 400
    title = ("Tham số không được hỗ trợ", "Unknown parameter")
    detail = ("Xem “allowed” để biết giá trị được nhận.", "See “allowed” for what is accepted.")


class InvalidCursor(Problem):
    code = "invalid_cursor"
    status = 400
    title = ("Con trỏ trang không hợp lệ", "Invalid cursor")
    detail = ("Con trỏ không do máy chủ này cấp.", "The cursor was not issued by this server.")


class CursorMismatch(Problem):
    code = "cursor_mismatch"
    status = 400
    title = ("Con trỏ thuộc truy vấn khác", "Cursor of another query")
    detail = (
        "Con trỏ chỉ dùng được với đúng bộ lọc và thứ tự đã cấp nó.",
        "A cursor only continues the filter and sort that issued it.",
    )


class NotAuthenticated(Problem):
    code = "not_authenticated"
    status = 401
    title = ("Chưa xác thực", "Not authenticated")
    detail = (
        "Cần khóa API còn hiệu lực: Authorization: Bearer <khóa>.",
        "A valid API key is needed: Authorization: Bearer <key>.",
    )


class NotPermitted(Problem):
    code = "not_permitted"
    status = 403
    title = ("Không có quyền", "Not permitted")
    detail = ("Vai trò của khóa không có quyền “{permission}”.", "The key's roles do not grant “{permission}”.")


class OutOfScope(Problem):
    code = "out_of_scope"
    status = 403
    title = ("Ngoài phạm vi đơn vị", "Outside the caller's units")
    detail = (
        "Khóa này chỉ được ghi cho các đơn vị trong phạm vi của mình.",
        "This key may only write for the units in its scope.",
    )


class NotFound(Problem):
    code = "not_found"
    status = 404
    title = ("Không tìm thấy", "Not found")
    detail = ("Không có tài nguyên này.", "There is no such resource.")


class MethodNotAllowed(Problem):
    code = "method_not_allowed"
    status = 405
    title = ("Phương thức không được phép", "Method not allowed")
    detail = ("Tài nguyên không nhận phương thức này.", "The resource does not take this method.")


class AlreadyExists(Problem):
    code = "already_exists"
    status = 409
    title = ("Trùng giá trị duy nhất", "Already exists")
    detail = ("Một bản ghi khác đã mang giá trị này.", "Another record already has this value.")


class RequestInProgress(Problem):
    code = "request_in_progress"
    status = 409
    title = ("Yêu cầu đang được xử lý", "Request in progress")
    detail = (
        "Yêu cầu trước với cùng Idempotency-Key chưa xong.",
        "The first request with this Idempotency-Key has not finished.",
    )


class StillReferenced(Problem):
    code = "still_referenced"
    status = 409
    title = ("Còn bản ghi phụ thuộc", "Still referenced")
    detail = ("Bản ghi khác còn trỏ tới bản ghi này.", "Other records still point to this one.")


class PreconditionFailed(Problem):
    code = "precondition_failed"
    status = 412
    title = ("Bản ghi đã thay đổi", "Precondition failed")
    detail = (
        "Bản ghi đã sang phiên bản {current_version}.",
        "The record has moved on to version {current_version}.",
    )


class BodyTooLarge(Problem):
    code = "body_too_large"
    status = 413
    title = ("Nội dung quá lớn", "Body too large")
    detail = ("Nội dung vượt quá giới hạn cho phép.", "The body is larger than allowed.")


class TooManyRows(Problem):
    code = "too_many_rows"
    status = 413
    title = ("Quá nhiều dòng cho XLSX", "Too many rows for XLSX")
    detail = (
        "Một trang tính chứa tối đa {limit} dòng; hãy lấy format=csv.",
        "A sheet holds at most {limit} rows; ask for format=csv.",
    )


class CellTooLong(Problem):
    code = "cell_too_long"
    status = 413
    title = ("Nội dung quá dài cho một ô XLSX", "Too long for a cell of XLSX")
    detail = (
        "Một ô chứa tối đa 32.767 ký tự, cột “{column}” có ô dài hơn; hãy lấy format=csv.",
        "A cell holds at most 32,767 characters, one of column “{column}” has more; ask for format=csv.",
    )


class UnsupportedMediaType(Problem):
    code = "unsupported_media_type"
    status = 415
    title = ("Kiểu nội dung không được hỗ trợ", "Unsupported media type")
    detail = ("Gửi JSON với Content-Type: application/json.", "Send JSON with Content-Type: application/json.")


class InvalidRequest(Problem):
    code = "invalid_request"
    status = 422
    title = ("Dữ liệu không hợp lệ", "Invalid request")
    detail = ("Xem “errors” để biết từng lỗi và vị trí.", "See “errors” for each fault and its place.")


class IdempotencyKeyReused(Problem):
    code = "idempotency_key_reused"
    status = 422
    title = ("Idempotency-Key đã dùng", "Idempotency-Key reused")
    detail = ("Khóa này đã dùng cho một yêu cầu khác.", "This key was used for another request.")


class BatchFailed(Problem):
    code = "batch_failed"
    status = 422
    title = ("Lô không được ghi", "Batch not stored")
    detail = (
        "Thao tác {failed_operation} bị từ chối nên không thao tác nào được ghi.",
        "Operation {failed_operation} was refused, so that none was stored.",
    )


class PreconditionRequired(Problem):
    code = "precondition_required"
    status = 428
    title = ("Thiếu If-Match", "Precondition required")
    detail = ("Khóa này phải gửi If-Match khi sửa, xóa.", "This key must send If-Match to change or delete.")


class TooManyRequests(Problem):
    code = "too_many_requests"
    status = 429
    title = ("Quá nhiều yêu cầu", "Too many requests")
    detail = ("Xin thử lại sau thời gian nêu ở Retry-After.", "Try again after the time in Retry-After.")


class InternalError(Problem):
    code = "internal_error"
    status = 500
    title = ("Lỗi máy chủ", "Internal error")
    detail = ("Lỗi đã được ghi lại cùng mã yêu cầu.", "The error was logged with the request id.")


class DatabaseUnavailable(Problem):
    code = "database_unavailable"
    status = 503
    title = ("Cơ sở dữ liệu chưa sẵn sàng", "Database unavailable")
    detail = (
        "Không ghi gì cả; xin thử lại sau ít giây.",
        "Nothing was stored; try again in a few seconds.",
    )
