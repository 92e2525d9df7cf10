"""Numbers that Word shows and does not keep in the text: a plan typed with automatic lists keeps its chapters."""

import zipfile
from pathlib import Path

from config.plan_reading import read_plan
from config.plan_source import read_source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LISTS = {
    1: [("upperRoman", "%1.")],
    2: [("bullet", "\uf02d"), ("bullet", "+")],
    3: [("decimal", "%1."), ("decimal", "%1.%2.")],
}


def numbering() -> str:
    levels = {
        number: "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for depth, (kind, text) in enumerate(rows)
        )
        for number, rows in LISTS.items()
    }
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{n}">{rows}</w:abstractNum>' for n, rows in levels.items())
    listed = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in LISTS)
    return f'<w:numbering xmlns:w="{W}">{abstract}{listed}</w:numbering>'


def paragraph(text: str, number: int = 0, depth: int = 0, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    runs = text if text.startswith("<w:") else f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{named}{listed}</w:pPr>{runs}</w:p>"


def document(path: Path, *paragraphs: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        body = f"<w:body>{''.join(paragraphs)}</w:body>"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{body}</w:document>')
        archive.writestr("word/numbering.xml", numbering())
        heading = '<w:style w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{heading}</w:styles>')
    return path


def test_lists_count_on_and_deeper_ones_begin_again(tmp_path: Path) -> None:
    path = document(
        tmp_path / "plan.docx",
        paragraph("Một", 3), paragraph("Một một", 3, 1), paragraph("Một hai", 3, 1), paragraph("Hai", style="Muc"),
        paragraph("Hai một", 3, 1), paragraph("Gạch", 2), paragraph("Cộng", 2, 1), paragraph("Chương", 1),
        paragraph("Chương sau", 1), paragraph("Không có số"), paragraph("Danh sách lạ", 9),
    )  # fmt: skip
    assert read_source(path).splitlines() == [
        "1. Một", "1.1. Một một", "1.2. Một hai", "2. Hai", "2.1. Hai một", "- Gạch", "+ Cộng", "I. Chương",
        "II. Chương sau", "Không có số", "- Danh sách lạ",
    ]  # fmt: skip


def test_what_a_tracked_change_took_out_is_not_read(tmp_path: Path) -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>10.000</w:delText></w:r></w:del>'
    moved = "<w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom>"
    new = '<w:ins w:id="2"><w:r><w:t>15.000 tờ</w:t></w:r></w:ins>'
    path = document(tmp_path / "plan.docx", paragraph(f"<w:r><w:t>In </w:t></w:r>{gone}{moved}{new}"))
    assert read_source(path) == "In 15.000 tờ"


def test_plan_typed_with_automatic_lists_keeps_its_programmes(tmp_path: Path) -> None:
    path = document(
        tmp_path / "plan.docx",
        paragraph("KẾ HOẠCH"),
        paragraph("Phòng, chống tệ nạn xã hội năm 2022"),
        paragraph("MỤC TIÊU", 1),
        paragraph("Kiềm chế sự gia tăng của tệ nạn xã hội.", 2),
        paragraph("NỘI DUNG THỰC HIỆN", 1),
        paragraph("Công tác tuyên truyền", 3),
        paragraph("Tổ chức 12 buổi tuyên truyền; thời gian: từ tháng 3 đến tháng 10.", 2),
        paragraph("Công tác kiểm tra", 3),
        paragraph("Đội kiểm tra liên ngành 178 kiểm tra 90 lượt cơ sở; thời gian: Quý II, III.", 2),
        paragraph("PHÂN CÔNG NHIỆM VỤ", 1),
        paragraph("Công an tỉnh", 3),
        paragraph("Chỉ đạo công an các huyện đấu tranh với tội phạm.", 2),
    )
    plan = read_plan(read_source(path))
    told = [(p.number, p.title, [a.kind.value for a in p.activities]) for p in plan.programmes]
    assert told == [
        ("1", "Công tác tuyên truyền", ["communication"]),
        ("2", "Công tác kiểm tra", ["inspection"]),
    ]
