"""The web: read a request, call one service, answer with a page, a file or JSON. No rules live here.

``access`` says who may call a route, ``session`` who is asking, ``errors`` what an error looks like,
``files`` how bytes leave. Each other module is one blueprint.
"""
