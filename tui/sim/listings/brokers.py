"""A sample of Hong Kong broker numbers with their participants' names."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

USER_BROKERS = (8305, 8461)
"""Users of the simulator trade through Futu."""


@dataclass(frozen=True, slots=True)
class Broker:
    """One broker number; several belong to one participant."""

    number: int
    name_en: str
    name_zh: str
    """Empty when the exchange publishes none."""
    share: int
    """How often it is met, relative to the others."""

    def name(self, language: str) -> str:
        """Return the name in "en" or "zh"; the English one where there is no Chinese one."""
        return self.name_zh if language == "zh" and self.name_zh else self.name_en


# Participant: English name, Chinese name, broker numbers, share of each number.
_PARTICIPANTS: tuple[tuple[str, str, tuple[int, ...], int], ...] = (
    (
        "Futu Securities International (Hong Kong) Limited",
        "富途證券國際(香港)有限公司",
        (8305, 8461),
        6,
    ),
    ("China Investment Information Services Limited", "中國投資信息有限公司", (6996, 6997), 8),
    ("China Innovation Market Service Company Limited", "中國創盈市場服務有限公司", (5998, 5999), 7),
    ("HSBC Securities Brokers (Asia) Limited", "滙豐證券經紀(亞洲)有限公司", (8577, 8578), 6),
    ("Goldman Sachs (Asia) Securities Limited", "高盛(亞洲)證券有限公司", (3435, 3436), 5),
    ("Morgan Stanley Hong Kong Securities Limited", "", (229, 3073), 5),
    ("Interactive Brokers Hong Kong Limited", "盈透證券香港有限公司", (6690, 6694), 4),
    ("Citigroup Global Markets Asia Limited", "花旗環球金融亞洲有限公司", (3170, 3172), 4),
    ("Barclays Capital Asia Limited", "巴克萊亞洲有限公司", (2040, 2041), 4),
    ("J.P. Morgan Broking (Hong Kong) Limited", "", (5320, 5321), 5),
    ("Macquarie Capital Limited", "麥格理資本股份有限公司", (2845, 2849), 3),
    ("BOCI Securities Limited", "中銀國際證券有限公司", (4191, 8120), 4),
    ("SG Securities (HK) Limited", "法國興業證券(香港)有限公司", (380, 382), 3),
    ("Tiger Securities Asset Management Company Limited", "泰嘉證券資產管理有限公司", (3168, 3169), 2),
)

BROKERS: dict[int, Broker] = {
    number: Broker(number, name_en, name_zh, share)
    for name_en, name_zh, numbers, share in _PARTICIPANTS
    for number in numbers
}


def broker_name(number: int | None, language: str) -> str:
    """Return the name of a broker number, "" for an unknown one."""
    broker = None if number is None else BROKERS.get(number)
    return "" if broker is None else broker.name(language)


def draw_brokers(random: Random, count: int) -> tuple[int, ...]:
    """Return who trades one security: numbers drawn by their share, to pick from at even odds."""
    brokers = tuple(BROKERS.values())
    drawn = random.choices(brokers, weights=[broker.share for broker in brokers], k=count)
    return tuple(broker.number for broker in drawn)
