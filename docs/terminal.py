#!/usr/bin/env python3
"""Makes docs/terminal.svg, the picture in the README, from a real run over the sample articles.

usage: python3 docs/terminal.py [PROGRAM]    (PROGRAM is target/release/onrecord unless told otherwise)

Needs nothing but Python 3. The sample articles are copied to a temporary folder and searched there, so that an
index you already have is left alone. What the program prints, colours included, is drawn as it is.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
SEARCH = ["search", "one belt one road"]
COLUMNS = 100

CELL, LINE, SIZE, MARGIN = 8.4, 20, 14, 20  # width of a character, height of a line, font size, border: in pixels
FONTS = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK KR', monospace"
PAPER, EDGE, INK, PALE = "#fffefb", "#d9d6cc", "#1f2328", "#68655d"
WIDE = r"\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60"  # Han, Kana, Hangul, full width
COLOURS = {"31": "#b42318", "33": "#9a5b00", "36": "#0a6470"}  # red, yellow, cyan: dark enough on paper


def run(program):
    """What the search prints, in a folder that holds the sample articles and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(HERE.parent / "seeds", pathlib.Path(folder) / "seeds")
        here = {"cwd": folder, "env": {**os.environ, "COLUMNS": str(COLUMNS)}, "check": True}
        subprocess.run([program, "index", "seeds"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **here)
        done = subprocess.run([program, "--color", "always", *SEARCH], stdout=subprocess.PIPE, **here)
    words = " ".join(f'"{word}"' if " " in word else word for word in SEARCH)
    return f"\x1b[1m$ onrecord {words}\x1b[0m\n\n" + done.stdout.decode("utf-8")


def styled(line, style):
    """The stretches of a line with one style each, and the style it ends with."""
    stretches, at = [], 0
    for code in re.finditer(r"\x1b\[([\d;]*)m", line):
        stretches.append((line[at:code.start()], style))
        for number in (code[1] or "0").split(";"):
            style = frozenset() if number in ("", "0") else style | {number}
        at = code.end()
    stretches.append((line[at:], style))
    return [stretch for stretch in stretches if stretch[0]], style


def width(character):
    """Cells that a character takes on a terminal."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def draw(text, style, column, y):
    """A stretch as <text> elements. Every wide character gets a place of its own, so that none overlap."""
    paint = f' fill="{next((COLOURS[n] for n in style if n in COLOURS), PALE if "2" in style else INK)}"'
    if "1" in style:
        paint += ' font-weight="700"'
    # Blanks are left out and not drawn, since renderers differ on them.
    for part in re.finditer(f"[{WIDE}]+|[^{WIDE}\\s]+(?: [^{WIDE}\\s]+)*", text):
        cells = [width(c) for c in part[0]]
        start = column + sum(map(width, text[:part.start()]))
        places = [round(MARGIN + CELL * (start + sum(cells[:at])), 1) for at in range(len(cells))]
        if max(cells) == 2:
            x = f'x="{" ".join(map(str, places))}"'
        else:
            x = f'x="{places[0]}" textLength="{round(CELL * sum(cells), 1)}"'
        yield f'<text {x} y="{y}"{paint}>{escape(part[0])}</text>'


def picture(output):
    """The whole output as SVG."""
    lines, style, shapes = output.rstrip("\n").split("\n"), frozenset(), []
    for number, line in enumerate(lines):
        column, y = 0, MARGIN + LINE * number + SIZE
        stretches, style = styled(line, style)
        for text, one in stretches:
            shapes += draw(text, one, column, y)
            column += sum(map(width, text))
    wide, high = round(2 * MARGIN + CELL * COLUMNS), 2 * MARGIN + LINE * len(lines)
    title = "Output of a search for “one belt one road” over the sample articles"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img">',
        f"<title>{title}</title>",
        f'<rect x=".5" y=".5" width="{wide - 1}" height="{high - 1}" rx="8" fill="{PAPER}" stroke="{EDGE}"/>',
        f'<g font-family="{FONTS}" font-size="{SIZE}">',
        *shapes,
        "</g>",
        "</svg>",
    ]) + "\n"


if __name__ == "__main__":
    program = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "target/release/onrecord").resolve()
    (HERE / "terminal.svg").write_text(picture(run(str(program))), encoding="utf-8")
