// Calls through ONNX Runtime's table of functions, which Go cannot make itself. Who calls owns what it is given.
#ifndef THINKER3D_NATIVE_H
#define THINKER3D_NATIVE_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <stdlib.h>

#include "onnxruntime_c_api.h"

typedef const OrtApiBase *(*thinker3d_base)(void);

// The environment is one in the process: who asks first makes it, and everyone gets a reference to it.
static OrtStatus *thinker3d_open(void *library, const OrtApi **api, OrtEnv **env) {
  thinker3d_base base = (thinker3d_base)dlsym(library, "OrtGetApiBase");
  *api = base == NULL ? NULL : base()->GetApi(ORT_API_VERSION);
  return *api == NULL ? NULL : (*api)->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "thinker3d", env);
}

// The same with one pool of threads for all sessions; affinities may be NULL.
static OrtStatus *thinker3d_open_pool(void *library, int threads, int spin, const char *affinities, const OrtApi **api, OrtEnv **env) {
  thinker3d_base base = (thinker3d_base)dlsym(library, "OrtGetApiBase");
  const OrtApi *a = *api = base == NULL ? NULL : base()->GetApi(ORT_API_VERSION);
  if (a == NULL) return NULL;
  OrtThreadingOptions *options = NULL;
  OrtStatus *status = a->CreateThreadingOptions(&options);
  if (status == NULL) status = a->SetGlobalIntraOpNumThreads(options, threads);
  if (status == NULL) status = a->SetGlobalInterOpNumThreads(options, 1);
  if (status == NULL) status = a->SetGlobalSpinControl(options, spin);
  if (status == NULL && affinities != NULL) status = a->SetGlobalIntraOpThreadAffinity(options, affinities);
  if (status == NULL) status = a->CreateEnvWithGlobalThreadPools(ORT_LOGGING_LEVEL_FATAL, "thinker3d", options, env);
  if (options != NULL) a->ReleaseThreadingOptions(options);
  return status;
}

static const char *thinker3d_message(const OrtApi *a, OrtStatus *s) { return a->GetErrorMessage(s); }
static void thinker3d_release_status(const OrtApi *a, OrtStatus *s) { a->ReleaseStatus(s); }
static void thinker3d_release_env(const OrtApi *a, OrtEnv *e) { a->ReleaseEnv(e); }

static OrtStatus *thinker3d_providers(const OrtApi *a, char ***names, int *count) { return a->GetAvailableProviders(names, count); }
static OrtStatus *thinker3d_release_providers(const OrtApi *a, char **names, int count) { return a->ReleaseAvailableProviders(names, count); }

static OrtStatus *thinker3d_register(const OrtApi *a, OrtEnv *e, const char *name, const char *path) {
  return a->RegisterExecutionProviderLibrary(e, name, path);
}
static OrtStatus *thinker3d_unregister(const OrtApi *a, OrtEnv *e, const char *name) { return a->UnregisterExecutionProviderLibrary(e, name); }

