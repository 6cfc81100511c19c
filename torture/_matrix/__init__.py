"""Every route as everybody: the routes, the people, what is planted, and the walk over them.

routes (found in the URLconf and in the OpenAPI document) · planting (a cast with a mark in every
personal field) · people (who walks, and what is theirs) · addresses (which objects a route's
parameters name) · bodies (what is sent) · rows (whether anything was written) · walk.
"""
