"""What precision a bundle's parts can have."""

import pytest
import torch

from model.precision import PARTS, Kind, PartPrecision, Precision


@pytest.mark.parametrize("texts, kinds, number_type", [
    ([], ["float32"] * 6, "float32"),
    (["bfloat16"], ["bfloat16"] * 5 + ["float32"], "bfloat16"),
    (["int4"], ["int4", "float32", "int4", "float32", "float32", "float32"], "float32"),
    (["int4-asymmetric"], ["int4-asymmetric", "float32", "int4-asymmetric", "float32", "float32", "float32"], "float32"),
    (["int8"], ["int8", "float32", "int8", "float32", "float32", "float32"], "float32"),
    (["int8", "decoder=int4"], ["int8", "float32", "int4", "float32", "float32", "float32"], "float32"),
    (["decoder=int4", "geometry=float16"], ["float32", "float32", "int4", "float32", "float16", "float32"], "float32"),
    (["bfloat16", "decoder=int4"], ["bfloat16", "bfloat16", "int4", "bfloat16", "bfloat16", "float32"], "bfloat16"),
    (["int4", "number_type=bfloat16"], ["int4", "float32", "int4", "float32", "float32", "float32"], "bfloat16"),
    (["decoder=bfloat16"], ["float32", "float32", "bfloat16", "float32", "float32", "float32"], "float32"),
])
def test_parse(texts, kinds, number_type):
    found = Precision.parse(texts)
    assert found.described() == dict(zip(PARTS, kinds))
    assert found.number_type == number_type


@pytest.mark.parametrize("texts, say", [
    (["int2"], "int2.*float32, bfloat16, float16, int8, int4, int4-asymmetric"),
    (["projector=int8"], "projector cannot be int8.*vision and decoder"),
    (["tokenizer=int4"], "tokenizer.*vision, embedding, decoder, projector, geometry, scene"),
    (["decoder="], "''"),
    (["decoder=float16"], "decoder cannot be float16.*overflow"),
    (["vision=float16"], "vision cannot be float16.*overflow"),
    (["float16"], "decoder cannot be float16"),
    (["geometry=int4"], "geometry cannot be int4.*vision and decoder"),
    (["scene=int4"], "scene cannot be int4.*vision and decoder"),
    (["scene=float16"], "scene cannot be float16.*geometry"),
    (["embedding=int4-asymmetric"], "embedding cannot be int4-asymmetric"),
    (["number_type=float16"], "number_type cannot be float16"),
    (["number_type=int4"], "number_type cannot be int4"),
])
def test_refused(texts, say):
    with pytest.raises(ValueError, match=say):
        Precision.parse(texts)


def test_edges_are_the_bundles_and_the_inside_is_the_parts():
    mixed = Precision.parse(["bfloat16", "decoder=int4", "geometry=float32"])
    assert mixed.of("decoder") == PartPrecision(Kind.INT4, torch.bfloat16)
    assert mixed.of("decoder").inside == torch.bfloat16
    for part in ("geometry", "scene"):
        assert mixed.of(part) == PartPrecision(Kind.FLOAT32, torch.bfloat16)
        assert mixed.of(part).inside == torch.float32
    assert Precision.parse(["int4"]).of("decoder").inside == torch.float32


def test_a_bundle_without_a_scene_says_nothing_of_one():
    assert list(Precision().described(("vision", "embedding", "decoder"))) == ["vision", "embedding", "decoder"]
