"""How a template must be written: rules that every page obeys, each shown to refuse what breaks it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.mis.look_app import make_app

TEMPLATES = Path(__file__).parents[2] / "templates"
MACROS = {"page.html", "table.html", "form.html", "list.html", "chart.html"}
TRANSLATED = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SAID_AS_IT_IS = {"Socle"}
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:ms|me|ps|pe)-(?:\w+-)?(?:\d|auto)|float-(?:\w+-)?(?:start|end|left|right)|text-(?:\w+-)?(?:start|end|left|right)"
    r"|border-(?:start|end)|rounded-(?:start|end)|offset-(?:\w+-)?\d+|input-group|btn-group|dropdown|accordion|modal"
    r"|alert-dismissible)(?![\w])"
)
ATTRIBUTE_WORDS = re.compile(r"""\s(?:aria-label|placeholder|title|alt)="([^"]*[A-Za-z]{2,}[^"]*)\"""")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SENTENCE = re.compile(r"^\W*[A-Z][a-z]+(?:[ .,:;’]|$)")


def without_jinja(text: str) -> str:
    """The HTML that stands in the template itself."""
    return JINJA.sub("\x00", text)


def no_style(text: str, name: str) -> list[str]:
    """Looks are in the stylesheet: the content policy refuses style attributes and elements."""
    return re.findall(r"<[^>]*\sstyle\s*=|<style", without_jinja(text))


def no_script(text: str, name: str) -> list[str]:
    """No page needs a script, and the content policy refuses those written in it."""
    return re.findall(r"<script|\son[a-z]+\s*=|javascript:", without_jinja(text))


def no_sides(text: str, name: str) -> list[str]:
    """Nothing is left or right: the same page is read in both directions."""
    return PHYSICAL.findall(text)


def no_table_by_hand(text: str, name: str) -> list[str]:
    """A table is written by the macro, which forgets no role, scope, label or bdi."""
    return [] if name.startswith("macros/") else re.findall(r"<(?:table|thead|tbody|tr|td|th)\b", text)


def no_tag_by_hand(text: str, name: str) -> list[str]:
    """A state is written by the macro."""
    return [] if name.startswith("macros/") else re.findall(r"\bbadge\b", text)


def no_post_by_hand(text: str, name: str) -> list[str]:
    """A form that acts is written by the macro, which forgets no token; the frame signs out with its own."""
    by_hand = re.findall(r"<form[^>]*\bpost\b", text, re.IGNORECASE)
    return [] if name.startswith("macros/") or name == "frame.html" else by_hand


def one_head(text: str, name: str) -> list[str]:
    """A page has one heading of the first rank, written with its head."""
    if not re.search(r"""{%-? extends ["']frame.html["']""", text):
        return []
    heads = len(re.findall(r"look\.page_head\(", text))
    return ([] if heads == 1 else [f"{heads} page heads"]) + re.findall(r"<h1", text)


def numbers_apart(text: str, name: str) -> list[str]:
    """A number in a cell stands in bdi, or it turns round where one reads from the right."""
    cells = re.findall(r"<t[dh]\b[^>]*\bnum\b[^>]*>.*?</t[dh]>", text, re.DOTALL)
    return [cell for cell in cells if "<bdi>" not in cell and 'scope="col"' not in cell and not re.search(r">\s*</td>", cell)]


def words_translated(text: str, name: str) -> list[str]:
    """Every word goes through Babel: in the page's text, in its attributes and in what macros are given."""
    html = without_jinja(text)
    said = re.sub(r"<[^>]*>", "\x01", re.sub(r'class="[^"]*"', "", html))
    bare = re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", said))
    return [word for word in bare if word not in SAID_AS_IT_IS] + ATTRIBUTE_WORDS.findall(html) + list(_untranslated(text))


def _untranslated(text: str) -> Iterator[str]:
    """Sentences given to Jinja that no catalogue will ever see."""

    compared: set[int] = set()

    def walk(node: nodes.Node) -> Iterator[str]:
        if isinstance(node, nodes.Compare):
            compared.update(id(side) for side in (node.expr, *(operand.expr for operand in node.ops)))
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATED:
            return
        if (
            isinstance(node, nodes.Const)
            and id(node) not in compared
            and isinstance(node.value, str)
            and SENTENCE.match(node.value)
        ):
            yield node.value
        for child in node.iter_child_nodes():
            yield from walk(child)

    yield from walk(Environment(extensions=["jinja2.ext.i18n"]).parse(text))


