"""Questions in MindCube's form, written, read, and refused."""

import json

import numpy as np
import pytest

from model.training.questions import ask
from model.training.questions.mindcube import Row, read, row, write

from question_records import sketched

MINDCUBE = {
    "id": "among_group001_q0_1_1", "category": ["_among", "perpendicular"], "type": "six_cameras", "meta_info": [["a", "b"]],
    "question": "Based on these four images (image 1, 2, 3, and 4) showing the sofa from different viewpoints (front, left, back, and "
                "right): From image 1, what is to my left? A. Brown door B. The white (tall) shelf C. Lamp",
    "images": ["other_all_image/a.jpg", "other_all_image/b.jpg"], "gt_answer": "B", "input_prompt": "ignored",
}


def _file(tmp_path, *lines):
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
    return path


def test_a_row_of_mindcube_is_read(tmp_path):
    got, = read(_file(tmp_path, MINDCUBE, "", MINDCUBE | {"gt_answer": ""}))
    assert got == Row(MINDCUBE["id"], ("_among", "perpendicular"), "six_cameras", MINDCUBE["question"], tuple(MINDCUBE["images"]), "B")
    assert got.setting == "among" and got.choices == {"A": "Brown door", "B": "The white (tall) shelf", "C": "Lamp"}


@pytest.mark.parametrize("name, setting", [
    ("Around_1", "around"), ("rotation_2", "rotation"), ("linear_translation_3", "translation"), ("among_around_4", "around"), ("x", None),
])
def test_the_setting_is_the_first_word_of_the_list(name, setting):
    assert Row(name, (), "", "", (), "A").setting == setting


def test_what_is_written_is_read_again(tmp_path):
    room, rng = sketched(1), np.random.default_rng(2)
    words = {"among": "among", "around": "around", "rotation": "rotation", "surround": "rotation", "motion": "translation", "single": None}
    rows = []
    for view_set in room["sets"]:
        images = [f"room/{view}.png" for view in view_set["views"]]
        rows += [row(question, view_set["kind"], len(rows) + n, images) for n, question in enumerate(ask(room, view_set, 3, rng))]
        assert all(one.setting == words[view_set["kind"]] for one in rows[-1:])
    path = tmp_path / "out.jsonl"
    assert write(path, rows) == len(rows) == len({one.id for one in rows})
    assert read(path) == rows
    for one in rows:
        assert one.reply.endswith(f"<answer>{one.gt_answer}. {one.choices[one.gt_answer]}</answer>")
    keys = {"id", "category", "type", "meta_info", "question", "images", "gt_answer", "grounded_output"}
    assert set(json.loads(path.read_text().splitlines()[0])) == keys


@pytest.mark.parametrize("line, said", [
    ("{", "line 2: not JSON"), ("[]", "line 2: not an object"), (MINDCUBE | {"id": 3}, "line 2: id is not a text"),
    (MINDCUBE | {"question": None}, "line 2: question is not a text"), (MINDCUBE | {"images": [1]}, "line 2: images is not a list"),
    (MINDCUBE | {"images": None}, "line 2: images is not a list"), (MINDCUBE | {"gt_answer": "AB"}, "line 2: gt_answer 'AB' is not a letter"),
    (MINDCUBE | {"question": "x" * (1 << 20)}, "more than a question has"),
])
def test_what_is_not_a_question_is_refused(tmp_path, line, said):
    with pytest.raises(ValueError, match=said):
        read(_file(tmp_path, MINDCUBE, line))
