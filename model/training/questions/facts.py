"""Short exercises in seeing: what a view shows, and where a thing is."""

from .direction import visible
from .scene import Scene


def facts(room: dict, view_set: dict) -> list[tuple[str, str]]:
    """Questions and replies about every thing and every view of a set."""
    scene, out = Scene(room, view_set), []
    for view in range(scene.count):
        shown = sorted(visible(scene, view), key=lambda thing: -thing.bearing[view])
        out.append((f"Which things are in image {view + 1}?", ", ".join(thing.name for thing in shown) or "nothing"))
        out += [(f"Where is the {thing.name} in image {view + 1}?", scene.look(thing, view)) for thing in shown]
    for thing in scene.things:
        out.append((f"Where is the {thing.name}?", f"image {thing.best + 1} {scene.look(thing, thing.best)} {scene.at(thing)}"))
    return [(f"{scene.opening} {question}", reply) for question, reply in out]
