"""No input, however odd, is an error of the system."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_search_api.archive import PAPERS, PROBLEM, Site

ODD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40) | st.sampled_from(
    [
        "0",
        "-1",
        "1" * 30,
        "1e9",
        "true",
        "2025-06-30",
        "30/6/2025",
        '"',
        "((((",
        "a* OR b",
        "%",
        "NaN",
        "57-NQ/TW",
        "\\",
    ]
)
PATHS = ("/", "/co-quan", "/co-quan/{}", "/van-ban/{}", "/lo/{}", "/vien-dan", "/nap")
NAMES = (
    *("q", "trang", "dang", "xep", "bo", "han", "type", "issuer", "year", "nguyen-van", "ten", "vai", "nguon", "tinh"),
    *("cu", "nv", "cho", "khung", "tinh-trang", "sau", "so", "ngon-ngu", "giao-dien"),
)


def routes(site: Site) -> list[tuple[str, tuple[str, ...]]]:
    described = site.client.get("/api/v1/openapi.json").json()["paths"]
    api = [
        (path, tuple(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"))
        for path, operations in described.items()
        for method, operation in operations.items()
        if method == "get"
    ]
    return api + [(path, NAMES) for path in PATHS]


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_no_input_is_an_error_of_the_system(site: Site, data: st.DataObject) -> None:
    path, names = data.draw(st.sampled_from(routes(site)))
    known = [*site.ids.values(), "lo-thu", "bo-cong-an"]
    while "{" in path:
        value = data.draw(ODD | st.sampled_from(known))
        path = path[: path.index("{")] + quote(value, safe="") + path[path.index("}") + 1 :]
    query = data.draw(st.lists(st.tuples(st.sampled_from(names or ("x",)), ODD), max_size=4))
    answer = site.client.get(path, params=query)
    assert answer.status_code < 500, (path, query, answer.text[:300])
    if answer.status_code >= 400 and path.startswith("/api/"):
        assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("raw", [bytes([b]) for b in range(128, 256, 9)] + [b"\xc0\xaf", b"\xf5\x80\x80\x80"])
def test_bytes_that_are_no_text_are_refused(site: Site, raw: bytes) -> None:
    escaped = "".join(f"%{byte:02x}" for byte in raw)
    for path in (f"/?q={escaped}", f"/van-ban/{escaped}", f"/api/v1/bodies/{escaped}"):
        assert site.client.get(path).status_code == 400


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS", "TRACE", "FOO")
HEADERS = (
    "Accept",
    "Accept-Language",
    "Cookie",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Content-Type",
    "Origin",
)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40) | st.sampled_from(
    [
        "*",
        "bytes=0-",
        "bytes=9999-1",
        "bytes=a-b",
        "multipart/form-data; boundary=",
        "en;q=x",
        'ngon-ngu="\\777"',
        "null",
    ]
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.sampled_from(METHODS), st.integers(0, 6), st.dictionaries(st.sampled_from(HEADERS), VALUES, max_size=3))
def test_no_method_and_no_header_is_an_error_of_the_system(
    site: Site, method: str, which: int, headers: dict[str, str]
) -> None:
    paper = f"/api/v1/documents/{site.ids[PAPERS[0]]}"
    paths = ("/", "/nap", "/tinh/vanthu.css", paper, f"{paper}/original", "/api/v1/uploads", "/khong-co")
    assert site.client.request(method, paths[which], headers=headers).status_code < 500
