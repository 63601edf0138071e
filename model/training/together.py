"""Several processes that train one model, each on its own batch: on few cores that wastes less than many threads in one."""

import os
import socket
from collections.abc import Callable

import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing

from .memory import keep_memory


def launch(work: Callable[[], None], workers: int) -> None:
    """Runs `work` in so many processes at once; what it raises in one ends all."""
    if workers == 1:
        _begin(work)
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    multiprocessing.spawn(_worker, (workers, port, work), nprocs=workers)


def _worker(rank: int, workers: int, port: int, work: Callable[[], None]) -> None:
    distributed.init_process_group("gloo", f"tcp://127.0.0.1:{port}", rank=rank, world_size=workers)
    try:
        _begin(work)
    finally:
        distributed.destroy_process_group()


def _begin(work: Callable[[], None]) -> None:
    keep_memory()
    cores = int(os.environ.get("OMP_NUM_THREADS", len(os.sched_getaffinity(0))))
    torch.set_num_threads(max(1, cores // workers()))
    work()


def rank() -> int:
    """The number of this process, from 0."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def workers() -> int:
    """How many processes train."""
    return distributed.get_world_size() if distributed.is_initialized() else 1


def once(work: Callable[[], None]) -> None:
    """Does in process 0 what all wait for."""
    if rank() == 0:
        work()
    wait()


def wait() -> None:
    """Until all are here."""
    if workers() > 1:
        distributed.barrier()


def _begun_by_one_alive() -> bool:
    parent = multiprocessing.parent_process()
    return parent is None or parent.is_alive()


def agree(value: float) -> float:
    """What process 0 says."""
    if workers() == 1:
        return value
    if not _begun_by_one_alive():
        raise SystemExit("error: the process that began this training is gone")
    told = torch.tensor([value], dtype=torch.float64)
    distributed.broadcast(told, 0)
    return float(told)


def add_up(parameters: list[torch.nn.Parameter]) -> None:
    """Makes every process's gradients the sum of all."""
    if workers() == 1:
        return
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    sum_over([parameter.grad for parameter in parameters])


def sum_over(tensors: list[torch.Tensor]) -> None:
    """Makes every process's tensors the sum of all."""
    flat = torch.cat([tensor.flatten() for tensor in tensors])
    distributed.all_reduce(flat)
    for tensor, total in zip(tensors, flat.split([tensor.numel() for tensor in tensors])):
        tensor.copy_(total.view_as(tensor))