// Memory.
static OrtStatus *thinker3d_cpu_memory(const OrtApi *a, OrtMemoryInfo **out) { return a->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, out); }
static OrtStatus *thinker3d_memory(const OrtApi *a, const char *name, enum OrtAllocatorType kind, int device, enum OrtMemType type,
                                   OrtMemoryInfo **out) {
  return a->CreateMemoryInfo(name, kind, device, type, out);
}
static void thinker3d_release_memory(const OrtApi *a, OrtMemoryInfo *m) { a->ReleaseMemoryInfo(m); }
static int thinker3d_on_device(const OrtApi *a, const OrtMemoryInfo *m) {
  OrtMemoryInfoDeviceType type = OrtMemoryInfoDeviceType_CPU;
  a->MemoryInfoGetDeviceType(m, &type);
  return type != OrtMemoryInfoDeviceType_CPU && a->MemoryInfoGetDeviceMemType(m) == OrtDeviceMemoryType_DEFAULT;
}
static OrtStatus *thinker3d_memory_of_inputs(const OrtApi *a, const OrtSession *s, const OrtMemoryInfo **out, size_t count) {
  return a->SessionGetMemoryInfoForInputs(s, out, count);
}
static OrtStatus *thinker3d_allocator(const OrtApi *a, const OrtSession *s, const OrtMemoryInfo *m, OrtAllocator **out) {
  return a->CreateAllocator(s, m, out);
}
static void thinker3d_release_allocator(const OrtApi *a, OrtAllocator *o) { a->ReleaseAllocator(o); }
static OrtStatus *thinker3d_allocate(const OrtApi *a, OrtAllocator *o, size_t size, void **out) { return a->AllocatorAlloc(o, size, out); }
static OrtStatus *thinker3d_free(const OrtApi *a, OrtAllocator *o, void *p) { return a->AllocatorFree(o, p); }
// One arena for every session of the environment, which then takes no more than limit bytes of the device's memory.
static OrtStatus *thinker3d_share_arena(const OrtApi *a, OrtEnv *e, const char *provider, const OrtMemoryInfo *m, size_t limit,
                                        const char *const *keys, const char *const *values, size_t count) {
  const char *arena_keys[] = {"max_mem", "arena_extend_strategy"};
  const size_t arena_values[] = {limit, 1};
  OrtArenaCfg *arena = NULL;
  OrtStatus *status = a->CreateArenaCfgV2(arena_keys, arena_values, 2, &arena);
  if (status != NULL) return status;
  status = a->CreateAndRegisterAllocatorV2(e, provider, m, arena, keys, values, count);
  a->ReleaseArenaCfg(arena);
  return status;
}
static OrtStatus *thinker3d_unshare_arena(const OrtApi *a, OrtEnv *e, const OrtMemoryInfo *m) { return a->UnregisterAllocator(e, m); }

// Values. The memory is given as a number, because on some devices it is a handle and no address.
static OrtStatus *thinker3d_value(const OrtApi *a, const OrtMemoryInfo *m, uintptr_t data, size_t size, const int64_t *shape, size_t axes,
                                  int element, OrtValue **out) {
  return a->CreateTensorWithDataAsOrtValue(m, (void *)data, size, shape, axes, (ONNXTensorElementDataType)element, out);
}
static void thinker3d_release_value(const OrtApi *a, OrtValue *v) { a->ReleaseValue(v); }
static OrtStatus *thinker3d_copy(const OrtApi *a, const OrtEnv *e, const OrtValue *from, OrtValue *to) {
  return a->CopyTensors(e, &from, &to, NULL, 1);
}
static OrtStatus *thinker3d_copy_all(const OrtApi *a, const OrtEnv *e, const OrtValue *const *from, OrtValue *const *to, size_t count) {
  return a->CopyTensors(e, from, to, NULL, count);
}

// Options of a session.
static OrtStatus *thinker3d_options(const OrtApi *a, OrtSessionOptions **out) { return a->CreateSessionOptions(out); }
static void thinker3d_release_options(const OrtApi *a, OrtSessionOptions *o) { a->ReleaseSessionOptions(o); }
static OrtStatus *thinker3d_set_option(const OrtApi *a, OrtSessionOptions *o, const char *key, const char *value) {
  return a->AddSessionConfigEntry(o, key, value);
}
static OrtStatus *thinker3d_use_pool(const OrtApi *a, OrtSessionOptions *o) { return a->DisablePerSessionThreads(o); }
static OrtStatus *thinker3d_set_threads(const OrtApi *a, OrtSessionOptions *o, int threads) { return a->SetIntraOpNumThreads(o, threads); }
static OrtStatus *thinker3d_use_provider(const OrtApi *a, OrtSessionOptions *o, const char *name, const char *const *keys,
                                         const char *const *values, size_t count) {
  return a->SessionOptionsAppendExecutionProvider(o, name, keys, values, count);
}
static OrtStatus *thinker3d_use_cuda(const OrtApi *a, OrtSessionOptions *o, const char *const *keys, const char *const *values, size_t count) {
  OrtCUDAProviderOptionsV2 *cuda = NULL;
  OrtStatus *status = a->CreateCUDAProviderOptions(&cuda);
  if (status == NULL) status = a->UpdateCUDAProviderOptions(cuda, keys, values, count);
  if (status == NULL) status = a->SessionOptionsAppendExecutionProvider_CUDA_V2(o, cuda);
  if (cuda != NULL) a->ReleaseCUDAProviderOptions(cuda);
  return status;
}
static OrtStatus *thinker3d_use_tensorrt(const OrtApi *a, OrtSessionOptions *o, const char *const *keys, const char *const *values, size_t count) {
  OrtTensorRTProviderOptionsV2 *tensorrt = NULL;
  OrtStatus *status = a->CreateTensorRTProviderOptions(&tensorrt);
  if (status == NULL) status = a->UpdateTensorRTProviderOptions(tensorrt, keys, values, count);
  if (status == NULL) status = a->SessionOptionsAppendExecutionProvider_TensorRT_V2(o, tensorrt);
  if (tensorrt != NULL) a->ReleaseTensorRTProviderOptions(tensorrt);
  return status;
}

