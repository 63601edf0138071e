#pragma once

#ifdef __cplusplus
extern "C" {
#endif

void opencv_threads(int threads);

#ifdef __cplusplus
}
#endif
