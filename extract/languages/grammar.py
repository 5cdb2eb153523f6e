"""What one language's news look like: the words that the common rules are filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# The bodies that a news text groups, by their Vietnamese words; those of `OWN` stand as bodies of their own.
OWN: Final = frozenset(("doanh nghiệp", "viện nghiên cứu", "trường đại học", "tổ chức", "hiệp hội", "cơ quan báo chí"))


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words and small patterns of one language, in lower case; patterns are matched over lower-case text.

    `kinds`: word of a paper → Vietnamese kind. `number`: the sign before a number. `law`: pattern of a law's name.
    `months`: name → 1..12. `before`, `until`, `within_year`: prepositions of time limits. `dated`: words before a
    citation's date. `by`: words before its issuer. `issues`: verbs of issuing. `nouns`: member of a collective →
    Vietnamese noun. `leaders`: words for their heads → Vietnamese. `joins`: between members. `must`: verbs that bind a
    subject. `assigns`: verbs that give a task to the body after them. `together`: words before coordinating bodies.
    `counted`: nouns after a number. `of_them`: words after a number that counts what the last one counted."""

    code: str
    kinds: Mapping[str, str]
    number: str
    law: str
    months: Mapping[str, int]
    dated: str
    by: str
    issues: str
    before: str
    until: str
    within_year: str
    period: str
    nouns: Mapping[str, str]
    leaders: Mapping[str, str]
    joins: str
    must: str
    assigns: str
    together: str
    counted: str
    of_them: str


ID: Final = Grammar(
    code="id",
    kinds={
        "resolusi": "nghị quyết", "rencana": "kế hoạch", "kesimpulan": "kết luận", "keputusan": "quyết định",
        "dekrit": "nghị định", "peraturan pemerintah": "nghị định", "surat edaran": "thông tư", "arahan": "chỉ thị",
        "direktif": "chỉ thị", "instruksi": "chỉ thị", "proyek": "đề án", "program": "chương trình",
        "pemberitahuan": "thông báo", "dokumen": "công văn", "undang-undang": "luật",
    },
    number=r"(?:no\.?|nomor)",
    law=r"(?i:undang-undang)(?: (?i:tentang))? (?=\p{Lu})(?:\p{Lu}[\p{L}-]+(?:,? dan (?=\p{Lu})|, (?=\p{Lu})(?!Undang)| (?=\p{Lu}))?)+",
    months={
        "januari": 1, "februari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7, "agustus": 8,
        "september": 9, "oktober": 10, "november": 11, "desember": 12,
    },
    dated=r"(?:,? ?(?:tertanggal|tanggal|bertanggal))",
    by=r"(?:dari|oleh)",
    issues=r"(?:mengeluarkan|menerbitkan|mengesahkan|mengimplementasikan|menetapkan|mengumumkan)",
    before=r"sebelum(?: tanggal)?",
    until=r"(?:hingga|sampai(?: dengan)?|paling lambat)(?: tanggal)?",
    within_year=r"(?:pada|dalam|selama)",
    period=r"(?:periode|tahap)",
    nouns={
        "kementerian": "bộ", "departemen": "ban", "cabang": "ngành", "sektor": "ngành", "lembaga": "cơ quan",
        "badan": "cơ quan", "instansi": "cơ quan", "unit": "đơn vị", "daerah": "địa phương", "pemerintah daerah": "địa phương",
        "otoritas pusat": "cơ quan trung ương", "otoritas pusat dan daerah": "cơ quan trung ương và địa phương",
        "otoritas daerah": "địa phương", "provinsi dan kota": "tỉnh, thành phố", "badan usaha": "doanh nghiệp",
        "perusahaan": "doanh nghiệp", "dunia usaha": "doanh nghiệp", "lembaga penelitian": "viện nghiên cứu",
        "universitas": "trường đại học", "organisasi": "tổ chức", "asosiasi": "hiệp hội", "media": "cơ quan báo chí",
        "lembaga media": "cơ quan báo chí", "lembaga-lembaga media": "cơ quan báo chí",
    },
    leaders={"para pimpinan": "lãnh đạo", "pimpinan": "lãnh đạo", "para kepala": "người đứng đầu", "kepala": "người đứng đầu",
             "para pemimpin": "lãnh đạo"},
    joins=r"(?:, dan |, | dan | serta )",
    must=r"(?:(?:segera |secara )?\w* ?(?:harus|perlu|wajib|hendaknya)|segera(?= me\w+)|bertanggung jawab|menugaskan serta|diharapkan|diminta)",
    assigns=r"(?:menugaskan|memerintahkan|menginstruksikan|meminta(?: agar| kepada)?|mengarahkan|mempercayakan)(?: kepada)?",
    together=r"(?:berkoordinasi|bekerja sama|berkolaborasi|bersama) dengan",
    counted=r"(?:prosedur administratif|kelompok (?:tugas|teknologi|solusi)|pusat (?:layanan administrasi publik|data)|platform digital|layanan publik"
    r"|catatan|perusahaan|badan usaha|pakar|ahli|keputusan|resolusi|rencana|undang-undang|dokumen|proyek|program|tugas|lembaga|unit|daerah|provinsi|kota"
    r"|komune|desa|orang|pegawai|kader|delegasi|peserta|rumah tangga|siswa|mahasiswa|basis data|sistem|produk|paten|universitas|sekolah|laboratorium|berkas"
    r"|hektar|ton|dolar|miliar|juta|dong|aplikasi|kementerian|kelurahan)",
    of_them=r"(?:di antaranya|(?:berada )?di tingkat)",
)  # fmt: skip

