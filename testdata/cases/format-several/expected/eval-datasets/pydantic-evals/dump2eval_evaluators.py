"""Evaluators for datasets that dump2eval wrote with --companion.

    from pydantic_evals import Dataset
    from dump2eval_evaluators import EVALUATORS

    dataset = Dataset.from_file("trace-….pydantic.yaml", custom_evaluator_types=EVALUATORS)
"""

import json
from dataclasses import dataclass
from typing import Any

from pydantic_evals.evaluators import Evaluator, EvaluatorContext


def _text(output: Any) -> str:
    if isinstance(output, str):
        return output
    return json.dumps(output, ensure_ascii=False, separators=(",", ":"))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@dataclass
class MaxLength(Evaluator):
    """At most `value` UTF-16 code units, as JavaScript's length counts."""

    value: int

    def evaluate(self, ctx: EvaluatorContext) -> bool:
        return len(_text(ctx.output).encode("utf-16-le", "surrogatepass")) // 2 <= self.value


@dataclass
class NotContains(Evaluator):
    """The lower-cased output does not contain `value`."""

    value: str

    def evaluate(self, ctx: EvaluatorContext) -> bool:
        return self.value.lower() not in _text(ctx.output).lower()


@dataclass
class IsJson(Evaluator):
    """The whole output is one JSON text."""

    def evaluate(self, ctx: EvaluatorContext) -> bool:
        try:
            json.loads(_text(ctx.output), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            return False
        return True


EVALUATORS = (MaxLength, NotContains, IsJson)
