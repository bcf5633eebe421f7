"""A phrase for each shape of law."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from mis.law.days import SPANS_MOVED
from mis.law.facts import catalogue
from mis.law.measures import MEASURES
from mis.law.wording import ItemSpeech, Speech

Body = Mapping[str, Any]
Phrase = Callable[[Speech, Body], str]
BETWEEN = {"sum": " + ", "product": " × "}


def template(speech: Speech, group: str, name: str, **parts: Any) -> str:
    """A template of the language, filled."""
    return speech.words[group][name].format(**parts)


def compared(word: str) -> Phrase:
    """A test against a bound; a day has words of its own."""

    def say(speech: Speech, body: Body) -> str:
        bound = speech.bound(body[word])
        raw = speech.value_of(body[word]) if isinstance(body[word], str) else body[word]
        text = str(raw or "")
        day = "_day" if len(text) == 10 and text[4:5] == "-" else ""
        return template(speech, "tests", word + day, bound=bound)

    return say


def _equals(speech: Speech, body: Body) -> str:
    bound = body["equals"]
    fact = catalogue().get(body["of"]) if isinstance(body["of"], str) else None
    said = speech.said(bound, body["of"]) if fact is not None and fact.choices else speech.bound(bound)
    return template(speech, "tests", "equals", bound=said)


def _missing(speech: Speech, body: Body) -> str:
    return template(speech, "tests", "missing", what=_named(speech, body["missing"]))


def _named(speech: Speech, raw: Any) -> str:
    return speech.label(raw) if isinstance(raw, str) else speech.bound(raw)


def _not(speech: Speech, body: Body) -> str:
    return template(speech, "tests", "not", test=_test(speech, body["not"]))


def _holds(speech: Speech, body: Body) -> str:
    return template(speech, "tests", "holds_yes" if body["holds"] else "holds_no", what=speech.label(body["of"]))


def listed(word: str) -> Phrase:
    """A choice that must be, or must not be, one of several."""

    def say(speech: Speech, body: Body) -> str:
        parts = ", ".join(speech.said(choice, body["of"]) for choice in body[word])
        return template(speech, "tests", word, what=speech.label(body["of"]), parts=parts)

    return say


def joined(word: str) -> Phrase:
    """Alternatives, or parts that must all be met."""

    def say(speech: Speech, body: Body) -> str:
        return template(speech, "tests", word, parts="; ".join(_test(speech, part) for part in body[word]))

    return say


def _test(speech: Speech, part: Any) -> str:
    if not isinstance(part, str) or part not in speech.edition.plan:
        return speech.describe(part) if isinstance(part, Mapping) else speech.label(part)
    body = speech.edition.line(part).body
    return f"{speech.label(part)} ({speech.describe(body)})"


def _unread(speech: Speech, body: Body) -> str:
    return template(speech, "tests", "unread", what=speech.label(body["unread"]))


def _value(speech: Speech, body: Body) -> str:
    return template(speech, "shapes", "value", value=speech.said(body["value"]))


def _share(speech: Speech, body: Body) -> str:
    return template(speech, "shapes", "share", share=speech.rate(body["share"]), of=speech.part(body["of"]))


def parts(word: str) -> Phrase:
    """The least, the greatest, the sum or the product of several."""

    def say(speech: Speech, body: Body) -> str:
        return template(speech, "shapes", word, parts=BETWEEN.get(word, ", ").join(speech.part(part) for part in body[word]))

    return say


def _excess(speech: Speech, body: Body) -> str:
    return template(speech, "shapes", "excess", found=speech.part(body["excess"]), over=speech.part(body["over"]))


def _divide(speech: Speech, body: Body) -> str:
    return template(speech, "shapes", "divide", found=speech.part(body["divide"]), by=speech.part(body["by"]))


def _round(speech: Speech, body: Body) -> str:
    decimals = body.get("decimals", speech.edition.sheet.decimals)
    mode = body["mode"]
    mode = speech.bound(mode) if mode in speech.edition.plan else speech.said(mode)
    said = {"value": speech.part(body["round"]), "decimals": decimals, "mode": mode}
    before = speech.values.get(f"{speech.step}.unrounded")
    if before is None or not isinstance(body["round"], Mapping):
        return template(speech, "shapes", "round", **said)
    exact = speech.said(before.removesuffix("…")) + "…" * before.endswith("…")
    return template(speech, "shapes", "round_from", exact=exact, **said)


def _by(speech: Speech, body: Body) -> str:
    key = speech.value_of(body["by"])
    if "table" in body:
        value = speech.said(body["table"].get(key)) if not speech.raw else str(body["table"].get(key))
        return template(speech, "shapes", "table", key=speech.part(body["by"]), value=value)
    band = next((band for band in body["bands"] if key is not None and _inside(speech, band, _ordered(key))), None)
    if band is None:
        return template(speech, "shapes", "table", key=speech.part(body["by"]), value=speech.said(None))
    edges = [template(speech, "shapes", "band_from", low=speech.bound(band["from"]))] if "from" in band else []
    edges += [template(speech, "shapes", "band_to", high=speech.bound(band["to"]))] if "to" in band else []
    said = {"key": speech.part(body["by"]), "value": speech.bound(band["value"]), "edges": ", ".join(edges)}
    return template(speech, "shapes", "band", **said)


def _ordered(value: Any) -> Decimal | str:
    """A number, or a day as text, in a form that can be put in order."""
    text = str(value)
    return text if text[4:5] == "-" else Decimal(text)


def _edge(speech: Speech, raw: Any) -> Any:
    return _ordered(speech.value_of(raw) if isinstance(raw, str) else raw)


def _inside(speech: Speech, band: Body, key: Any) -> bool:
    return ("from" not in band or key >= _edge(speech, band["from"])) and ("to" not in band or key < _edge(speech, band["to"]))


def _first(speech: Speech, body: Body) -> str:
    said = speech.bound(body["otherwise"])
    for choice in reversed(body["first"]):
        where, then = speech.bound(choice["where"]), speech.bound(choice["then"])
        said = template(speech, "shapes", "first", then=then, where=where, otherwise=said)
    return said


def _accrual(speech: Speech, body: Body) -> str:
    months, said, per = speech.value_of(body["accrual"]), [], _edge(speech, body["per"])
    for band in body["bands"] if months is not None else []:
        counted = _months_in(speech, band, Decimal(months), body.get("flat") is True)
        if counted > 0:
            rate = speech.rate(band["value"])
            said.append(template(speech, "shapes", "accrual_part", months=speech.said(counted), rate=rate, per=per))
    filled = {"months": speech.part(body["accrual"]), "parts": ", ".join(said), "of": speech.part(body["of"])}
    return template(speech, "shapes", "accrual", **filled)


def _months_in(speech: Speech, band: Body, months: Decimal, flat: bool) -> Decimal:
    """How many of the months a band counts: those within it, or all of them in the band that they reach."""
    if flat:
        return months if _inside(speech, band, months) else Decimal(0)
    high = min(months, _edge(speech, band["to"])) if "to" in band else months
    return high - _edge(speech, band.get("from", 0))


def counted_between(word: str) -> Phrase:
    """Years, months or days between two days."""

    def say(speech: Speech, body: Body) -> str:
        return template(speech, "shapes", word, start=speech.bound(body[word]), end=speech.bound(body["to"]))

    return say


def _first_day_at(speech: Speech, body: Body) -> str:
    return template(speech, "shapes", "first_day_at", born=speech.part(body["first_day_at"]), age=speech.label(body["age"]))


def _moved(speech: Speech, body: Body) -> str:
    span = next(word for word in SPANS_MOVED if word in body)
    return template(speech, "shapes", f"moved_{span}", day=speech.part(body["moved"]), count=speech.bound(body[span]))


def edge_of_span(word: str) -> Phrase:
    """The start or end of a month, quarter or year."""

    def say(speech: Speech, body: Body) -> str:
        return template(speech, "shapes", f"{word}_{body[word]}", day=speech.bound(body["of"]))

    return say


def _items(speech: Speech, body: Body) -> str:
    """What the items of a list come to, and which of them count."""
    items, inner = speech.label(body["items"]), ItemSpeech.over(speech, body["items"])
    word = next(word for word in MEASURES if word in body)
    what = inner.test(body[word]) if word == "some" else inner.bound(body[word])
    shape = "total_highest" if "highest" in body else word
    most = speech.bound(body["highest"]) if "highest" in body else ""
    said = template(speech, "shapes", shape, items=items, what=what, highest=most)
    tests = "; ".join(inner.test(test) for test in body.get("where", []))
    return template(speech, "shapes", "items_where", said=said, tests=tests) if tests else said


def _in_steps(speech: Speech, body: Body) -> str:
    said = {word: speech.bound(body[word]) for word in ("step", "lowest", "highest")}
    below = speech.bound(body["reached_below"])
    return template(speech, "shapes", "in_steps", wage=speech.part(body["in_steps"]), below=below, **said)


def _pooled(speech: Speech, body: Body) -> str:
    said = {"wage": speech.part(body["pooled"]), "ceiling": speech.part(body["within"])}
    return template(speech, "shapes", f"pooled_{speech.value_of(body['scope'])}", **said)


def _accrues(speech: Speech, body: Body) -> str:
    days = {"start": speech.bound(body["since_day"]), "end": speech.bound(body["to"])}
    said = {"rate": speech.rate(body["accrues"]), "base": speech.part(body["of"]), "basis": speech.bound(body["basis"])}
    text = template(speech, "shapes", f"accrues_{body['per']}", **said, **days)
    if "history" not in body:
        return text
    return template(speech, "shapes", "accrues_history", said=text, history=speech.bound(body["history"]))


PHRASES: dict[str, Phrase] = {
    "in_steps": _in_steps,
    "pooled": _pooled,
    "accrues": _accrues,
    **{word: compared(word) for word in ("at_least", "at_most", "above", "below")},
    **{word: joined(word) for word in ("any", "all")},
    **{word: parts(word) for word in ("least", "greatest", "sum", "product")},
    **{word: counted_between(word) for word in ("years_from", "months_from", "days_from")},
    **{word: listed(word) for word in ("one_of", "none_of")},
    **{word: edge_of_span(word) for word in ("start", "end")},
    "holds": _holds,
    "equals": _equals,
    "missing": _missing,
    "not": _not,
    "unread": _unread,
    "value": _value,
    "share": _share,
    "round": _round,
    "by": _by,
    "first": _first,
    "accrual": _accrual,
    "excess": _excess,
    "divide": _divide,
    "first_day_at": _first_day_at,
    "moved": _moved,
    "items": _items,
}
