"""What a query costs before it runs.

An object 1, a scalar 0, a connection 2 and each of its `first` nodes, a mutation 10; never more
than 1,000. A list that takes `first` counts in full, too, which may be stricter than Shopify is.
Source: shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits, and shopify.engineering on
calculated cost for the connections.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

MAX = 1000
_CONNECTION = 2
_MUTATION = 10


def requested(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """Return the cost of the document's one operation."""
    [operation] = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    assert not any(isinstance(d, FragmentDefinitionNode) for d in document.definitions)
    writes = operation.operation is OperationType.MUTATION
    root = schema.mutation_type if writes else schema.query_type
    assert root is not None
    cost = _selections(schema, root, operation.selection_set, variables)
    return cost + (_MUTATION if writes else 0)


def _selections(
    schema: GraphQLSchema,
    of: GraphQLObjectType,
    selected: SelectionSetNode,
    variables: Mapping[str, Any],
) -> int:
    cost = 0
    for one in selected.selections:
        if isinstance(one, InlineFragmentNode):
            assert one.type_condition is not None
            inner = schema.type_map[one.type_condition.name.value]
            assert isinstance(inner, GraphQLObjectType)
            cost += _selections(schema, inner, one.selection_set, variables)
        elif isinstance(one, FieldNode) and not one.name.value.startswith("__"):
            cost += _field(schema, of, one, variables)
    return cost


def _field(
    schema: GraphQLSchema, of: GraphQLObjectType, node: FieldNode, variables: Mapping[str, Any]
) -> int:
    declared = of.fields.get(node.name.value)
    if declared is None or node.selection_set is None:
        return 0
    kind = get_named_type(declared.type)
    if not is_composite_type(kind):
        return 0
    if not isinstance(kind, GraphQLObjectType):
        kind = GraphQLObjectType(kind.name, {})
    inside = _selections(schema, kind, node.selection_set, variables)
    if kind.name.endswith("Connection"):
        return _CONNECTION + _first(node, variables) * max(inside, 1)
    if "first" in declared.args:
        return _first(node, variables) * (1 + inside)
    return 0 if kind.name == "PageInfo" else 1 + inside


def _first(node: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            if isinstance(value, IntValueNode):
                return int(value.value)
            if isinstance(value, VariableNode):
                return int(variables[value.name.value])
    return 1
