"""A marking of secrecy is refused wherever it stands: QĐ 1178/QĐ-TTg, domain.md 10."""

from typing import Any

import httpx
import pytest

from app.core.secrecy import refuse_marking

UNIT = {"name_vi": "Tỉnh Thử", "kind": "province"}


class TestMarkings:
    @pytest.mark.parametrize(
        "text",
        ["Mật", "TUYỆT MẬT", "tối mật", "Độ mật: Mật", "[MẬT]", "Kế hoạch đón đoàn (Tuyệt mật)", "<toi mat>", "(mật)"],
    )
    async def test_are_refused_in_any_text(self, client: httpx.AsyncClient, text: str) -> None:
        for body, pointer in (({**UNIT, "note": text}, "/note"), ({**UNIT, "name_vi": text}, "/name_vi")):
            answer = await client.post("/v1/org-units", json=body)
            assert (answer.status_code, answer.json()["code"]) == (422, "state_secret_refused")
            assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
                (pointer, "state_secret_refused")
            ]
        assert (await client.get("/v1/org-units")).json()["items"] == []

    async def test_are_refused_deep_inside(self, client: httpx.AsyncClient) -> None:
        citations: list[dict[str, Any]] = [{"url": "https://example.org", "note": "Tối mật"}]
        answer = await client.post("/v1/org-units", json={**UNIT, "citations": citations})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/citations/0/note")

    @pytest.mark.parametrize(
        "text",
        [
            "Danh mục bí mật nhà nước độ Mật",
            "Mặt trận Tổ quốc",
            "Đoàn Mắt kính",
            "mật ong (đặc sản)",
            "Bảo mật thông tin",
        ],
    )
    def test_are_not_seen_where_there_are_none(self, text: str) -> None:
        assert refuse_marking(text) == text
