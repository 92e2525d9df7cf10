"""Names as people compare them: without tone marks, case and spacing, so that "Hoà" and "HÒA" are one."""

import re
import unicodedata


def name_key(text: str) -> str:
    """Equal for names that differ only in marks (also where the mark stands, also decomposed), case, đ and d, spaces
    and punctuation."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    plain = bare.replace("đ", "d").replace("Đ", "D").casefold()
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())
