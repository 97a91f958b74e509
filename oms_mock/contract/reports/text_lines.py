"""Lines of the report for the terminal: wrapped on a terminal, as they are elsewhere, and masked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from oms_mock.contract.redaction import Redactor

Part = str | tuple[str, str]
"""Text, or text with a style."""


class Lines:
    """Prints lines on a console; the tokens in use are masked."""

    def __init__(self, console: Console, clean: Redactor) -> None:
        self.console = console
        self.clean = clean

    @property
    def width(self) -> int:
        """The width of the console in characters."""
        return self.console.width

    def line(self, *parts: Part) -> None:
        """Print one line as it is, however long."""
        self.console.print(self._text(*parts), soft_wrap=True, highlight=False)

    def sentence(self, *parts: Part, indent: int = 2) -> None:
        """Print a line, wrapped between words on a terminal."""
        words = self._text(*parts)
        room = max(self.console.width - indent, 20) if self.console.is_terminal else words.cell_len + 1
        for line in words.wrap(self.console, room):
            line.rstrip()
            self.console.print(Text(" " * indent) + line, soft_wrap=True, highlight=False)

    def heading(self, title: str) -> None:
        """Print a heading between empty lines."""
        self.line()
        self.line((title, "bold"))
        self.line()

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their headings: text aligned to the left, numbers to the right."""
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
        for place, row in enumerate(rows):
            cells = (_aligned(cell, width, rows[1][i]) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
            self.line(("  " + "  ".join(cells).rstrip(), "dim" if place == 0 else ""))

    def _text(self, *parts: Part) -> Text:
        written = Text()
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            written.append(self.clean.mask_tokens(words), style or None)
        return written


def _aligned(cell: str, width: int, sample: str) -> str:
    return cell.rjust(width) if sample.replace(",", "").isdigit() or sample in {"-"} else cell.ljust(width)
