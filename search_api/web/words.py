"""The words of the pages: one table, two languages. Dates and figures as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from search_api.web.desk import VIETNAM

LANGUAGES: Final = ("vi", "en")

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # the frame
    "skip": ("Đến nội dung chính", "Skip to the content"),
    "office": ("Kho văn bản", "Document archive"),
    "nav": ("Chính", "Main"),
    "search": ("Tìm kiếm", "Search"),
    "tasks": ("Nhiệm vụ", "Tasks"),
    "upload": ("Nạp văn bản", "Add documents"),
    "cite": ("Viện dẫn", "Citations"),
    "dark": ("Nền tối", "Dark"),
    "light": ("Nền sáng", "Light"),
    "foot": ("{documents} văn bản tìm được trong kho này", "{documents} documents can be searched here"),
    "foot_busy": ("{n} việc đang chờ hoặc đang làm", "{n} jobs waiting or running"),
    "foot_indexing": ("{n} văn bản đang vào chỉ mục", "{n} documents on their way to the index"),
    "foot_down": ("Chỉ mục tìm kiếm chưa trả lời", "The search index does not answer"),
    "page": ("trang {n}", "page {n}"),
    "Page": ("Trang {n}", "Page {n}"),
    "page_of": ("Trang {n} trong {of}", "Page {n} of {of}"),
    "next": ("Trang sau", "Next page"),
    "previous": ("Trang trước", "Previous page"),
    "pages": ("{n} trang", "{n} pages"),
    "documents": ("{n} văn bản", "{n} documents"),
    "not_stated": ("Không nêu", "Not stated"),
    "none": ("Không có", "None"),
    "view": ("Xem", "Show"),
    # the trade
    "document": ("Văn bản", "Document"),
    "passage": ("Đoạn", "Passages"),
    "task": ("Nhiệm vụ", "Task"),
    "task_words": ("Nhiệm vụ (lời văn bản)", "Task (words of the document)"),
    "lead": ("Chủ trì", "Lead"),
    "coordinating": ("Phối hợp", "Coordinating"),
    "coordinating_body": ("Cơ quan phối hợp", "Coordinating body"),
    "lead_body": ("Cơ quan chủ trì", "Lead body"),
    "group": ("Qua tên gọi chung", "Through a collective"),
    "possibly": ("Có thể", "Possibly"),
    "product": ("Sản phẩm", "Product"),
    "deadline": ("Thời hạn", "Deadline"),
    "source": ("Nguồn", "Source"),
    "number": ("Số, ký hiệu", "Number"),
    "issuer": ("Cơ quan ban hành", "Issuing body"),
    "issued": ("Ngày ban hành", "Date of issue"),
    "signed": ("{name} ký", "signed by {name}"),
    "type": ("Loại văn bản", "Type"),
    "year": ("Năm ban hành", "Year of issue"),
    "state": ("Tình trạng", "State"),
    "no_number": ("Không số", "No number"),
    "untitled": ("Văn bản không có trích yếu", "Document without an abstract"),
    # deadlines
    "late": ("Quá hạn", "Overdue"),
    "soon": ("Sắp đến hạn (30 ngày)", "Due soon (30 days)"),
    "ok": ("Còn hạn", "In time"),
    "rec": ("Định kỳ, thường xuyên", "Recurring, ongoing"),
    "recurring": ("Định kỳ", "Recurring"),
    "ongoing": ("Thường xuyên", "Ongoing"),
    "no_deadline": ("Không thời hạn", "No deadline"),
    "not_placed": ("Không tính được ngày", "No day can be told"),
    "late_days": ("Quá hạn {n} ngày ({day})", "{n} days overdue ({day})"),
    "left_days": ("Còn {n} ngày ({day})", "{n} days left ({day})"),
    "today": ("Đến hạn hôm nay ({day})", "Due today ({day})"),
    "next_due": ("{every}, kỳ tới {day}", "{every}, next {day}"),
    "estimated": (", ước tính", ", estimated"),
    "P1W": ("Hằng tuần", "Every week"),
    "P1M": ("Hằng tháng", "Every month"),
    "P3M": ("Hằng quý", "Every quarter"),
    "P6M": ("6 tháng một lần", "Every 6 months"),
    "P1Y": ("Hằng năm", "Every year"),
    # search
    "search_title": ("Tìm kiếm trong kho văn bản", "Search the archive"),
    "search_label": ("Tìm văn bản, nhiệm vụ, viện dẫn", "Search documents, tasks, citations"),
    "search_hint": (
        "Ví dụ: văn bản giao Bộ Khoa học và Công nghệ trước 30/6/2025 · 57-NQ/TW · “dữ liệu dùng chung”",
        "For example: văn bản giao Bộ Khoa học và Công nghệ trước 30/6/2025 · 57-NQ/TW · “dữ liệu dùng chung”",
    ),
    "find": ("Tìm", "Search"),
    "understood": ("Đã hiểu là", "Understood as"),
    "exactly": ("Tìm đúng nguyên văn đã gõ", "Search exactly as typed"),
    "exact_on": ("Đang tìm đúng nguyên văn.", "Searching exactly as typed."),
    "exact_off": ("Tìm như thường", "Search as usual"),
    "drop": ("Bỏ điều kiện {what}", "Drop the condition {what}"),
    "switched_off": ("Đã bỏ", "Dropped"),
    "restore": ("Dùng lại {what}", "Use {what} again"),
    "filter": ("Lọc", "Filter"),
    "filter_label": ("Lọc kết quả", "Filter the results"),
    "results": ("Kết quả", "Results"),
    "back_to_results": ("Về kết quả", "Back to the results"),
    "kind_of_result": ("Dạng kết quả", "Kind of result"),
    "sort": ("Xếp theo", "Sort by"),
    "sort_relevance": ("Sát câu hỏi nhất", "Best match"),
    "sort_due_to": ("Thời hạn gần nhất", "Nearest deadline"),
    "sort_-issued": ("Ngày ban hành mới nhất", "Newest first"),
    "sort_issued": ("Ngày ban hành cũ nhất", "Oldest first"),
    "task_unit": ("việc", "tasks"),
    "n_tasks": ("{n} nhiệm vụ", "{n} tasks"),
    "n_matching": ("{n} việc khớp câu hỏi", "{n} match the question"),
    "open_page": ("Mở trang {n}, chỗ có chữ", "Open page {n} at these words"),
    "empty_title": ("Không tìm thấy văn bản nào có đủ các điều kiện", "No document meets all the conditions"),
    "empty_tasks": ("Không tìm thấy nhiệm vụ nào có đủ các điều kiện", "No task meets all the conditions"),
    "empty_passages": ("Không tìm thấy đoạn nào có đủ các điều kiện", "No passage meets all the conditions"),
    "empty_drop": ("Bỏ bớt một điều kiện để thấy thêm:", "Drop a condition to see more:"),
    "empty_words": ("Thử ít từ hơn, hoặc viết không dấu.", "Try fewer words, or write without accents."),
    "drop_filters": ("Bỏ các điều kiện lọc", "Drop the filters"),
    "archive_empty": ("Kho chưa có văn bản nào", "The archive holds no document yet"),
    "archive_empty_do": ("Nạp văn bản đầu tiên để bắt đầu.", "Add the first document to begin."),
    "newest": ("Văn bản mới ban hành nhất", "Newest documents"),
    "chip_body": ("Cơ quan", "Body"),
    "chip_role": ("Vai trò", "Role"),
    "chip_due": ("Thời hạn", "Deadline"),
    "chip_number": ("Số, ký hiệu", "Number"),
    "chip_type": ("Loại", "Type"),
    "chip_issuer": ("Ban hành bởi", "Issued by"),
    "chip_year": ("Năm", "Year"),
    "chip_issued": ("Ban hành", "Issued"),
    "chip_phrase": ("Nguyên văn", "Phrase"),
    "chip_former": ("Gồm tên cũ", "With former names"),
    # bodies and their tasks
    "bodies": ("Cơ quan", "Bodies"),
    "bodies_title": ("Nhiệm vụ theo cơ quan", "Tasks by body"),
    "bodies_label": ("Tên cơ quan, viết tắt hoặc tên cũ", "Name of a body, abbreviation or former name"),
    "bodies_none": ("Không thấy cơ quan nào có tên như vậy", "No body of that name is known here"),
    "bodies_none_do": (
        "Thử một phần của tên, có thể viết không dấu.",
        "Try a part of the name; accents may be left out.",
    ),
    "bodies_hint": (
        "Số việc đếm theo tên ghi trong văn bản. Trang của một cơ quan gồm cả việc giao cho tên cũ.",
        "Counted by the name in the documents. A body's page includes tasks given to its former names.",
    ),
    "tasks_of": ("Nhiệm vụ của {name}", "Tasks of {name}"),
    "includes": ("Gồm cả nhiệm vụ giao cho", "Includes tasks given to"),
    "former_name": ("tên cũ", "former name"),
    "merged_on": ("; nhập vào từ {day}", "; merged on {day}"),
    "basis": (", căn cứ {basis}", ", by {basis}"),
    "now_part_of": ("Nay thuộc", "Now part of"),
    "since": ("từ {day}", "since {day}"),
    "part_now": ("Một phần nay thuộc", "In part now of"),
    "unknown_body": (
        "Tên này không có trong danh mục cơ quan của hệ thống; chỉ tính những chỗ ghi đúng tên này.",
        "This name is not in the authority file; only places with exactly this name are counted.",
    ),
    "summary": ("Tổng hợp theo thời hạn", "Summary by deadline"),
    "by_month": ("Việc có hạn, theo tháng đến hạn", "Dated tasks by month due"),
    "month_label": ("{month}: {n} việc", "{month}: {n} tasks"),
    "role": ("Vai trò", "Role"),
    "as_of": ("Tính đến ngày", "As of"),
    "any_issuer": ("Mọi cơ quan ban hành", "Any issuing body"),
    "with_former": ("Cả tên cũ", "Former names too"),
    "given_to_former": ("Giao cho {name} (tên cũ)", "Given to {name} (former name)"),
    "no_tasks": ("Không có việc nào như vậy trong kho này", "No such task in this archive"),
    "no_tasks_do": ("Bỏ bớt điều kiện, hoặc xem vai trò khác.", "Drop a condition, or look at another role."),
    "all_states": ("Tất cả thời hạn", "All deadlines"),
    "tasks_hint": (
        "{n} việc. Quá hạn: thời hạn đã qua. Kho này chưa theo dõi báo cáo kết quả: việc đã làm xong vẫn hiện ở đây.",
        "{n} tasks. Overdue: the day has passed. Reports of results are not followed yet: finished tasks show too.",
    ),
    "group_hint": (
        "Việc giao cho tên gọi chung có thể gồm cơ quan này; không cộng vào số việc của cơ quan.",
        "Tasks given to a collective that may include this body; not counted with its own.",
    ),
    "open_source": ("Mở {number}, {where}", "Open {number}, {where}"),
    # a document
    "marks_on": ("Các dấu trên trang {n}", "Marks on page {n}"),
    "picture_of": (
        "Ảnh trang {n}. Lời của trang có trong khung Toàn văn.",
        "Picture of page {n}. Its words are in the panel Text.",
    ),
    "no_picture": (
        "Tệp này không có hình trang; đây là chữ của tệp.",
        "This file has no page pictures; this is its text.",
    ),
    "no_text": ("Trang này không có chữ.", "There is no text on this page."),
    "layers": ("Hiện trên trang", "Shown on the page"),
    "layer_hit": ("Chữ khớp", "Matches"),
    "layer_task": ("Nhiệm vụ", "Tasks"),
    "layer_cite": ("Viện dẫn", "Citations"),
    "layer_num": ("Số liệu", "Figures"),
    "layer_doubt": ("Chưa chắc", "Uncertain"),
    "the_pages": ("Các trang", "Pages"),
    "panel": ("Nội dung đã đọc", "What was read"),
    "panel_tabs": ("Khung bên", "Side panel"),
    "figures": ("Số liệu", "Figures"),
    "fulltext": ("Toàn văn", "Text"),
    "original": ("Bản gốc", "Original"),
    "match_of": ("{words}: chỗ {n} / {of}", "{words}: match {n} / {of}"),
    "no_match": ("{words}: không có trong văn bản này", "{words}: not in this document"),
    "next_match": ("Chỗ khớp sau", "Next match"),
    "previous_match": ("Chỗ khớp trước", "Previous match"),
    "task_n": ("Nhiệm vụ {n}: {words}", "Task {n}: {words}"),
    "see_task": ("Nhiệm vụ {n}, xem trên trang", "Task {n}, show on the page"),
    "citation": ("Viện dẫn: {words}", "Citation: {words}"),
    "collective": ("tên gọi chung", "collective"),
    "back_to_body": ("Trong danh sách việc của {name}", "In the list of {name}"),
    "look_up": ("Tra viện dẫn", "Look up"),
    "open_here": ("Mở văn bản trong kho", "Open the document here"),
    "no_tasks_here": ("Không thấy nhiệm vụ nào trong văn bản này.", "No task was found in this document."),
    "no_citations_here": ("Không thấy viện dẫn nào trong văn bản này.", "No citation was found in this document."),
    "findings": ("Cần xem lại", "To be checked"),
    "no_figures_here": ("Không thấy số liệu nào trong văn bản này.", "No figure was found in this document."),
    "scanned": ("có trang nhận dạng từ ảnh", "some pages recognised from pictures"),
    "not_read_yet": ("Văn bản chưa đọc xong", "The document is not read yet"),
    "not_read_yet_do": (
        "Hình trang đã xem được; nhiệm vụ và viện dẫn sẽ hiện khi đọc xong. Tải lại trang sau ít phút.",
        "The pages can be seen; tasks and citations follow. Reload in a few minutes.",
    ),
    "notes": ("Lưu ý khi đọc", "Notes from reading"),
    # handing in
    "drop_title": ("Chọn tệp cần nạp", "Choose the files to add"),
    "drop_hint": (
        "PDF, Word, ảnh quét (TIFF, JPEG, PNG), HTML, TXT, ZIP. Tệp gốc được giữ nguyên từng byte.",
        "PDF, Word, scans (TIFF, JPEG, PNG), HTML, TXT, ZIP. The original is kept byte by byte.",
    ),
    "take_in": ("Nạp vào kho", "Add"),
    "sending": ("Đang gửi: {n} %", "Sending: {n} %"),
    "batches": ("Các lô đã nạp", "Batches"),
    "batch": ("Lô", "Batch"),
    "no_batches": ("Chưa nạp lô nào.", "Nothing was added yet."),
    "received_at": ("nhận lúc {time}", "received {time}"),
    "files": ("Tệp", "File"),
    "n_files": ("{n} tệp", "{n} files"),
    "reason": ("Lý do", "Reason"),
    "to_do": ("Việc cần làm", "What to do"),
    "done": ("xong", "done"),
    "with_notes": ("xong, có lưu ý", "done with warnings"),
    "with_notes_or_partial": ("có lưu ý hoặc đọc được một phần", "with warnings or partial"),
    "duplicates": ("trùng", "duplicates"),
    "duplicates_or_empty": ("trùng hoặc trống", "duplicates or empty"),
    "in_need": ("cần người xử lý", "need someone"),
    "moving": ("đang chờ, đang đọc", "waiting or being read"),
    "Moving": ("Đang chờ, đang đọc", "Waiting or being read"),
    "settled_of": ("{n} trên {of} tệp đã có kết quả", "{n} of {of} files have a result"),
    "balance": ("Đối soát lô", "Batch balance"),
    "balance_label": ("Số tệp nhận và số tệp ra", "Files in and files out"),
    "sum": ("Cộng", "Sum"),
    "received": ("Số tệp đã nhận", "Files received"),
    "balanced": ("Khớp: không thiếu, không thừa tệp nào", "In balance: no file missing, none too many"),
    "stage": ("Công đoạn", "Stage"),
    "progress": ("Tiến độ", "Progress"),
    "passed": ("Đã qua", "Passed"),
    "stage_received": ("Tiếp nhận, đối chiếu", "Received, compared"),
    "stage_read": ("Đọc, tìm nhiệm vụ, viện dẫn", "Read, tasks and citations found"),
    "stage_hint": (
        "Phần đã xong tìm được ngay. Trang tự cập nhật cho đến khi xong.",
        "What is done can be searched at once. The page updates itself until the end.",
    ),
    "indexing": ("{n} văn bản đang vào chỉ mục tìm kiếm.", "{n} documents on their way to the search index."),
    "all_searchable": ("Mọi văn bản đã đọc xong đều tìm được.", "All documents read can be searched."),
    "to_know": ("Tệp cần biết", "Files to know about"),
    "all_files": ("Tất cả tệp", "All files"),
    "all_states_files": ("Mọi tình trạng", "Any state"),
    "more": ("Xem tiếp", "More"),
    # citations
    "cite_title": ("Tra cứu viện dẫn", "Look up a citation"),
    "cite_label": ("Số, ký hiệu văn bản", "Number of a document"),
    "cite_hint": (
        "Ví dụ: 57-NQ/TW, 03/NQ-CP, viết cách nào cũng được.",
        "For example: 57-NQ/TW, 03/NQ-CP, in any spelling.",
    ),
    "cite_find": ("Tra", "Look up"),
    "cite_not_here": (
        "Văn bản này không có trong kho. Dưới đây là những chỗ nhắc đến nó.",
        "This document is not here. Below are the places that mention it.",
    ),
    "form_full": ("Đầy đủ, theo thể thức", "In full"),
    "form_short": ("Từ lần thứ hai", "From the second time on"),
    "copy": ("Chép", "Copy"),
    "copied": ("Đã chép", "Copied"),
    "cited_by": ("Được viện dẫn bởi", "Cited by"),
    "cited_by_n": ("{n} văn bản trong kho viện dẫn", "{n} documents here cite it"),
    "cited_by_none": ("Chưa thấy văn bản nào trong kho viện dẫn.", "No document here cites it."),
    "open_on_page": ("Mở trên trang", "Open on the page"),
    "standing_unchanged": (
        "Chưa thấy văn bản sửa đổi, thay thế trong kho này",
        "No amendment or replacement seen here",
    ),
    "standing_unknown": ("Chưa rõ trong kho này", "Not known here"),
    "standing_amended": ("Đã sửa đổi bởi {by}", "Amended by {by}"),
    "standing_replaced": ("Bị thay thế bởi {by}", "Replaced by {by}"),
    "standing_repealed": ("Bị bãi bỏ bởi {by}", "Repealed by {by}"),
    "standing_suspended": ("Bị tạm ngưng bởi {by}", "Suspended by {by}"),
    "relation_basis": ("căn cứ", "legal basis"),
    "relation_amends": ("sửa đổi", "amends"),
    "relation_replaces": ("thay thế", "replaces"),
    "relation_repeals": ("bãi bỏ", "repeals"),
    "relation_implements": ("thực hiện", "implements"),
    "relation_suspends": ("tạm ngưng", "suspends"),
    "relation_refers": ("nhắc đến", "refers to"),
    # review
    "review": ("Rà soát", "Review"),
    "review_title": ("Rà soát chỗ đọc chưa chắc", "Review of uncertain readings"),
    "review_hint": (
        "Trang có độ tin dưới {below} %, hoặc có chữ chưa chắc trong số, ngày, thời hạn, cơ quan chủ trì. "
        "Trang kém nhất đứng trước.",
        "Pages read less surely than {below} %, or with an uncertain word in a number, date, deadline or lead body. "
        "The worst come first.",
    ),
    "review_waiting": ("{n} trang cần xem", "{n} pages to look at"),
    "review_seen": ("{n} trang đã xem", "{n} pages seen"),
    "review_none": ("Không còn trang nào cần rà soát", "No page waits for review"),
    "review_none_do": (
        "Trang mới nạp sẽ hiện ở đây nếu đọc chưa chắc. Chữ của mọi trang đều sửa được từ trang của văn bản.",
        "New pages show here when their reading is uncertain. Words of any page can be corrected from its document.",
    ),
    "review_by_batch": ("Lô cần rà soát", "Batch to review"),
    "all_batches": ("Mọi lô", "All batches"),
    "review_next": ("Trang cần xem tiếp theo", "Next page to look at"),
    "review_list": ("Về danh sách rà soát", "Back to the review list"),
    "confidence_of": ("Độ tin {n}", "Confidence {n}"),
    "confidence_pages": (
        "Độ tin {sure} trên {words} chữ nhận dạng từ ảnh ({pages} trang).",
        "Confidence {sure} over {words} words recognised from pictures ({pages} pages).",
    ),
    "doubtful_words": ("{n} chữ chưa chắc", "{n} uncertain words"),
    "loose_n": ("{n} lần sửa không còn khớp", "{n} corrections no longer fit"),
    "loose_title": ("Không còn khớp với bản đọc này", "No longer fitting this reading"),
    "loose_hint": (
        "Trang đã được đọc lại và khác trước. Xem lại chỗ đó, sửa nếu cần, rồi bỏ lần sửa cũ.",
        "The page was read again and differs. Look at the place, correct it if needed, then drop the old entry.",
    ),
    "loose_drop": ("Bỏ lần sửa cũ", "Drop the old entry"),
    "no_doubts": ("Trang này không có chữ nào chưa chắc.", "There is no uncertain word on this page."),
    "words_at": ("Chữ trang {n}", "Words of page {n}"),
    "read_as": ("Máy đọc được, sửa nếu cần", "As read; correct it if needed"),
    "raw_was": ("Máy đọc là “{raw}”", "Read as “{raw}”"),
    "accept": ("Đúng, nhận", "Correct, accept"),
    "typed": ("Chữ đã gõ: “{words}”", "You typed: “{words}”"),
    "widen_before": ("Lấy thêm chữ trước", "Take the word before too"),
    "widen_after": ("Lấy thêm chữ sau", "Take the word after too"),
    "page_right": ("Đã xem, trang này đúng", "Seen, this page is right"),
    "page_seen": ("Đã xem, đúng", "Seen, right"),
    "correct_page": ("Sửa chữ trang này", "Correct the words"),
    "page_words": ("Toàn bộ chữ của trang", "All words of the page"),
    "page_words_hint": ("Chọn một chữ để sửa.", "Choose a word to correct it."),
    "said_correction": ("Đã ghi “{new}” thay cho “{old}”.", "“{new}” now stands in place of “{old}”."),
    "said_right": ("Đã nhận “{new}” là đúng.", "“{new}” is accepted as right."),
    "said_gone": ("Đã bỏ chữ “{old}”.", "“{old}” was taken out."),
    "said_seen": ("Đã xem trang {n}: đúng.", "Page {n} seen: right."),
    "said_undo": ("Đã hoàn tác.", "Undone."),
    "said_accept": ("Đã nhận nhiệm vụ “{words}”.", "Task “{words}” accepted."),
    "said_reject": ("Đã bác nhiệm vụ “{words}”.", "Task “{words}” rejected."),
    "said_edit": ("Đã sửa nhiệm vụ “{words}”.", "Task “{words}” changed."),
    "said_add": ("Đã thêm nhiệm vụ “{words}”.", "Task “{words}” added."),
    "said_field": ("{field}: {value}.", "{field}: {value}."),
    "searchable_soon": ("Tìm được theo lời mới sau ít giây.", "The new words can be searched in a few seconds."),
    "undo": ("Hoàn tác", "Undo"),
    "redo": ("Làm lại", "Redo"),
    "crop_of": ("Mảnh ảnh trang {n}: {words}", "Piece of page {n}: {words}"),
    "keys": ("Phím", "Keys"),
    "key_jk": ("mục sau, mục trước", "next, previous case"),
    "key_e": ("vào ô sửa", "into the field"),
    "key_enter": ("nhận", "accept"),
    "key_z": ("hoàn tác", "undo"),
    "history": ("Lịch sử sửa", "History"),
    "history_none": ("Chưa ai sửa gì ở văn bản này.", "Nobody has changed anything here yet."),
    "history_hint": (
        "Bản đọc của máy được giữ nguyên; mỗi lần sửa và mỗi lần hoàn tác là một dòng.",
        "What was read is kept; each correction and each undoing is a line.",
    ),
    "when": ("Lúc", "When"),
    "who": ("Ai", "Who"),
    "what": ("Việc", "What"),
    "by_local": ("người dùng máy này", "user of this machine"),
    "person_said": ("người xác nhận", "confirmed by a person"),
    "taken_back": ("đã hoàn tác", "undone"),
    "undo_of": ("Hoàn tác: {what}", "Undone: {what}"),
    # errors
    "to_search": ("Về trang tìm kiếm", "To the search page"),
    "error_400": ("Yêu cầu không đúng", "The request is not right"),
    "error_403": ("Không được phép", "Not allowed"),
    "error_404": ("Không có ở đây", "Not here"),
    "error_405": ("Không dùng được cách gọi này", "This does not work that way"),
    "error_409": ("Có người vừa sửa chỗ này", "Somebody has just changed this"),
    "error_413": ("Tệp quá lớn", "Too large"),
    "error_422": ("Không đọc được", "It cannot be read"),
    "error_500": ("Lỗi của hệ thống", "An error of the system"),
    "error_503": ("Chưa làm được lúc này", "Not possible right now"),
    "error_507": ("Hết chỗ trên đĩa", "The disk is full"),
}
"""Key → Vietnamese, English."""

    # decisions on facts
    "decide": ("Xác nhận, sửa hoặc bác", "Accept, change or reject"),
    "accept_task": ("Đúng, nhận", "Correct, accept"),
    "reject_task": ("Không phải nhiệm vụ", "Not a task"),
    "edit_task": ("Sửa nhiệm vụ này", "Change this task"),
    "change_task": ("Ghi thay đổi", "Keep the change"),
    "act_words": ("Lời văn bản", "Words of the document"),
    "bodies_lines": ("mỗi dòng một cơ quan", "one body a line"),
    "deadline_words": ("Thời hạn, lời văn bản", "Deadline, words of the document"),
    "deadline_day": ("Ngày đến hạn, nếu lời chưa đủ", "Day due, if the words are not enough"),
    "day_example": ("ví dụ 30/6/2025", "for example 30/6/2025"),
    "add_task": ("Thêm nhiệm vụ còn thiếu", "Add a missing task"),
    "add_task_hint": (
        "Chép lời văn bản, hoặc bôi đen lời đó trong khung Toàn văn.",
        "Copy the words of the document, or select them in the panel Text.",
    ),
    "rejected_tasks": ("Đã bác", "Rejected"),
    "header_edit": ("Sửa số, ngày, trích yếu", "Correct number, date, abstract"),
    "header_hint": (
        "Để trống nếu văn bản không có. Giá trị đã ghi được giữ cả khi văn bản được đọc lại.",
        "Leave empty where the document has none. What is kept here stays when the document is read again.",
    ),
    "abstract": ("Trích yếu", "Abstract"),
    "keep": ("Ghi", "Keep"),
    "loose_decisions": ("Quyết định không còn khớp với bản đọc này", "Decisions that no longer fit this reading"),

@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: `words("page", n=3)`."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key with its values put in."""
        words = WORDS[key][LANGUAGES.index(self.language)]
        return words.format(**{name: self.figure(v) if isinstance(v, int) else v for name, v in values.items()})

    def figure(self, number: float | None) -> str:
        """1.248 and 0,62 in Vietnamese, 1,248 and 0.62 in English."""
        if number is None:
            return "–"
        if isinstance(number, float) and not number.is_integer():
            written = f"{number:,.6f}".rstrip("0")
        else:
            written = f"{int(number):,}"
        return written.translate(_SWAP) if self.language == "vi" else written

    def day(self, day: date | str | None, *, as_of: date | None = None) -> str:
        """30/6/2025; without the year where it is that of `as_of`."""
        if isinstance(day, str):
            try:
                day = date.fromisoformat(day)
            except ValueError:
                return str(day)
        if day is None:
            return ""
        return f"{day.day}/{day.month}" + ("" if as_of and as_of.year == day.year else f"/{day.year}")

    def time(self, moment: datetime) -> str:
        """14:32, 20/6/2025, by the clock in Vietnam."""
        here = moment.astimezone(VIETNAM)
        return f"{here:%H:%M}, {self.day(here.date())}"


_SWAP: Final = str.maketrans(",.", ".,")
