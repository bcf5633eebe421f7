"""Finds the sentences for translators in Python: those of refusals too, when they stand in a variable first."""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

SAID = {"refuse": 1, "Problem": 1, "conflict": 0, "missing": 0}  # which argument of each is the sentence


def extract_sentences(file: IO[bytes], keywords: Any, comment_tags: Collection[str], options: Any) -> Iterator[tuple]:
    """What Babel finds in a file, then the sentences of refusals behind names; given to Babel by babel.cfg."""
    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    tree = ast.parse(file.read())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    said = SAID | _passing_on(functions)
    lasting = _named(tree.body)
    for scope in [tree, *functions]:
        names = lasting | (_named(list(ast.walk(scope))) if scope is not tree else {})
        for sentence in _sentences(scope, said):
            yield from ((node.lineno, None, node.value, []) for node in _written(sentence, names))


def _sentences(scope: ast.AST, said: Mapping[str, int]) -> Iterator[ast.expr]:
    """The argument that is the sentence, of each refusal made in a function or file."""
    for node in ast.walk(scope):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            at = said.get(node.func.id)
            if at is not None and len(node.args) > at:
                yield node.args[at]


def _passing_on(functions: list[ast.FunctionDef]) -> dict[str, int]:
    """The functions that make a refusal of a sentence given to them, and the place where it is given."""
    found = {}
    for function in functions:
        given = [each.arg for each in function.args.posonlyargs + function.args.args]
        for sentence in _sentences(function, SAID):
            if isinstance(sentence, ast.Name) and sentence.id in given:
                found[function.name] = given.index(sentence.id)
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
