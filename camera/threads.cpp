#include "threads.h"

#include <opencv2/core/utility.hpp>

void opencv_threads(int threads) { cv::setNumThreads(threads); }
