"""What axe, a ruler and a count of its parts find wrong with a page."""

from playwright.sync_api import Page

DESK, TELEPHONE = 1280, 360
AXE = """axe.run(document, {resultTypes: ["violations"]})
  .then(r => r.violations.map(v => "axe, " + v.id + ": " + v.nodes.map(n => n.html).join(" | ")))"""
WIDTH = "document.documentElement.scrollWidth"
PARTS = """() => {
  const count = what => document.querySelectorAll(what).length, said = [];
  const named = table => table.caption || document.getElementById(table.getAttribute("aria-labelledby"));
  if (count("h1") != 1) said.push(count("h1") + " headings of the first rank");
  if (count("main") != 1) said.push(count("main") + " main parts");
  if (count("main .btn-primary") > 1) said.push(count("main .btn-primary") + " primary buttons");
  if (count("script")) said.push("a script");
  for (const table of document.querySelectorAll("table")) if (!named(table)) said.push("a table without a name");
  return said;
}"""
WIDEST = """() => [...document.querySelectorAll("body *")].filter(each => {
    const box = each.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1 })
  .slice(-3).map(each => each.outerHTML.slice(0, 160))"""
LIGHT, LIGHT_LIST, LIST_ROWS = 40_960, 81_920, 50


def at_width(page: Page, width: int) -> None:
    """The window as wide as a desk's or a telephone's."""
    page.set_viewport_size({"width": width, "height": 900})


def over_the_side(page: Page, width: int) -> list[str]:
    """What makes the document scroll sideways at this width."""
    at_width(page, width)
    wide = page.evaluate(WIDTH)
    return [f"scrolls sideways at {width}, to {wide}: {page.evaluate(WIDEST)}"] if wide > width else []


def faults(page: Page, axe: str) -> list[str]:
    """Everything that is wrong with the page that is open; it is left at the width of a desk."""
    found: list[str] = page.evaluate(PARTS)
    page.evaluate(axe)
    for width in (TELEPHONE, DESK):
        found += over_the_side(page, width)
        found += [f"{width}: {said}" for said in page.evaluate(AXE)]
    return found


def too_heavy(page: Page, html: bytes) -> list[str]:
    """A page has at most 40 KB, a list of fifty rows 80 KB."""
    most = LIGHT_LIST if page.locator("tbody tr").count() >= LIST_ROWS else LIGHT
    return [f"{len(html):,} bytes of HTML"] if len(html) > most else []
