"""Reading a page the way a reader's program does: parsed, not searched for strings."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """A tag with its attributes and all that is in it."""

    name: str
    attributes: dict[str, str]
    parent: Element | None = None
    parts: list[Element | str] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    @property
    def text(self) -> str:
        """What is read out, with single spaces."""
        return " ".join("".join(part if isinstance(part, str) else f" {part.text} " for part in self.parts).split())

    def all(self, name: str = "", **wanted: str) -> list[Element]:
        """The elements within of this name, with these attributes; ``class_`` is one of several."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                if (not name or part.name == name) and part.fits(wanted):
                    found.append(part)
                found += part.all(name, **wanted)
        return found

    def one(self, name: str = "", **wanted: str) -> Element:
        """The only such element."""
        found = self.all(name, **wanted)
        assert len(found) == 1, f"{len(found)} elements <{name}> with {wanted}"
        return found[0]

    def fits(self, wanted: dict[str, str]) -> bool:
        for key, value in wanted.items():
            if key == "class_":
                if value not in self.get("class").split():
                    return False
            elif self.attributes.get(key.rstrip("_").replace("_", "-")) != value:
                return False
        return True


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.parts.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.at
        while at is not None and at.name != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.at = at.parent

    def handle_data(self, data: str) -> None:
        self.at.parts.append(data)


def parse(html: str) -> Element:
    """The page as a tree."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def tiles(page: Element) -> list[str]:
    """The photos of a grid, by their alternative texts."""
    return [image["alt"] for tile in page.all("li", class_="tile") for image in tile.all("img")]
