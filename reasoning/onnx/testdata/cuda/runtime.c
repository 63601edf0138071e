// What ONNX Runtime's CUDA provider needs of CUDA to keep and to copy memory, with the host's memory for the device's. Kernels do nothing.
#include <stdlib.h>
#include <string.h>

static int handle(void **out) { return (*out = malloc(16)) == NULL; }

int cudaGetDeviceCount(int *count) { return *count = 1, 0; }
int cudaGetDevice(int *device) { return *device = 0; }
int cudaDriverGetVersion(int *version) { return *version = 13000, 0; }
int cudaRuntimeGetVersion(int *version) { return *version = 13000, 0; }
int cudaDeviceGetAttribute(int *value, int attribute, int device) { return *value = 9, 0; }
int cudaMemGetInfo(size_t *unused, size_t *whole) { return *unused = (size_t)8 << 30, *whole = (size_t)16 << 30, 0; }
int cudaPointerGetAttributes(int *attributes, const void *address) { return attributes[0] = 2, attributes[1] = 0; }
const char *cudaGetErrorString(int error) { return "of the stand-in"; }
const char *cudaGetErrorName(int error) { return "of the stand-in"; }
const char *cublasGetStatusString(int status) { return "of the stand-in"; }
const char *cublasGetStatusName(int status) { return "of the stand-in"; }

int cudaMalloc(void **out, size_t size) { return (*out = malloc(size)) == NULL; }
int cudaMallocHost(void **out, size_t size) { return cudaMalloc(out, size); }
int cudaHostAlloc(void **out, size_t size, unsigned flags) { return cudaMalloc(out, size); }
int cudaFree(void *address) { return free(address), 0; }
int cudaFreeHost(void *address) { return free(address), 0; }
int cudaMemcpy(void *to, const void *from, size_t size, int kind) { return memmove(to, from, size), 0; }
int cudaMemcpyAsync(void *to, const void *from, size_t size, int kind, void *stream) { return memmove(to, from, size), 0; }
int cudaMemset(void *to, int value, size_t size) { return memset(to, value, size), 0; }
int cudaMemsetAsync(void *to, int value, size_t size, void *stream) { return memset(to, value, size), 0; }

int cudaStreamCreate(void **out) { return handle(out); }
int cudaStreamCreateWithFlags(void **out, unsigned flags) { return handle(out); }
int cudaStreamDestroy(void *stream) { return free(stream), 0; }
int cudaEventCreate(void **out) { return handle(out); }
int cudaEventCreateWithFlags(void **out, unsigned flags) { return handle(out); }
int cudaEventDestroy(void *event) { return free(event), 0; }
int cublasCreate_v2(void **out) { return handle(out); }
int cublasDestroy_v2(void *blas) { return free(blas), 0; }
int cublasLtCreate(void **out) { return handle(out); }
int cublasLtDestroy(void *blas) { return free(blas), 0; }
