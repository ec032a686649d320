"""Reads the text of a condition into the tree of `nodes.py`, or says in sentences why it cannot. Evaluates nothing.

The language is CEL without maps, bytes, unsigned numbers and the list-making macros, and with three habits that keep a
role from allowing more than its author meant: an attribute is named in full, a comparison has two sides, a choice is
made of choices. What is left can be bounded before anything runs.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from hanse.platform.authz.functions import FUNCTIONS, MAKERS, METHODS, make_constant, problem_of_call
from hanse.platform.authz.nodes import (
    And,
    Arithmetic,
    Call,
    Choice,
    Compare,
    Const,
    Each,
    Has,
    If,
    ListOf,
    Negative,
    Not,
    Or,
    Path,
    Size,
    Truth,
    Value,
)
from hanse.platform.authz.tokens import NotReadable, Token, tokenize

ROOTS: Final = ("actor", "subject", "request")
DEEPEST_NESTING: Final = 12
MOST_OPERATIONS: Final = 20  # each nests once more in what the library reads, which stops at some ninety levels
MOST_EACH: Final = 2
MOST_LIST_ITEMS: Final = 50
_CHOICES: Final = (Compare, Truth, Has, Not, And, Or, If, Each)
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_RESERVED: Final = frozenset({"in", "true", "false", "null", "has"})


class _Null:
    """The word `null`, which only `==` and `!=` accept."""


_NULL: Final = _Null()
Operand = Value | Choice | _Null


def read_condition(text: str) -> Choice:
    """Read a condition. Raises NotReadable with one sentence."""
    return _Reader(tokenize(text)).read()


class _Reader:
    """Recursive descent; one method for each level of binding strength, weakest first."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.variables: list[str] = []
        self.eachs = 0
        self.operations = 0

    # ---- tokens --------------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def at(self, *sources: str) -> bool:
        return self.token.kind in ("sign", "name") and self.token.source in sources

    def take(self, *sources: str) -> bool:
        if self.at(*sources):
            self.index += 1
            return True
        return False

    def advance(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def expect(self, source: str, why: str) -> None:
        if not self.take(source):
            raise self.problem(f"{source} is expected {why}")

    def problem(self, sentence: str, token: Token | None = None) -> NotReadable:
        token = token or self.token
        found = f", not {token.source}" if token.source and "expected" in sentence else ""
        where = "At the end" if token.kind == "end" else f"At character {token.place}"
        return NotReadable(f"{where}: {sentence}{found}.")

    # ---- choices -------------------------------------------------------------------------------------------------

    def read(self) -> Choice:
        if self.token.kind == "end":
            raise NotReadable("The condition is empty; leave the field out when there is none.")
        operand = self.expression()
        if self.token.kind != "end":
            raise self.problem("an operator such as && or == is expected here")
        return self.choice(operand)

    def expression(self) -> Operand:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self.problem(f"the condition is nested more than {DEEPEST_NESTING} deep")
        operand = self.either()
        if self.take("?"):
            test, then = self.choice(operand), self.choice(self.expression())
            self.expect(":", "between the two sides of ?")
            operand = If(test, then, self.choice(self.expression()))
        self.depth -= 1
        return operand

    def either(self) -> Operand:
        operand = self.every()
        if not self.at("||"):
            return operand
        parts = [self.choice(operand)]
        while self.take("||"):
            parts.append(self.choice(self.every()))
        return Or(tuple(parts))

    def every(self) -> Operand:
        operand = self.comparison()
        if not self.at("&&"):
            return operand
        parts = [self.choice(operand)]
        while self.take("&&"):
            parts.append(self.choice(self.comparison()))
        return And(tuple(parts))

    def comparison(self) -> Operand:
        left = self.sum()
        if not self.at(*_COMPARISONS):
            return left
        operator = self.advance()
        right = self.sum()
        if self.at(*_COMPARISONS):
            raise self.problem("compare two values at a time and join the comparisons with &&")
        if isinstance(left, _Null) or isinstance(right, _Null):
            return self.null_test(operator, left, right)
        return Compare(operator.source, self.value(left, operator), self.value(right, operator))

    def null_test(self, operator: Token, left: Operand, right: Operand) -> Choice:
        path = right if isinstance(left, _Null) else left
        if operator.source not in ("==", "!=") or not isinstance(path, Path):
            raise self.problem("null can only be compared by == or != with an attribute", operator)
        return Has(path) if operator.source == "!=" else Not(Has(path))

    # ---- values --------------------------------------------------------------------------------------------------

    def sum(self) -> Operand:
        return self.chain(("+", "-"), self.product)

    def product(self) -> Operand:
        return self.chain(("*", "/", "%"), self.unary)

    def chain(self, operators: tuple[str, ...], operand: Any) -> Operand:
        left: Operand = operand()
        while self.at(*operators):
            operator = self.advance()
            self.operations += 1
            if self.operations > MOST_OPERATIONS:
                raise self.problem(f"a condition calculates at most {MOST_OPERATIONS} times", operator)
            right = operand()
            left = Arithmetic(operator.source, self.value(left, operator), self.value(right, operator))
        return left

    def unary(self) -> Operand:
        token = self.token
        if self.take("!"):
            return Not(self.choice(self.once_more(token)))
        if self.take("-"):
            value = self.value(self.once_more(token), token)
            if isinstance(value, Const) and type(value.value) in (int, float):
                return Const(-value.value)
            return Negative(value)
        return self.member()

    def once_more(self, token: Token) -> Operand:
        if self.at("!", "-"):
            raise self.problem(f"{self.token.source} directly after {token.source} says nothing; use brackets")
        return self.member()

    def member(self) -> Operand:
        first = self.token
        operand = self.primary()
        while True:
            token = self.token
            if self.take("."):
                operand = self.after_dot(operand)
            elif self.take("["):
                operand = self.index_of(operand, token)
            else:
                break
        if isinstance(operand, Path) and not operand.steps and operand.root in ROOTS:
            raise self.problem(f"say which attribute of {operand.root} is meant, such as {operand.root}.id", first)
        return operand

    def after_dot(self, operand: Operand) -> Operand:
        name = self.advance()
        if name.kind != "name" or name.source in _RESERVED:
            raise self.problem("the name of an attribute is expected after the point", name)
        if not self.take("("):
            if not isinstance(operand, Path):
                raise self.problem("only actor, subject and request have attributes", name)
            return Path(operand.root, (*operand.steps, name.source))
        if name.source in ("all", "exists"):
            return self.each(operand, name)
        self.known(name, (*METHODS, "size"))
        return self.call(name, self.value(operand, name), self.arguments())

    def index_of(self, operand: Operand, bracket: Token) -> Operand:
        key = self.advance()
        if not isinstance(operand, Path) or key.kind not in ("text", "whole"):
            raise self.problem(
                'brackets after an attribute hold a text or a whole number, as in subject.custom["size"]', key
            )
        self.expect("]", f"to close the bracket of character {bracket.place}")
        return Path(operand.root, (*operand.steps, key.value))

    def arguments(self) -> tuple[Value, ...]:
        values: list[Value] = []
        while not self.take(")"):
            if values:
                self.expect(",", "between two arguments")
            values.append(self.value(self.expression(), self.token))
        return tuple(values)

    def each(self, operand: Operand, name: Token) -> Choice:
        if not isinstance(operand, Path) or not operand.steps:
            raise self.problem(
                f"{name.source} needs an attribute before the point, as in subject.tags.{name.source}(...)", name
            )
        self.eachs += 1
        if self.variables or self.eachs > MOST_EACH:
            raise self.problem(
                f"all and exists may stand {MOST_EACH} times in a condition, and not inside each other", name
            )
        variable = self.advance()
        if variable.kind != "name" or variable.source in _RESERVED or variable.source in ROOTS:
            raise self.problem("a new name for each item is expected, such as item", variable)
        self.expect(",", "after the name for each item")
        self.variables.append(variable.source)
        body = self.choice(self.expression())
        self.variables.pop()
        self.expect(")", f"to close {name.source}")
        return Each(name.source == "all", operand, variable.source, body)

    def primary(self) -> Operand:
        token = self.advance()
        if token.kind in ("whole", "decimal", "text"):
            return Const(token.value)
        if token.kind == "name":
            return self.named(token)
        if token.source == "(":
            inner = self.expression()
            self.expect(")", f"to close the bracket of character {token.place}")
            return inner
        if token.source == "[":
            return self.list_of(token)
        raise self.problem("a value is expected here", token)

    def named(self, token: Token) -> Operand:
        name = token.source
        if name in ("true", "false"):
            return Const(name == "true")
        if name == "null":
            return _NULL
        if self.take("("):
            return self.function(token)
        if name in ROOTS or name in self.variables:
            return Path(name, ())
        raise self.problem(f"{name} is not known; a condition speaks of actor, subject and request", token)

    def function(self, token: Token) -> Operand:
        if token.source == "has":
            path = self.expression()
            if not isinstance(path, Path):
                raise self.problem("has takes an attribute, as in has(subject.total)", token)
            self.expect(")", "to close has")
            return Has(path)
        self.known(token, (*MAKERS, "size"))
        arguments = self.arguments()
        if token.source == "size":
            return self.size(token, arguments)
        try:
            return Const(make_constant(token.source, arguments))
        except ValueError as problem:
            raise self.problem(str(problem), token) from problem

    def known(self, name: Token, names: Collection[str]) -> None:
        if name.source not in names:
            raise self.problem(f"there is no function {name.source} here; there are {FUNCTIONS}", name)

    def call(self, name: Token, target: Value, arguments: tuple[Value, ...]) -> Value:
        if name.source == "size":
            return self.size(name, (target, *arguments))
        problem = problem_of_call(name.source, arguments)
        if problem:
            raise self.problem(problem, name)
        return Call(name.source, target, arguments)

    def size(self, name: Token, arguments: tuple[Value, ...]) -> Value:
        if len(arguments) != 1 or not isinstance(arguments[0], Path):
            raise self.problem("size takes an attribute, as in size(subject.tags)", name)
        return Size(arguments[0])

    def list_of(self, token: Token) -> Value:
        items: list[Value] = []
        while not self.take("]"):
            if items:
                self.expect(",", "between two items of a list")
            items.append(self.value(self.expression(), token))
        if len(items) > MOST_LIST_ITEMS:
            raise self.problem(f"a list has at most {MOST_LIST_ITEMS} items", token)
        return ListOf(tuple(items))

    # ---- what stands where ---------------------------------------------------------------------------------------

    def choice(self, operand: Operand) -> Choice:
        if isinstance(operand, _CHOICES):
            return operand
        if isinstance(operand, Path) or (isinstance(operand, Const) and isinstance(operand.value, bool)):
            return Truth(operand)
        if isinstance(operand, Call) and METHODS[operand.name].gives == "yes_no":
            return Truth(operand)
        raise self.problem("what stands before this place must be true or false")

    def value(self, operand: Operand, token: Token) -> Value:
        if isinstance(operand, _Null):
            raise self.problem("null can only be compared by == or != with an attribute", token)
        if isinstance(operand, _CHOICES):
            raise self.problem("a comparison cannot stand inside another value; join comparisons with && or ||", token)
        return operand