RULES: list[tuple[Callable[[str, str], list[str]], str]] = [
    (no_style, '<p style="color: red"></p>'),
    (no_style, "<p>{{ x }}</p><style>p {}</style>"),
    (no_script, "<script>go()</script>"),
    (no_script, '<a href="#" onclick="go()"></a>'),
    (no_sides, '<p class="small ms-2"></p>'),
    (no_sides, "{{ field(class='text-end') }}"),
    (no_sides, '<div class="dropdown"></div>'),
    (no_table_by_hand, "<table></table>"),
    (no_tag_by_hand, '<span class="badge paid">{{ _("Paid") }}</span>'),
    (no_post_by_hand, '<form action="/x" method="post"></form>'),
    (one_head, '{% extends "frame.html" %}{% block content %}<h1>{{ title }}</h1>{% endblock %}'),
    (one_head, '{% extends "frame.html" %}{{ look.page_head(a) }}{{ look.page_head(b) }}'),
    (numbers_apart, '<td role="cell" class="num">{{ amount }}</td>'),
    (words_translated, "<p>Granted</p>"),
    (words_translated, '<nav aria-label="Main"></nav>'),
    (words_translated, "{{ look.tag('paid', 'Paid in full') }}"),
]
ALLOWED = """{% extends "frame.html" %}{% set title = _('People') %}{% block content %}{{ look.page_head(title) }}
<p class="mt-2 small">{{ _('Found') }} · Socle</p><form action="/people"></form>{{ look.tag('paid', _('Paid')) }}{% endblock %}"""


def templates() -> list[str]:
    """Every page and macro; letters are not pages."""
    names = [path.relative_to(TEMPLATES).as_posix() for path in sorted(TEMPLATES.rglob("*.html"))]
    return [name for name in names if not name.startswith("letters/")]


@pytest.mark.parametrize(("rule", "bad"), RULES)
def test_each_rule_refuses_what_breaks_it(rule: Callable[[str, str], list[str]], bad: str) -> None:
    assert rule(bad, "pages/people/bad.html")


@pytest.mark.parametrize("rule", sorted({rule for rule, _bad in RULES}, key=lambda rule: rule.__name__))
def test_each_rule_lets_a_good_page_pass(rule: Callable[[str, str], list[str]]) -> None:
    assert rule(ALLOWED, "pages/people/good.html") == []


@pytest.mark.parametrize("name", templates())
def test_every_template_keeps_every_rule(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    broken = [f"{rule.__name__}: {found}" for rule in dict.fromkeys(rule for rule, _bad in RULES) for found in rule(text, name)]
    assert broken == []


def test_every_template_can_be_read_and_uses_only_parts_that_exist() -> None:
    environment = make_app().jinja_env
    known = set(vars(environment.globals["look"]))
    for name in templates():
        environment.get_template(name)
        used = set(re.findall(r"\blook\.([a-z_]+)", (TEMPLATES / name).read_text(encoding="utf-8")))
        assert used - known == set(), f"{name} uses parts that do not exist"


def test_the_macros_are_these_files_and_no_two_share_a_name() -> None:
    assert {path.name for path in (TEMPLATES / "macros").iterdir()} == MACROS
    names = [found for file in MACROS for found in re.findall(r"macro ([a-z]\w*)\(", (TEMPLATES / "macros" / file).read_text())]
    assert sorted(names) == sorted(set(names))


def test_the_stylesheet_is_short_and_knows_no_sides() -> None:
    sheet = (TEMPLATES.parent / "mis" / "static" / "socle.css").read_text(encoding="utf-8")
    assert len(sheet.splitlines()) <= 250
    physical = re.findall(r"(?:margin|border)-(?:left|right)\s*:|text-align:\s*left|float:\s*(?:left|right)", sheet)
    assert physical == ["margin-left:"], "only Bootstrap's own margin of a check is taken back"
