"""What a reply of the reference model is made of: one token a word, and never a word twice in a reply.

A reply's next token is then a function of the last one, which the output layer can learn in closed form.
"""

# The thinking, slot after slot; the model's noise picks a word of each.
SLOTS = (
    (" I", " We", " They", " One", " You"),
    (" see", " imagine", " notice", " picture", " find"),
    (" the", " a", " this", " that", " some"),
    (" red", " green", " blue", " yellow", " white", " black"),
    (" box", " wall", " floor", " ball", " bed"),
    (" near", " behind", " beside", " above", " below"),
    (" another", " its", " every", " each", " no"),
    (" round", " square", " tall", " long", " small"),
    (" window", " corner", " carpet", " mirror", " stair"),
    (" so", " then", " hence", " thus", " and"),
    (" it", " he", " she", " what", " which"),
    (" is", " was", " stays", " looks", " turns"),
    (" left", " right", " front", " back", " far"),
)
# After the slot with this number the thinking may already end.
EARLY_END = 8
LETTERS = ("A", "B", "C", "D")
ANSWERS = (" sofa", " table", " chair", " lamp", " door", " shelf", " plant", " desk", " clock", " bench")
