"""GraphQL from the registry: the same operations, types, rights and errors as REST. No rule and no SQL lives here."""

from hanse.platform.graphql.endpoint import GraphQLEndpoint, graphql_endpoint

__all__ = ["GraphQLEndpoint", "graphql_endpoint"]
