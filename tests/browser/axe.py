"""What looks at a page: the rules of axe-core, run as a page's own script would be.

Most of axe's time went into colours: it makes an object of every colour of every element, keeps
its six parts in six WeakMaps (what a compiler makes of private fields), and reads the same few
texts again and again. Here the parts are properties, and each text is read once. Nothing it finds
depends on that: all it reports, also what it is content with, is the same to the letter.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import axe_playwright_python

AS_IT_COMES: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_FIELDS: Final = """
class Fields {
  name = Symbol();
  has(one) { return this.name in one; }
  get(one) { return one[this.name]; }
  set(one, value) { one[this.name] = value; return this; }
  add(one) { one[this.name] = true; return this; }
  delete(one) { return delete one[this.name]; }
}
"""
_READ_COLOURS_ONCE: Final = """
const colour = axe.commons.color.Color.prototype;
const read = colour.parseString;
const known = new Map();
colour.parseString = function (text) {
  if (!known.has(text)) {
    read.call(this, text);
    known.set(text, [this.r, this.g, this.b, this.alpha]);
  }
  [this.r, this.g, this.b, this.alpha] = known.get(text);
  return this;
};
"""

AXE: Final = f"""(() => {{
{_FIELDS}
((WeakMap, WeakSet) => {{ {AS_IT_COMES} }})(Fields, Fields);
{_READ_COLOURS_ONCE}
}})()"""
"""Brings axe into a page."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"type": "tag", "values": RULES}
RULES_OF_A_THEME = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN_AXE = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
    .then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary}`)))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """Array.from(document.querySelectorAll('main *, header *, footer *'))
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')"""
