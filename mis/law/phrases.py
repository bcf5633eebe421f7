"""A phrase for each shape of law."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from mis.law.wording import Speech

Body = Mapping[str, Any]
Phrase = Callable[[Speech, Body], str]


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


def _holds(speech: Speech, body: Body) -> str:
    return template(speech, "tests", "holds_yes" if body["holds"] else "holds_no", what=speech.label(body["of"]))


def _none_of(speech: Speech, body: Body) -> str:
    parts = ", ".join(speech.said(choice, body["of"]) for choice in body["none_of"])
    return template(speech, "tests", "none_of", what=speech.label(body["of"]), parts=parts)


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
    """The least or greatest of several."""

    def say(speech: Speech, body: Body) -> str:
        return template(speech, "shapes", word, parts=", ".join(speech.part(part) for part in body[word]))

    return say


def _round(speech: Speech, body: Body) -> str:
    decimals = body.get("decimals", speech.edition.sheet.decimals)
    mode = body["mode"]
    mode = speech.bound(mode) if mode in speech.edition.plan else speech.said(mode)
    return template(speech, "shapes", "round", value=speech.part(body["round"]), decimals=decimals, mode=mode)


def _by(speech: Speech, body: Body) -> str:
    key = speech.value_of(body["by"])
    if "table" in body:
        value = speech.said(body["table"].get(key)) if not speech.raw else str(body["table"].get(key))
        return template(speech, "shapes", "table", key=speech.part(body["by"]), value=value)
    band = next((band for band in body["bands"] if key is not None and _inside(speech, band, Decimal(key))), None)
    if band is None:
        return template(speech, "shapes", "table", key=speech.part(body["by"]), value=speech.said(None))
    edges = [template(speech, "shapes", "band_from", low=speech.bound(band["from"]))] if "from" in band else []
    edges += [template(speech, "shapes", "band_to", high=speech.bound(band["to"]))] if "to" in band else []
    said = {"key": speech.part(body["by"]), "value": speech.bound(band["value"]), "edges": ", ".join(edges)}
    return template(speech, "shapes", "band", **said)


def _edge(speech: Speech, raw: Any) -> Decimal:
    return Decimal(speech.value_of(raw) if isinstance(raw, str) else raw)


def _inside(speech: Speech, band: Body, key: Decimal) -> bool:
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
        low = _edge(speech, band.get("from", 0))
        high = min(Decimal(months), _edge(speech, band["to"])) if "to" in band else Decimal(months)
        if high > low:
            rate = speech.rate(band["value"])
            said.append(template(speech, "shapes", "accrual_part", months=speech.said(high - low), rate=rate, per=per))
    filled = {"months": speech.part(body["accrual"]), "parts": ", ".join(said), "of": speech.part(body["of"])}
    return template(speech, "shapes", "accrual", **filled)


def _years_from(speech: Speech, body: Body) -> str:
    return template(speech, "shapes", "years_from", start=speech.bound(body["years_from"]), end=speech.bound(body["to"]))


def _moved(speech: Speech, body: Body) -> str:
    span = next(word for word in ("years", "months", "months_before") if word in body)
    return template(speech, "shapes", f"moved_{span}", day=speech.part(body["moved"]), count=speech.bound(body[span]))


def edge_of_span(word: str) -> Phrase:
    """The start or end of a month, quarter or year."""

    def say(speech: Speech, body: Body) -> str:
        return template(speech, "shapes", f"{word}_{body[word]}", day=speech.bound(body["of"]))

    return say


def _items(speech: Speech, body: Body) -> str:
    items = speech.label(body["items"])
    if "distinct" in body:
        return template(speech, "shapes", "distinct", what=items)
    return template(speech, "shapes", "some", items=items, test=speech.describe(body["some"]))


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
    **{word: parts(word) for word in ("least", "greatest")},
    **{word: edge_of_span(word) for word in ("start", "end")},
    "holds": _holds,
    "none_of": _none_of,
    "unread": _unread,
    "value": _value,
    "share": _share,
    "round": _round,
    "by": _by,
    "first": _first,
    "accrual": _accrual,
    "years_from": _years_from,
    "moved": _moved,
    "items": _items,
}
