"""The demo shop's words and dice: the same seed makes the same shop."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop_app.core import paths
from desktop_app.core.kinds import Platform

_PLATFORMS = {
    Platform.TAOBAO: 40,
    Platform.TMALL: 20,
    Platform.PINDUODUO: 15,
    Platform.DOUYIN: 12,
    Platform.KUAISHOU: 8,
    Platform.ALIEXPRESS: 5,
}


@dataclass(frozen=True)
class Goods:
    """A product of the demo: weight in g, amounts in fen."""

    sku: str
    title: str
    model: str
    variant: str
    weight_g: int
    tolerance_g: int
    price_minor: int
    cost_minor: int


@cache
def words() -> dict[str, Any]:
    """The file of words."""
    source = paths.resources() / "demo" / "shop.toml"
    return tomllib.loads(source.read_text("utf-8"))


@cache
def goods() -> tuple[Goods, ...]:
    """All products."""
    return tuple(Goods(*row) for row in words()["products"]["rows"])


class Dice(random.Random):
    """Chance with the shop's words in it."""

    def chance(self, percent: int) -> bool:
        """True so often in a hundred times."""
        return self.random() * 100 < percent

    def platform(self) -> Platform:
        """Most sales are Taobao's."""
        return self.choices(list(_PLATFORMS), list(_PLATFORMS.values()))[0]

    def person(self) -> str:
        """A name."""
        people = words()["people"]
        return str(self.choice(people["surnames"]) + self.choice(people["given"]))

    def staff(self) -> str:
        """Somebody of the shop."""
        return str(self.choice(words()["people"]["staff"]))

    def buyer_id(self, number: int) -> str:
        """A buyer ID that no other buyer has."""
        return f"{self.choice(words()['people']['ids'])}{number:04d}"

    def phone(self) -> str:
        """Eleven digits of a range that no operator gives out."""
        return f"100{self.randrange(10**8):08d}"

    def address(self) -> str:
        """A place."""
        region = self.choice(words()["people"]["regions"])
        return " ".join(region) + f"{self.randint(1, 200)}号{self.randint(1, 30)}室"

    def order_no(self, platform: Platform, day: str) -> str:
        """A number as the platform forms them."""
        if platform is Platform.PINDUODUO:
            return f"{day}-{self.randrange(10**15):015d}"
        if platform in {Platform.TAOBAO, Platform.TMALL}:
            return f"5{self.randrange(10**18):018d}"
        return f"69{self.randrange(10**16):016d}"

    def courier(self) -> tuple[str, str, str]:
        """Code, name, and a tracking number as that courier forms them."""
        code, name, prefix, length = self.choice(words()["couriers"]["rows"])
        digits = length - len(prefix)
        return code, name, f"{prefix}{self.randrange(10**digits):0{digits}d}"

    def note(self, kind: str) -> str:
        """What the buyer says."""
        return str(self.choice(words()["notes"][kind]))
