"""What the API takes and gives, field by field. The OpenAPI document is made from these models.

Shapes only: rules on the values live in the services. Numbers end where a database's do.
"""
