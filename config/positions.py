"""YAML as plain strings with their lines. No YAML typing: `no` stays a word and `012` a code."""

import unicodedata
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
# The C loader reads a province's establishments about ten times as fast; some platforms ship without it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotReadable(Exception):
    """A text that is not YAML; `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        super().__init__(problem)


@dataclass
class Located:
    """A file's content and, for every path in it, the line it stands on."""

    value: Plain = ""
    lines: dict[Path, int] = field(default_factory=dict)
    repeated: list[Path] = field(default_factory=list)
    """Keys written twice in one mapping: the path and, in `lines`, the line of the second."""
    aliased: list[Path] = field(default_factory=list)
    """Places that repeat another place by a YAML alias, which would hide where a fact is written."""

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it when the path itself is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def locate(text: str) -> Located:
    """Read one YAML document, NFC normalised. Raises NotReadable."""
    try:
        node = yaml.compose(unicodedata.normalize("NFC", text), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.rstrip("\n").count("\n") + 1  # a text that ends too early is told at its last line
        raise NotReadable(min(mark.line + 1, last) if mark else 1, error.problem or "not YAML") from None
    except yaml.YAMLError as error:  # a character that YAML forbids: this error has a position, and no line
        line = text.count("\n", 0, getattr(error, "position", None) or 0) + 1
        raise NotReadable(line, "a character that YAML does not allow") from None
    located = Located({})
    if node is not None:
        located.value = _take(node, (), located, set())
    return located


def _take(node: yaml.Node, path: Path, into: Located, seen: set[int]) -> Plain:
    into.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in seen:
        into.aliased.append(path)
        return ""
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_take(item, (*path, index), into, seen) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return str(node.value)
    taken: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in taken:
            into.repeated.append((*path, key))
        into.lines[(*path, key)] = key_node.start_mark.line + 1
        taken[key] = _take(value_node, (*path, key), into, seen)
    return taken
