"""The text that the reference tokenizer is trained on, written by rule so that it is the same everywhere."""

from collections.abc import Iterator
from random import Random

from .words import ANSWERS, SLOTS

_PLACES = ("room", "kitchen", "hall", "corridor", "office", "garden", "garage", "workshop", "warehouse", "street")
_VIEWS = ("front", "left", "back", "right", "first", "second", "third", "fourth", "upper", "lower")
_COLOURS = ("red", "green", "blue", "yellow", "white", "black", "orange", "brown", "grey", "purple", "pink")
_RELATIONS = (
    "to the left of", "to the right of", "in front of", "behind", "above", "below", "near", "far from", "next to",
    "between", "on top of", "under", "inside", "across from",
)
_ASKS = (
    "Which object is {relation} the {colour} {thing} in the {view} view?",
    "Based on these {number} images (image 1, 2, 3, and 4) showing the {place} from different viewpoints ({view}, left, back, and right), what is {relation} the {thing}?",
    "If I turn {degrees} degrees and walk forward {metres}.{tenth} metres from the {thing}, what will I see?",
    "How far is the {colour} {thing} from the camera, and isn't it {relation} the other {thing}?",
    "Is the {thing} {relation} the {other}? A. Yes B. No C. I can't tell D. They're the same",
)
_PAIR = "The {place} has a {colour} {thing} {relation} the {other}; its position is known and the distance is {metres}.{tenth} m.\n"
_RECORD = '{{"object": "{thing}", "colour": "{colour}", "position": [{metres}.{tenth}, -{tenth}.5, 0.0], "visible": true, "view": "{view}"}}\n'
_FOREIGN = (
    "Où se trouve la chaise par rapport à la fenêtre ? Elle est à gauche, près de l'étagère.\n",
    "Wo steht der große Tisch? Er steht links neben der Tür, gegenüber dem Fenster.\n",
    "¿Dónde está la lámpara? Está a la derecha del sofá, más allá de la puerta.\n",
    "Где находится стул? Он стоит слева от окна, рядом с дверью.\n",
    "椅子在哪里？椅子在桌子的左边，靠近窗户。\n",
    "椅子はどこにありますか。机の左、窓の近くにあります。\n",
    "의자는 어디에 있습니까? 책상 왼쪽, 창문 근처에 있습니다.\n",
    "أين الكرسي؟ الكرسي على يسار الطاولة بالقرب من النافذة.\n",
    "कुर्सी कहाँ है? कुर्सी मेज़ के बाईं ओर खिड़की के पास है।\n",
    "เก้าอี้อยู่ที่ไหน เก้าอี้อยู่ทางซ้ายของโต๊ะใกล้หน้าต่าง\n",
    "Hol van a szék? Az asztaltól balra, az ablak közelében.\n",
    "Πού είναι η καρέκλα; Είναι αριστερά από το τραπέζι.\n",
)


def lines(seed: int = 1, count: int = 6000) -> Iterator[str]:
    """The corpus, line by line; every word of a reply occurs often enough to become one token."""
    random = Random(seed)
    for index in range(count):
        yield _line(random, index)
    for _ in range(40):
        for slot in SLOTS:
            yield "".join(slot) + "\n"
        yield " ".join(f"{letter}.{word}" for letter in "ABCD" for word in ANSWERS) + "\n"
        yield "system\nYou are a helpful assistant.\nuser\nassistant\n"


def _line(random: Random, index: int) -> str:
    if index % 7 == 0:
        return random.choice(_FOREIGN)
    thing, other = (random.choice(ANSWERS).strip() for _ in range(2))
    values = {
        "place": random.choice(_PLACES), "view": random.choice(_VIEWS), "colour": random.choice(_COLOURS),
        "relation": random.choice(_RELATIONS), "thing": thing, "other": other, "number": random.choice(("two", "three", "four", "six")),
        "degrees": random.choice((45, 90, 135, 180)), "metres": random.randrange(12), "tenth": random.randrange(10),
    }
    form = random.choice((*_ASKS, _PAIR, _PAIR, _RECORD))
    text = form.format(**values)
    return text if text.endswith("\n") else text + "\n"
