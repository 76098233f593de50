"""The boundary to callers: endpoints, authentication, bodies, parameters, rate limits and the OpenAPI document."""