NB: Final = Grammar(
    code="nb",
    kinds={
        "resolusjon": "nghị quyết", "plan": "kế hoạch", "beslutning": "quyết định", "vedtak": "quyết định", "dekret": "nghị định",
        "forskrift": "nghị định", "rundskriv": "thông tư", "direktiv": "chỉ thị", "konklusjon": "kết luận", "dokument": "công văn",
        "kunngjøring": "thông báo", "lov": "luật",
    },
    number=r"(?:nr\.?|nummer)",
    law=r"(?i:lov|loven) om \p{Ll}+(?:, \p{Ll}+)*(?: og \p{Ll}+)?(?: \p{Ll}+){0,2}",
    months={
        "januar": 1, "februar": 2, "mars": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7, "august": 8, "september": 9,
        "oktober": 10, "november": 11, "desember": 12,
    },
    dated=r"(?:,? ?(?:datert|av))",
    by=r"(?:fra|av)",
    issues=r"(?:utstedte|utsted|vedtok|kunngjorde|godkjente)",
    before=r"(?:før|senest(?: innen)?)",
    until=r"(?:innen|inntil|frem til|til og med)(?: utgangen av)?",
    within_year=r"(?:i løpet av|i)",
    period=r"(?:perioden|i perioden)",
    nouns={
        "departementer": "bộ", "departementene": "bộ", "avdelinger": "ngành", "grener": "ngành", "sektorer": "ngành",
        "etater": "cơ quan", "lokaliteter": "địa phương", "kommuner": "địa phương", "lokale myndigheter": "địa phương",
        "enheter": "đơn vị", "bedrifter": "doanh nghiệp", "forskningsinstitutter": "viện nghiên cứu",
        "universiteter": "trường đại học", "organisasjoner": "tổ chức", "mediene": "cơ quan báo chí",
    },
    leaders={"ledere for": "lãnh đạo", "lederne for": "lãnh đạo", "ministre": "bộ trưởng"},
    joins=r"(?:, og |, | og )",
    must=r"(?:(?:\w+ )?(?:må|bør|skal|plikter))",
    assigns=r"(?:ba|ber|pålegger|påla|instruerte|ga|oppfordret)(?: om at)?",
    together=r"(?:i samarbeid med|samarbeide med|koordinere med|sammen med)",
    counted=r"(?:lokale bropunktene|bropunkter|arbeidsgrupper|prosjekter|investeringsprosjekter|bedrifter|oppgaver|mennesker|personer|administrative prosedyrer"
    r"|prosedyrer|kommuner|provinser|dokumenter|lover|plattformer|tjenester|millioner|milliarder|dong|hektar|eksperter|studenter|tonn|poster|grupper)",
    of_them=r"(?:av dem|av disse)",
)  # fmt: skip

