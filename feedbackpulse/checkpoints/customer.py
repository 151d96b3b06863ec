"""The organisation's own word for whom it works, in the sentences of the catalogue. Pure.

The catalogue says klant and customer. Somebody else may work for residents, patients or students.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from feedbackpulse.checkpoints.domain import LocalText

# Longest first: what is left of a sentence after one of these has no such word any more.
_DUTCH = re.compile(r"\b(klantcontact|de klant|klanten|klant)\b", re.IGNORECASE)
_ENGLISH = re.compile(
    r"\b(customer contact|customers['’](?!\w)|customers|an? customer|customer)(?!\w)",
    re.IGNORECASE,
)
_SOUNDS_LIKE_A_CONSONANT = ("eu", "one", "once", "uni", "use", "usa")
_SILENT_H = ("heir", "honest", "honour", "hour")


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerWord:
    """One and many of them, in both languages; Dutch has two articles to choose from."""

    one: LocalText
    many: LocalText
    takes_het: bool = False

    def in_text(self, text: LocalText) -> LocalText:
        """Return a text of the catalogue with this word in it."""
        if self == USUAL_WORD:
            return text
        return LocalText(
            nl=_replaced(_DUTCH, self._dutch(), text.nl),
            en=_replaced(_ENGLISH, self._english(), text.en),
        )

    def _dutch(self) -> Mapping[str, str]:
        article = "het" if self.takes_het else "de"
        return {
            "klantcontact": f"contact met {self.many.nl}",
            "de klant": f"{article} {self.one.nl}",
            "klanten": self.many.nl,
            "klant": self.one.nl,
        }

    def _english(self) -> Mapping[str, str]:
        article = "an" if _begins_with_a_vowel(self.one.en) else "a"
        possessive = "’" if self.many.en.endswith("s") else "’s"
        return {
            "customer contact": f"contact with {self.many.en}",
            "customers'": self.many.en + possessive,
            "customers": self.many.en,
            "a customer": f"{article} {self.one.en}",
            "customer": self.one.en,
        }


USUAL_WORD = CustomerWord(
    one=LocalText(nl="klant", en="customer"), many=LocalText(nl="klanten", en="customers")
)
"""The word of the catalogue itself, for which nothing is replaced."""


def _replaced(pattern: re.Pattern[str], words: Mapping[str, str], text: str) -> str:
    return pattern.sub(_one_word(words), text)


def _one_word(words: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def replace(found: re.Match[str]) -> str:
        said = found.group(0)
        key = said.lower().replace("’", "'").removeprefix("an ")
        word = words[key]
        return word[:1].upper() + word[1:] if said[:1].isupper() else word

    return replace


def _begins_with_a_vowel(word: str) -> bool:
    lower = word.lower()
    if lower.startswith(_SILENT_H):
        return True
    return lower[:1] in set("aeiou") and not lower.startswith(_SOUNDS_LIKE_A_CONSONANT)
