"""Where the text of a law, decree or circular gives a named body a duty, and where it only says what a body may."""

from __future__ import annotations

from typing import Final

import regex

from vanthu.records import BodyMention
from vanthu.viet import canonical

_PAPER: Final = r"(?:luật|nghị\s+định|nghị\s+quyết|quyết\s+định|thông\s+tư|quy\s+chế|quy\s+định)"
_DO: Final = r"(?:thi\s+hành|thực\s+hiện)"
# "Điều 6. Tổ chức thực hiện" · "Trách nhiệm thi hành" · "Trách nhiệm của các bộ, ngành"   not: tổ chức thực hiện dự án
CARRIES_OUT: Final = regex.compile(
    rf"\W*(?:hiệu\s+lực(?:\s+{_DO})?\s+và\s+)?(?:điều\s+khoản\s+thi\s+hành"
    rf"|(?:trách\s+nhiệm\s+)?(?:và\s+)?(?:trong\s+)?(?:tổ\s+chức|triển\s+khai)(?:\s*,?\s*(?:tổ\s+chức|triển\s+khai))?\s+{_DO}"
    rf"|trách\s+nhiệm\s+{_DO}|phân\s+công\s+(?:thực\s+hiện|trách\s+nhiệm|nhiệm\s+vụ))(?:\s+{_PAPER}(?:\s+này)?)?\W*$"
    r"|\W*trách\s+nhiệm\s+(?:của|quản\s+lý|phối\s+hợp|trong)(?!\w)"
)
"""The heading of an article whose points say what each body does to carry the paper out: there every act of a body is
its task."""

# "Điều 2. Đối tượng áp dụng": whom the rules bind, no tasks.
APPLIES_TO: Final = regex.compile(
    r"\W*(?:phạm\s+vi\s+(?:điều\s+chỉnh|áp\s+dụng)|đối\s+tượng\s+áp\s+dụng|giải\s+thích\s+từ\s+ngữ)(?!\w)"
)

# "X quyết định thành lập …" · "X, theo thẩm quyền, quy định …" · "X với Y để …": what a body may, or is to another.
POWER: Final = regex.compile(
    r"[\s,]*(?:(?:căn\s+cứ|theo|trong|trên\s+cơ\s+sở)(?!\w)[^.;:]{0,260}?\s)?(?:xem\s+xét,\s+)?(?:quyết\s+định|quy\s+định|hướng\s+dẫn\s+(?:chi\s+tiết|thi\s+hành)|sửa\s+đổi,\s+bổ\s+sung\s+một\s+số"
    r"|(?:(?:thực\s+hiện|thống\s+nhất)\s+)*quản\s+lý\s+nhà\s+nước)(?!\w)"
    r"|\s*(?:với|có\s+(?:quyền|thẩm|chức)|hoặc|khi|do|của|nơi)(?!\w)"
)

