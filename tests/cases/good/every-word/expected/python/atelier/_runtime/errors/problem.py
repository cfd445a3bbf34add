"""What no page has to say about a request, because it could not even be sent."""

from __future__ import annotations

from typing import Final, NamedTuple

_MESSAGES: Final = {
    "en": {
        "key": "has a key that is not text in UTF-8",
        "surrogate": "holds half a character (a lone surrogate)",
        "number": "is NaN or infinite, which JSON cannot say",
        "cycle": "holds itself",
        "type": "is of a type that JSON does not have",
        "depth": "is nested too deeply",
        "model": "must be the id of a model that this package knows",
        "id": "must be an id: 1 to 512 printable characters, not all of them dots",
        "platform": "must be of this platform",
        "idempotency_key": "must be 1 to 255 visible ASCII characters",
        "timeout": "must be a finite number of seconds, 0 or more",
        "count": "must be a whole number, 1 or more",
        "urls": "must have a URL",
        "max_bytes": "must be a whole number of bytes, 1 or more",
        "max_credits": "must be a number of credits",
        "path": "must be the path of a file, without NUL or half characters",
        "requests": "must be a list of requests",
        "request": "the request",
    },
    "th": {
        "key": "มีคีย์ที่ไม่ใช่ข้อความ UTF-8",
        "surrogate": "มีอักขระที่ไม่ครบ (surrogate เดี่ยว)",
        "number": "เป็น NaN หรือค่าอนันต์ ซึ่ง JSON ไม่มี",
        "cycle": "บรรจุตัวเอง",
        "type": "เป็นชนิดที่ JSON ไม่มี",
        "depth": "ซ้อนกันลึกเกินไป",
        "model": "ต้องเป็นรหัสของโมเดลที่แพ็กเกจนี้รู้จัก",
        "id": "ต้องเป็นรหัส: อักขระที่พิมพ์ได้ 1 ถึง 512 ตัว และไม่ใช่มีแต่จุด",
        "platform": "ต้องเป็นของแพลตฟอร์มนี้",
        "idempotency_key": "ต้องเป็นอักขระ ASCII ที่มองเห็นได้ 1 ถึง 255 ตัว",
        "timeout": "ต้องเป็นจำนวนวินาทีที่จำกัด ตั้งแต่ 0 ขึ้นไป",
        "count": "ต้องเป็นจำนวนเต็มตั้งแต่ 1 ขึ้นไป",
        "urls": "ต้องมี URL",
        "max_credits": "ต้องเป็นจำนวนเครดิต",
        "path": "ต้องเป็นพาธของไฟล์ ที่ไม่มี NUL และไม่มีอักขระที่ไม่ครบ",
        "max_bytes": "ต้องเป็นจำนวนไบต์ที่เป็นจำนวนเต็ม ตั้งแต่ 1 ขึ้นไป",
        "requests": "ต้องเป็นรายการของคำขอ",
        "request": "คำขอ",
    },
}


class Problem(NamedTuple):
    """One thing for which a request is not sent.

    `at` is a JSON Pointer into the request, or the name of an argument.
    """

    code: str
    at: str

    def message(self, locale: str = "en") -> str:
        """Return a sentence for people, in English (`en`) or Thai (`th`).

        Other locales get English.
        """
        words = _MESSAGES.get(locale, _MESSAGES["en"])
        return f"{self.at or words['request']} {words[self.code]}"
