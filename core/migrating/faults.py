"""What is wrong with a row, and what to do, in the languages that merchants read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.wording import pick

Say = dict[str, str]

_TEXTS: dict[str, Say] = {
    "nobody": {
        "en": "Nobody is named: fill in a customer id, an email address or a telephone number.",
        "zh-Hant": "沒有寫是誰：請填顧客編號、電子郵件或電話其中一項。",
    },
    "no_number": {
        "en": "“{cell}” is no number; write digits only, as 1200.",
        "zh-Hant": "「{cell}」不是數字，請只寫數字，例如 1200。",
    },
    "not_whole": {
        "en": "“{cell}” is no whole number; points have no fractions, so round it.",
        "zh-Hant": "「{cell}」不是整數；點數沒有小數，請先四捨五入。",
    },
    "too_many": {
        "en": "More than {most:,} points are taken for a mistake; correct the number.",
        "zh-Hant": "超過 {most:,} 點，應該是寫錯了，請更正。",
    },
    "no_day": {
        "en": "“{cell}” is no day; write it as 2027-05-31.",
        "zh-Hant": "「{cell}」不是日期，請寫成 2027-05-31。",
    },
    "which_order": {
        "en": "“{cell}” may be two days; say above whether the day or the month comes first, or"
        " write it as 2027-05-31.",
        "zh-Hant": "「{cell}」可能是兩個不同的日子；請在上方選擇先寫日還是先寫月，或改寫成"
        " 2027-05-31。",
    },
    "no_birthday": {
        "en": "“{cell}” is no birthday; write month and day, as 03-05.",
        "zh-Hant": "「{cell}」不是生日，請寫月和日，例如 03-05。",
    },
    "no_address": {
        "en": "“{cell}” is no email address; correct it.",
        "zh-Hant": "「{cell}」不是電子郵件地址，請更正。",
    },
    "placeholder": {
        "en": "The address is one that a platform made up, nobody's own; use the customer id.",
        "zh-Hant": "這是平台代填的假信箱，不是顧客本人的；請改用顧客編號。",
    },
    "no_customer": {
        "en": "“{cell}” is no customer id; it has letters, digits, - and _ only.",
        "zh-Hant": "「{cell}」不是顧客編號；編號只有英文字母、數字、- 和 _。",
    },
    "no_phone": {
        "en": "“{cell}” is no telephone number with its country; write it as +886912345678.",
        "zh-Hant": "「{cell}」不是含國碼的電話號碼，請寫成 +886912345678。",
    },
    "no_lots": {
        "en": "“{cell}” cannot be read; write lots as 2027-05-31=100; 2027-06-30=50.",
        "zh-Hant": "「{cell}」無法辨識；各批點數請寫成 2027-05-31=100; 2027-06-30=50。",
    },
    "lots_differ": {
        "en": "The lots add up to {lots:,}, but the points say {points:,}; correct one of them.",
        "zh-Hant": "各批相加是 {lots:,} 點，點數欄卻是 {points:,}，請更正其中一個。",
    },
    "negative": {
        "en": "The balance is below zero; choose above what becomes of such rows, or correct it.",
        "zh-Hant": "點數是負的；請在上方選擇這種列要怎麼處理，或更正數字。",
    },
    "negative_lifetime": {
        "en": "Points ever earned cannot be below zero; correct the number.",
        "zh-Hant": "累計點數不能是負的，請更正。",
    },
    "ended": {
        "en": "These points ended on {day}; give a later day, or leave the row out.",
        "zh-Hant": "這些點數在 {day} 就到期了；請寫較晚的日期，或刪掉這一列。",
    },
    "ended_by_program": {
        "en": "Earned on {earned}, these points ended on {day} by your program; give the day they"
        " are to end, or leave out when they were earned.",
        "zh-Hant": "{earned} 獲得的點數，依您的方案在 {day} 就到期了；請寫上到期日，或不要填獲得"
        "日期。",
    },
    "earned_ahead": {
        "en": "{day} is yet to come; points are earned in the past.",
        "zh-Hant": "{day} 還沒到；獲得日期應該是過去的日子。",
    },
    "unknown_tier": {
        "en": "Your program has no tier “{cell}”; choose above which of yours it is.",
        "zh-Hant": "您的方案沒有「{cell}」這個等級；請在上方選擇它對應哪一個。",
    },
    "tier_ended": {
        "en": "The tier ended on {day}; give a later day, or leave the tier out.",
        "zh-Hant": "等級在 {day} 就結束了；請寫較晚的日期，或不要填等級。",
    },
    "twice": {
        "en": "The same person is in line {lines} as well; keep one row, or choose above what"
        " becomes of such rows.",
        "zh-Hant": "同一個人也在第 {lines} 行；請只留一列，或在上方選擇這種列要怎麼處理。",
    },
    "erased": {
        "en": "This person asked to be forgotten, so nothing is brought for them.",
        "zh-Hant": "這位顧客要求刪除個人資料，因此不會匯入。",
    },
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not imported. `column`: the header's words, "" for the row as a whole."""

    line: int
    column: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """What is wrong and what to do."""
        return said(self.code, language, **self.details)


def said(code: str, language: str, **details: object) -> str:
    """The sentence of a fault for who reads `language`."""
    return pick(_TEXTS[code], language).format(**details)
