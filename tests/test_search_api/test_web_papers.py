"""Two papers in one file, from the file to the page: proposed, accepted, found by themselves, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_search_api.archive import Site, carried, client_of
from vanthu.wiring import open_services

PAPER = """ỦY BAN NHÂN DÂN TỈNH MẪU
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {n}/KH-UBND
KẾ HOẠCH
Giao Sở Tài chính chủ trì {act} trước ngày 30/6/2025.
Nơi nhận:
- Lưu: VT."""


@pytest.mark.slow
def test_two_papers_in_one_file_are_proposed_accepted_found_and_put_back(tmp_path: Path, site: Site) -> None:
    own = replace(site.settings, home=tmp_path / "home")
    services = open_services(own)
    text = "\f".join((PAPER.format(n=1, act="rà soát hồ sơ"), PAPER.format(n=2, act="đếm thiên thạch")))
    with client_of(services, own) as client:
        client.post("/api/v1/uploads?name=hai.txt&batch=lo-1", content=text.encode())
        carried(services)
        (whole,) = client.get("/api/v1/search?q=thiên thạch").json()["hits"]
        (proposal,) = client.get("/api/v1/batches/lo-1/proposals").json()
        assert proposal["kind"] == "split"
        assert [[part[0]["first"], part[0]["last"]] for part in proposal["parts"]] == [[1, 1], [2, 2]]
        assert "Trang 2" in client.get("/lo/lo-1").text
        assert client.post("/api/v1/batches/lo-1/proposals").json() == 0

        answer = client.post(f"/lo/lo-1/de-xuat/{proposal['id']}", data={"y": "nhan", "trang": "1-1, 2-2"})
        assert answer.status_code == 303
        carried(services)
        (hit,) = client.get("/api/v1/search?q=thiên thạch").json()["hits"]
        assert hit["document"] != whole["document"]
        assert "hai.txt (tr. 2-2)" in client.get(f"/van-ban/{hit['document']}").text
        moved = client.get(f"/van-ban/{whole['document']}")
        first, second = client.get("/api/v1/batches/lo-1/proposals").json()[0]["papers"]
        assert (moved.status_code, moved.headers["location"]) == (303, f"/van-ban/{first}")
        assert second == hit["document"]
        assert "hai.txt (tr. 1-1)" in client.get("/lo/lo-1").text

        wrong = {"parts": [[{"document": whole["document"], "first": 1, "last": 1}]]}
        assert client.post(f"/api/v1/proposals/{proposal['id']}/accept", json=wrong).status_code in (400, 409)
        assert client.post(f"/api/v1/proposals/{proposal['id']}/refuse").json()["state"] == "refused"
        carried(services)
        (again,) = client.get("/api/v1/search?q=thiên thạch").json()["hits"]
        assert again["document"] == whole["document"]
        for path, status in (("none/accept", 404), ("none/refuse", 404)):
            assert client.post(f"/api/v1/proposals/{path}").status_code == status
        for said, status in (({"y": "x"}, 400), ({"y": "nhan", "trang": "1-x"}, 400)):
            assert client.post(f"/lo/lo-1/de-xuat/{proposal['id']}", data=said).status_code == status
        assert client.post("/lo/lo-1/de-xuat").status_code == 303
    services.close()