// Sessions.
static OrtStatus *thinker3d_session(const OrtApi *a, const OrtEnv *e, const char *path, const OrtSessionOptions *o, OrtSession **out) {
  return a->CreateSession(e, path, o, out);
}
static OrtStatus *thinker3d_session_of(const OrtApi *a, const OrtEnv *e, const void *data, size_t size, const OrtSessionOptions *o, OrtSession **out) {
  return a->CreateSessionFromArray(e, data, size, o, out);
}
static void thinker3d_release_session(const OrtApi *a, OrtSession *s) { a->ReleaseSession(s); }
static OrtStatus *thinker3d_run_options(const OrtApi *a, OrtRunOptions **out) { return a->CreateRunOptions(out); }
static void thinker3d_release_run_options(const OrtApi *a, OrtRunOptions *o) { a->ReleaseRunOptions(o); }
static OrtStatus *thinker3d_set_run_option(const OrtApi *a, OrtRunOptions *o, const char *key, const char *value) {
  return a->AddRunConfigEntry(o, key, value);
}
static OrtStatus *thinker3d_terminate(const OrtApi *a, OrtRunOptions *o) { return a->RunOptionsSetTerminate(o); }

// The calling thread takes part in the work, so it is put on the cores for as long as the call lasts, like the pool's own threads.
static int thinker3d_pin(const cpu_set_t *cores, cpu_set_t *before) {
  return cores != NULL && sched_getaffinity(0, sizeof *before, before) == 0 && sched_setaffinity(0, sizeof *cores, cores) == 0;
}
static OrtStatus *thinker3d_run(const OrtApi *a, OrtSession *s, const OrtRunOptions *o, const cpu_set_t *cores, const char *const *input_names,
                                const OrtValue *const *inputs, size_t input_count, const char *const *output_names, OrtValue **outputs,
                                size_t output_count) {
  cpu_set_t before;
  int pinned = thinker3d_pin(cores, &before);
  OrtStatus *status = a->Run(s, o, input_names, inputs, input_count, output_names, output_count, outputs);
  if (pinned) sched_setaffinity(0, sizeof before, &before);
  return status;
}
static OrtStatus *thinker3d_run_bound(const OrtApi *a, OrtSession *s, const OrtRunOptions *o, const cpu_set_t *cores, const OrtIoBinding *b) {
  cpu_set_t before;
  int pinned = thinker3d_pin(cores, &before);
  OrtStatus *status = a->RunWithBinding(s, o, b);
  if (pinned) sched_setaffinity(0, sizeof before, &before);
  return status;
}
static cpu_set_t *thinker3d_cores(const int *cores, size_t count) {
  cpu_set_t *set = calloc(1, sizeof *set);
  for (size_t i = 0; set != NULL && i < count; i++) CPU_SET(cores[i], set);
  return set;
}

// Bindings.
static OrtStatus *thinker3d_binding(const OrtApi *a, OrtSession *s, OrtIoBinding **out) { return a->CreateIoBinding(s, out); }
static void thinker3d_release_binding(const OrtApi *a, OrtIoBinding *b) { a->ReleaseIoBinding(b); }
static OrtStatus *thinker3d_bind_input(const OrtApi *a, OrtIoBinding *b, const char *name, const OrtValue *v) { return a->BindInput(b, name, v); }
static OrtStatus *thinker3d_bind_output(const OrtApi *a, OrtIoBinding *b, const char *name, const OrtValue *v) { return a->BindOutput(b, name, v); }

#endif
