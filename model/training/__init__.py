"""Training of a small 3DThinker on synthetic rooms, and of a full-size one on questions in MindCube's form."""
