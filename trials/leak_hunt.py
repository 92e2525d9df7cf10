"""Looking through places for canaries: what is new since a first look counts."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trials.leak_places import Piece
from trials.leak_scan import find_words


@dataclass(frozen=True, order=True)
class Hit:
    """A canary where it must not be."""

    place: str
    canary: str
    where: str

    def __str__(self) -> str:
        return f"{self.place}: {self.canary} ({self.where})"


@dataclass
class Hunt:
    """`canaries`: name -> the words to look for. `readers`: name -> the addresses whose letters may hold it.

    The same content is unpacked once however often it lies about.
    """

    canaries: Mapping[str, tuple[str, ...]]
    readers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _known: dict[bytes, frozenset[str]] = field(default_factory=dict)

    def look(self, pieces: Iterable[Piece]) -> set[Hit]:
        found = set()
        for piece in pieces:
            for name in self._names_in(piece.content):
                if piece.to not in self.readers.get(name, frozenset()):
                    found.add(Hit(piece.place, name, piece.where))
        return found

    def _names_in(self, content: bytes) -> frozenset[str]:
        digest = hashlib.blake2b(content, digest_size=16).digest()
        if digest not in self._known:
            words = {word: name for name, forms in self.canaries.items() for word in forms}
            self._known[digest] = frozenset(words[word] for word in find_words(content, words))
        return self._known[digest]
