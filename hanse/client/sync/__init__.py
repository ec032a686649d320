"""Operations that wait for their answer. Generated from the OpenAPI document."""