RU: Final = Grammar(
    code="ru",
    kinds={
        "постановлени": "nghị quyết", "резолюци": "nghị quyết", "план": "kế hoạch", "решени": "quyết định", "указ": "quyết định",
        "декрет": "nghị định", "циркуляр": "thông tư", "директив": "chỉ thị", "заключени": "kết luận", "проект": "đề án",
        "документ": "công văn", "письм": "công văn", "уведомлени": "thông báo", "закон": "luật", "программ": "chương trình",
    },
    number=r"(?:№|n)",
    law=r"закон\p{Ll}{0,3} об? (?:\p{Ll}+(?:, \p{Ll}+)+ и \p{Ll}+|\p{Ll}+(?: (?!и |в |на |от |за |для |по )\p{Ll}+){0,4}(?: и \p{Ll}+)?)",
    months={
        "января": 1, "февраля": 2, "марта": 3, "апреля": 4, "мая": 5, "июня": 6, "июля": 7, "августа": 8, "сентября": 9,
        "октября": 10, "ноября": 11, "декабря": 12,
    },
    dated=r"(?:,? ?от)",
    by=r"",
    issues=r"(?:приняло?а?|издало?а?|выпустило?а?|утвердило?а?|внедрило?а?|разработало? и внедрило?а?)",
    before=r"(?:до|не позднее)",
    until=r"(?:к|включительно до)",
    within_year=r"(?:в|в течение)",
    period=r"(?:период|на период|в период)",
    nouns={
        "министерства": "bộ", "министерств": "bộ", "министерствам": "bộ", "ведомства": "cơ quan", "ведомств": "cơ quan",
        "ведомствам": "cơ quan", "департаменты": "ban", "департаментов": "ban", "департаментам": "ban", "отрасли": "ngành",
        "отраслей": "ngành", "отраслям": "ngành", "местные органы власти": "địa phương", "местных органов власти": "địa phương",
        "местным органам власти": "địa phương", "местные администрации": "địa phương", "местных администраций": "địa phương",
        "подразделения": "đơn vị", "подразделений": "đơn vị", "подразделениям": "đơn vị", "населенные пункты": "địa phương",
        "предприятия": "doanh nghiệp", "предприятий": "doanh nghiệp", "предприятиям": "doanh nghiệp",
        "научно-исследовательские институты": "viện nghiên cứu", "научно-исследовательским институтам": "viện nghiên cứu",
        "университеты": "trường đại học", "университетам": "trường đại học", "университетов": "trường đại học",
        "средства массовой информации": "cơ quan báo chí", "средствами массовой информации": "cơ quan báo chí",
        "средствам массовой информации": "cơ quan báo chí", "организации": "tổ chức", "регионы": "địa phương",
    },
    leaders={"руководители": "lãnh đạo", "руководителям": "lãnh đạo", "главы": "người đứng đầu", "главам": "người đứng đầu"},
    joins=r"(?:, а также |, и |, | и )",
    must=r"(?:(?:\w+ )?(?:должны|должен|должна|должно|обязаны|обязан|следует|необходимо)|в срочном порядке|в ближайшее время предостав\w+)",
    assigns=r"(?:поручил[аои]?|призвал[аои]?|потребовал[аои]?(?: от)?|предписал[аои]?|попросил[аои]?|возложил[аои]? на)",
    together=r"(?:координировать (?:работу|действия|свою работу) со?|в координации со?|совместно со?|во взаимодействии со?|сотрудничать со?)",
    counted=r"(?:административн\p{Ll}+ процедур\p{Ll}*|центр\p{Ll}* государственных административных услуг|цифров\p{Ll}+ платформ\p{Ll}*|запис\p{Ll}+"
    r"|групп\p{Ll}* (?:задач|технологий)|предприяти\p{Ll}+|компани\p{Ll}+|эксперт\p{Ll}*|документ\p{Ll}*|постановлени\p{Ll}+|закон\p{Ll}*|план\p{Ll}*|проект\p{Ll}*"
    r"|задач\p{Ll}*|человек\p{Ll}*|провинци\p{Ll}+|коммун\p{Ll}*|общин\p{Ll}*|министерств\p{Ll}*|баз\p{Ll}* данных|систем\p{Ll}*|студент\p{Ll}*|миллион\p{Ll}*|миллиард\p{Ll}*"
    r"|гектар\p{Ll}*|тонн\p{Ll}*|донг\p{Ll}*)",
    of_them=r"(?:из них|из которых|относятся|– к уровню)",
)  # fmt: skip

