"""An invented official plan, in the shapes such plans have."""

PLAN = """Kế hoạch phòng, chống tệ nạn xã hội năm 2030 (văn bản giả định)
Đăng ngày 10 - 01 - 2030

Thực hiện một quyết định giả định, Sở ban hành kế hoạch sau:

1. Chương trình tuyên truyền

1.1. Nội dung thực hiện

- Phối hợp với Uỷ ban nhân dân các huyện tổ chức tập huấn;
cho cán bộ cấp xã; lựa chọn các trường tổ chức hội thi.

+ Phối hợp với các cơ quan báo chí đăng tin.

Giao Văn phòng theo dõi.

1.2. Thời gian thực hiện: Từ tháng 2/2030 đến tháng 11/2030.

2. Công tác kiểm tra liên ngành 178

2.1. Nội dung

- Phối hợp với các sở, ngành kiểm tra các cơ sở.

2.2. Thời gian tổ chức

Từ quý II/2030 đến hết tháng 12/2030.

3. Công tác giám sát Đội Công tác xã hội tình nguyện

- Giám sát tại các huyện.

Thời gian: thường xuyên

Tin mới nhất
"""
