"""The letter of a reply, by the engine's rule: the cases are those of reasoning/prompt/reply_test.go."""

import pytest

from model.training.evaluate.letter import choice_of, parse

REPLIES = (
    ("<think>The sofa is left.</think> <answer>B. Sofa</answer>", "B. Sofa", "B", ""),
    ("<think>\nThe sofa\nis left.\n</think>\n\n<answer>\nB. Sofa\n</answer>\n", "B. Sofa", "B", ""),
    ("Sure! <think>x</think> So: <answer>A. Door</answer> Hope it helps, B. was wrong.", "A. Door", "A", ""),
    ("<think>It is left. <answer>B</answer>", "B", "B", ""),
    ("<answer><think>It is left.</think> B. Sofa</answer>", "B. Sofa", "B", ""),
    ("<think>x</think><answer>B. Sofa</think>", "B. Sofa", "B", "unclosed_answer"),
    ("<answer>A. Door</answer> wait <answer>B. Sofa</answer>", "B. Sofa", "B", ""),
    ("<answer>A. Door</answer><answer></answer>", "A. Door", "A", ""),
    ("<answer>The answer is <answer>B</answer></answer>", "B", "B", ""),
    ("<answer>B<answer>", "B", "B", "unclosed_answer"), ("<answer>B<answer/>", "B", "B", ""),
    ("< think >x</ think ><answer >D) Bed</answer >", "D) Bed", "D", ""), (r"<answer>D<\answer>", "D", "D", ""),
    ("<think>x</think><answer>B. Sofa</ans", "B. Sofa", "B", "unclosed_answer"), ("<answer>B. Sofa<", "B. Sofa", "B", "unclosed_answer"),
    ("<think>x</think><answ", "", "", "no_answer"), ("<think>x</think><answer>", "", "", "empty_answer"),
    ("The answer is B. Sofa", "", "", "no_answer"), ("<think>x</think> B. Sofa</answer>", "", "", "no_answer"),
    ("<answers>B</answers><answered>C</answered>", "", "", "no_answer"), (" \n\t", "", "", "empty_reply"),
    ("!!!!", "", "", "degenerate"), ("<think>x</think><answer>!!!!!!!!", "", "", "degenerate"),
    ("<answer>B. Sofa" + "!" * 64 + "</answer>", "", "", "degenerate"), ("<answer>B. Sofa</answer>" + "!" * 64, "B. Sofa", "B", ""),
    ("<answer>1111</answer>", "1111", "", ""), ("<answer>A. Door B. Sofa</answer>", "A. Door B. Sofa", "", "ambiguous_choice"),
    ("<think>沙发在左边。</think><answer>B. 沙发</answer>", "B. 沙发", "B", ""),
)
NAMED = {
    "A": ("I choose option A here", "The answer is A. Sofa"),
    "B": ("B", "b", "B.", "(B)", "[B]", "**B**", "**B.**", '"B"', "'B'", "`B`", r"\boxed{B}", r"$\boxed{\text{B}}$", "Option B", "option (b).",
          "B. Sofa", "B) Sofa", "(B) Sofa", "B: Sofa", "B.Sofa", "B. sofa", "B, the sofa", "B - Sofa", "**B** Sofa", "**B. Sofa**", "B\nSofa",
          "B、沙发", "Answer: B", "answer:B", "The answer is B.", "The correct answer is (B) Sofa", "My answer is **B. Sofa**",
          "The answer is B because it is left", "It is the sofa (B).", "It is **B**, the sofa", "B. The sofa next to plan C",
          "B. Sofa. So the answer is B. Sofa"),
    "C": ("The answer is option C.",),
    "": ("", "Sofa", "A sofa", "I think so", "The answer is A sofa", "U.S. flag", "5 m", "E.g. this"),
}
SEVERAL = ("A and B", "A, B and C", "A/B", "A or C.", "A. Sofa B. Lamp", "(A) Sofa\n(B) Lamp", "The answer is A. The answer is B.")


@pytest.mark.parametrize("reply, answer, letter, problem", REPLIES)
def test_what_a_reply_says(reply, answer, letter, problem):
    found = parse(reply)
    assert (found.answer, found.letter, found.problem) == (answer, letter, problem)


def test_which_letter_an_answer_names():
    for letter, answers in NAMED.items():
        for answer in answers:
            assert choice_of(answer) == (letter, False), answer
    for answer in SEVERAL:
        assert choice_of(answer) == ("", True), answer
