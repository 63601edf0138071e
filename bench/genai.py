"""The decode loop of bench/decode by onnxruntime-genai: the same graphs, put into one that has the inputs which it knows."""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime_genai as genai
from onnx import TensorProto, helper

NAMES = {"past_key_names": "past_key.%d", "past_value_names": "past_value.%d"}, {"present_key_names": "present_key.%d", "present_value_names": "present_value.%d"}


def joined(bundle: Path, graphs: dict) -> onnx.ModelProto:
    """Token ids and a mask to the logits of the last token: the bundle's embedding and decoder, with what tells the latter its lengths and positions."""
    embedding, decoder = (onnx.load(bundle / graphs[name]) for name in ("embedding", "decoder"))
    cache = {value.name: value for value in (*decoder.graph.input, *decoder.graph.output) if "." in value.name}
    nodes = [
        helper.make_node("ReduceSum", ["attention_mask", "along"], ["count"], keepdims=0),
        helper.make_node("Sub", ["count", "one"], ["before"]), helper.make_node("Cast", ["before"], ["seqlens_k"], to=TensorProto.INT32),
        helper.make_node("Shape", ["attention_mask"], ["length"], start=1), helper.make_node("Cast", ["length"], ["total_sequence_length"], to=TensorProto.INT32),
        helper.make_node("Unsqueeze", ["positions", "zero"], ["single"]), helper.make_node("Expand", ["single", "axes"], ["position_ids"]),
        *embedding.graph.node, *decoder.graph.node, helper.make_node("Unsqueeze", ["logits", "along"], ["last_logits"]),
    ]
    numbers = {"along": [1], "one": [1], "zero": [0], "axes": [3, 1, 1]}
    constants = [helper.make_tensor(name, TensorProto.INT64, [len(values)], values) for name, values in numbers.items()]
    tokens = [helper.make_tensor_value_info(name, TensorProto.INT64, ["rows", length])
              for name, length in (("input_ids", "tokens"), ("attention_mask", "total"), ("positions", "tokens"))]
    vocabulary = decoder.graph.output[0].type.tensor_type.shape.dim[1].dim_value
    logits = helper.make_tensor_value_info("last_logits", TensorProto.FLOAT, ["rows", 1, vocabulary])
    graph = helper.make_graph(
        nodes, "joined", [*tokens, *(value for name, value in cache.items() if name.startswith("past"))],
        [logits, *(value for name, value in cache.items() if name.startswith("present"))],
        [*constants, *embedding.graph.initializer, *decoder.graph.initializer])
    return helper.make_model(graph, opset_imports=decoder.opset_import, ir_version=decoder.ir_version)


def write(bundle: Path, folder: Path, threads: int) -> int:
    """Writes the graph, and the configuration beside it; gives the vocabulary."""
    description = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    shape, (inputs, outputs) = description["decoder"], NAMES
    onnx.save(joined(bundle, description["graphs"]), folder / "model.onnx")
    decoder = {
        "session_options": {"intra_op_num_threads": threads, "provider_options": []}, "filename": "model.onnx", "head_size": shape["head"], "hidden_size": shape["hidden"],
        "num_attention_heads": shape["hidden"] // shape["head"], "num_key_value_heads": shape["key_value_heads"], "num_hidden_layers": shape["layers"],
        "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask", "position_ids": "positions", **inputs}, "outputs": {"logits": "last_logits", **outputs},
    }
    # Nothing ends a reply: the token that would is none of the vocabulary's that is said.
    ends = {name: shape["vocabulary"] - 1 for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    model = {"type": "qwen2", "context_length": shape["maximum_tokens"], "vocab_size": shape["vocabulary"], "decoder": decoder, **ends}
    search = {"do_sample": False, "max_length": shape["maximum_tokens"], "past_present_share_buffer": True}
    (folder / "genai_config.json").write_text(json.dumps({"model": model, "search": search}), encoding="utf-8")
    return shape["vocabulary"]


def run(model, prompt: np.ndarray, steps: int) -> tuple[list[int], float, float]:
    """Decodes greedily; gives the tokens and the seconds of prefill and of decoding."""
    parameters = genai.GeneratorParams(model)
    parameters.set_search_options(max_length=len(prompt) + steps)
    generator = genai.Generator(model, parameters)
    began = time.perf_counter()
    generator.append_tokens(prompt)
    prefilled = time.perf_counter()
    tokens = []
    while len(tokens) < steps:
        generator.generate_next_token()
        tokens.append(int(generator.get_next_tokens()[0]))
    return tokens, prefilled - began, time.perf_counter() - prefilled


def measure(model, prompt: np.ndarray, options: argparse.Namespace) -> dict:
    """The same figures under the same names as bench/decode prints."""
    runs = [run(model, prompt, options.steps) for _ in range(options.runs)]
    decode = statistics.median_high(seconds for _, _, seconds in runs)
    return {"loop": "genai", "runtime": f"onnxruntime-genai {genai.__version__}", "threads": options.threads, "prompt": options.prompt,
            "steps": options.steps, "runs": options.runs,
            "prefill_seconds": statistics.median_high(seconds for _, seconds, _ in runs), "decode_seconds": decode,
            "tokens_per_second": (options.steps - 1) / decode, "tokens": runs[-1][0]}


def main() -> None:
    """Prints one JSON object, or with --turns one for each line of standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=Path("model/bundles/reference"))
    for name, value in (("threads", 1), ("prompt", 512), ("steps", 128), ("runs", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--turns", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = write(options.bundle, Path(folder), options.threads)
        model = genai.Model(folder)
    prompt = ((np.arange(options.prompt, dtype=np.int64) * 7919 + 13) % vocabulary).astype(np.int32)
    run(model, prompt, options.steps)
    for _ in sys.stdin if options.turns else [""]:
        print(json.dumps(measure(model, prompt, options)), flush=True)


if __name__ == "__main__":
    main()