# "Bộ X theo dõi tình hình …" · "Sở X tham mưu, giúp …" · "Các bộ xây dựng kế hoạch …": how rules word what a body is
# there to do     not: cấp giấy phép, xem xét, trình, tiếp nhận hồ sơ (steps of a procedure)
SERVES: Final = regex.compile(
    r"[\s,]*(?:(?:theo|trong\s+phạm\s+vi|căn\s+cứ|trên\s+cơ\s+sở)(?!\w)[^.;:\ue000]{0,120}?,?\s+)?(?:hằng\s+năm,?\s+|hàng\s+năm,?\s+|định\s+kỳ,?\s+|thường\s+xuyên\s+|chủ\s+động\s+)?"
    r"(?:theo\s+dõi|tuyên\s+truyền|phổ\s+biến|tham\s+mưu|giúp|đôn\s+đốc|rà\s+soát|cập\s+nhật|hướng\s+dẫn(?!\s+(?:chi\s+tiết|thi\s+hành))|chỉ\s+đạo|kiểm\s+tra|phối\s+hợp|tập\s+huấn|định\s+hướng"
    r"|tiến\s+hành\s+(?:kiểm|rà|điều|khảo)|(?:xây\s+dựng|lập)\s+(?:và\s+\p{L}+\s+\p{L}+\s+)?(?:kế\s+hoạch|chương\s+trình|báo\s+cáo)|báo\s+cáo(?=[^.;]*(?:trước\s+ngày|hằng|hàng|định\s+kỳ|kết\s+quả|tình\s+hình))"
    r"|tổ\s+chức\s+(?:thực\s+hiện|triển\s+khai|tuyên|tập|điều\s+tra|khảo\s+sát|kiểm\s+tra|thanh\s+tra|chương|hướng|rà|đánh\s+giá)|(?:bố\s+trí|bảo\s+đảm|đảm\s+bảo)\s+(?:nguồn\s+)?kinh\s+phí)(?!\w)"
)
# "… xây dựng dự thảo Chiến lược, bao gồm các nội dung chính sau đây:": its points are what a thing holds.
HOLDS: Final = regex.compile(
    r"(?:chiến\s+lược|kế\s+hoạch|báo\s+cáo|đề\s+án|hồ\s+sơ|tờ\s+trình|quy\s+hoạch)(?!\w)[^.;:]{0,200}?gồm\s+(?:các\s+|những\s+)?(?:nội\s+dung|thông\s+tin|tài\s+liệu|thành\s+phần|phần)[^.;:]{0,40}:\s*$"
)
# "Người đứng đầu cơ quan | chủ trì thực hiện dự án xem xét …": which office is meant, not what it does.
BARE_OFFICE: Final = regex.compile(r"\s+chủ\s+trì\s+(?!phối|xây|xác|tổ)")

EACH_YEAR: Final = regex.compile(r"\s*(?:hằng|hàng)\s+(?:năm|quý|tháng),\s+(?:các\s+)?")
"""How a sentence about what bodies do again and again begins, before it names them."""

# Everybody: whom a law's rules bind, and nobody in particular.
_EVERYBODY: Final = regex.compile(
    r"(?:các|mọi|từng|những)?\s*(?:cơ\s+quan,\s+)?(?:tổ\s+chức|cá\s+nhân|doanh\s+nghiệp|hộ|người(?!\s+đứng)|công\s+dân|nhà\s+đầu\s+tư|chủ\s+đầu\s+tư|cơ\s+sở(?!\s+đào)|công\s+ty|nhà\s+thầu"
    r"|hợp\s+tác|ngân\s+hàng\s+thương|trường|bệnh\s+viện|thành\s+viên|đơn\s+vị\s+(?:kinh|sản|tư|vận|sử)|cơ\s+quan,\s+đơn\s+vị,\s+tổ\s+chức|cơ\s+quan,\s+tổ\s+chức|cơ\s+quan(?:\s+nhà\s+nước)?$|cơ\s+quan(?:\s+nhà\s+nước)?\s+có\s+(?:thẩm\s+quyền|chức\s+năng)"
    r"|người\s+đứng\s+đầu\s+cơ\s+sở|cơ\s+quan\s+(?:đề\s+nghị|chuyển|tiếp\s+nhận|thụ\s+lý|gửi|nhận|được\s+lấy)(?!\w)|đại\s+biểu(?!\s+(?:quốc|hội)))"
)


def everybody(bodies: tuple[BodyMention, ...]) -> bool:
    """Whether only those are named whom a law's rules bind in general (tổ chức, cá nhân, doanh nghiệp …)."""
    return all(_EVERYBODY.match(canonical(body.name)) for body in bodies)


def particular(body: BodyMention) -> bool:
    """Whether a law's sentence about a body is about nobody else: a ministry, each ministry, a province's committee;
    not a post, "cơ quan có thẩm quyền"."""
    if body.post or _POSTS.match(canonical(body.name)):
        return False
    return body.body is not None or (body.group and _MINISTRIES.match(canonical(body.name)) is not None)


_POSTS: Final = regex.compile(
    r"(?:các\s+)?(?:(?:phó\s+)?(?:thủ\s+tướng|chủ\s+tịch)|bộ\s+trưởng|thủ\s+trưởng|người\s+đứng\s+đầu)(?!\w)"
)
_MINISTRIES: Final = regex.compile(r"(?:các\s+)?(?:bộ|sở|uỷ\s+ban\s+nhân\s+dân|tổ\s+chức\s+pháp\s+chế)(?!\w)")