EN: Final = Grammar(
    code="en",
    kinds={
        "resolution": "nghị quyết", "plan": "kế hoạch", "decision": "quyết định", "decree": "nghị định", "circular": "thông tư",
        "directive": "chỉ thị", "conclusion": "kết luận", "document": "công văn", "official dispatch": "công điện",
        "notice": "thông báo", "project": "đề án", "scheme": "đề án", "programme": "chương trình", "law": "luật",
    },
    number=r"(?:no\.?|number)",
    law=r"(?i:law on )(?:the )?\p{Lu}[\p{L}-]+(?:(?:,? and |, | of | )\p{Lu}[\p{L}-]+)*",
    months={
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
        "october": 10, "november": 11, "december": 12,
    },
    dated=r"(?:,? ?(?:dated|of|on))",
    by=r"(?:of|by|from|issued by)",
    issues=r"(?:issued|adopted|approved|promulgated|passed)",
    before=r"(?:before|prior to)",
    until=r"(?:by|until|no later than|not later than)(?: the end of)?",
    within_year=r"(?:in|within|during)",
    period=r"(?:period|the period|phase)",
    nouns={
        "ministries": "bộ", "departments": "ban", "sectors": "ngành", "branches": "ngành", "agencies": "cơ quan",
        "localities": "địa phương", "local authorities": "địa phương", "units": "đơn vị", "provinces and cities": "tỉnh, thành phố",
        "enterprises": "doanh nghiệp", "businesses": "doanh nghiệp", "research institutes": "viện nghiên cứu",
        "universities": "trường đại học", "organisations": "tổ chức", "organizations": "tổ chức", "media agencies": "cơ quan báo chí",
        "press agencies": "cơ quan báo chí", "the media": "cơ quan báo chí",
    },
    leaders={"leaders of": "lãnh đạo", "heads of": "người đứng đầu"},
    joins=r"(?:, and |, | and )",
    must=r"(?:(?:\w+ )?(?:must|shall|should|are to|is to|are required to|need to|needs to))",
    assigns=r"(?:assigned|asked|requested|ordered|tasked|directed|instructed|urged)",
    together=r"(?:in coordination with|coordinate with|in collaboration with|together with)",
    counted=r"(?:administrative procedures|digital platforms|task groups|groups of tasks|enterprises|businesses|companies|experts|records|documents"
    r"|projects|tasks|people|provinces|communes|ministries|laws|decrees|resolutions|plans|databases|systems|students|hectares|tonnes|billion|million|services)",
    of_them=r"(?:of which|of them)",
)  # fmt: skip

GRAMMARS: Final = {grammar.code: grammar for grammar in (ID, NB, RU, EN)}
