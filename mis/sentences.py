"""Finds the sentences for translators in Python: those of refusals too, when they stand in a variable first."""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

SAID = {"refuse": 1, "Problem": 1, "conflict": 0, "missing": 0, "problem": 0}  # which argument of each is the sentence


def extract_sentences(file: IO[bytes], keywords: Any, comment_tags: Collection[str], options: Any) -> Iterator[tuple]:
    """What Babel finds in a file, then the sentences of refusals behind names; given to Babel by babel.cfg."""
    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    tree = ast.parse(file.read())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    said = SAID | _taking(functions)
    lasting = _named(tree.body)
    for scope in [tree, *functions]:
        names = lasting | (_named(list(ast.walk(scope))) if scope is not tree else {})
        for sentence in _sentences(scope, said):
            yield from ((node.lineno, None, node.value, []) for node in _written(sentence, names))


def _sentences(scope: ast.AST, said: Mapping[str, int]) -> Iterator[ast.expr]:
    """The argument that is the sentence, of each refusal made in a function or file."""
    for node in ast.walk(scope):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=given) if name in said:
                yield from given[said[name] : said[name] + 1]


def _taking(functions: list[ast.FunctionDef]) -> dict[str, int]:
    """The functions of a file to which a sentence is given as their `message`, and its place among their arguments."""
    found = {}
    for function in functions:
        names = [each.arg for each in function.args.posonlyargs + function.args.args if each.arg != "self"]
        if "message" in names:
            found[function.name] = names.index("message")
    return found


def _named(nodes: Collection[ast.AST]) -> dict[str, list[ast.expr]]:
    """What each plain name is made to stand for, all of it where there are several."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
    return found


def _written(node: ast.expr, names: Mapping[str, list[ast.expr]]) -> Iterator[ast.Constant]:
    """The sentences that an expression can come to."""
    match node:
        case ast.Constant(value=str()):
            yield node
        case ast.Name(id=name):
            for value in names.get(name, []):
                yield from _written(value, {key: each for key, each in names.items() if key != name})
        case ast.Subscript(value=value):
            yield from _written(value, names)
        case ast.IfExp(body=one, orelse=other):
            yield from _written(one, names)
            yield from _written(other, names)
        case ast.Dict(values=values):
            for value in values:
                yield from _written(value, names)
