"""Operations that are awaited. Generated from the OpenAPI document."""
