"""What learns of a language model: low-rank adapters, or all of it."""

from contextlib import contextmanager

from peft import LoraConfig, get_peft_model
from torch import nn

from .options import Options
from .thinker import Thinker

_ADAPTED = r".*language_model\.layers\.\d+\.(self_attn\.[qkvo]_proj|mlp\.(gate|up|down)_proj)"


class Adapter:
    """Puts adapters into the language model, in place; with rank 0 the whole language model learns, its vision tower never. What learns is float32: in bfloat16 small updates round to nothing."""

    def __init__(self, thinker: Thinker, options: Options):
        self._thinker, self._model, self._real = thinker, None, thinker.language.dtype
        if not options.lora:
            for part in (thinker.language.model.language_model, thinker.language.lm_head):
                part.float().requires_grad_(True)
            return
        tables = ["embed_tokens"] if thinker.language.config.tie_word_embeddings else ["embed_tokens", "lm_head"]
        rows = {table: thinker.added for table in tables} if thinker.added else None
        config = LoraConfig(r=options.lora, lora_alpha=options.lora_alpha, target_modules=_ADAPTED, trainable_token_indices=rows)
        self._model = get_peft_model(thinker.language, config)

    @property
    def whole(self) -> bool:
        """Whether there are no adapters."""
        return self._model is None

    def learnt(self) -> nn.ParameterDict:
        """All that learns, by name: what a run's checkpoint holds instead of the whole model."""
        named = self._thinker.language.named_parameters()
        return nn.ParameterDict({name.replace(".", "/"): parameter for name, parameter in named if parameter.requires_grad})

    @contextmanager
    def off(self):
        """The model as it was read."""
        if self.whole:
            raise ValueError("without adapters the model as it was read is gone")
        with self._model.disable_adapter():
            yield

    def merged(self) -> nn.Module:
        """The language model with what was learnt added to its weights, in the number type that it was read in; afterwards it has no adapters."""
        return self._thinker.language.to(self._real) if self.whole else self._model.merge_and_unload()
