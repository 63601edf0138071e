// Command pixels_opencv does the work of bench/pixels by OpenCV, as one would write it in C++, and prints JSON objects.
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

constexpr int kWidth = 480, kHeight = 640;             // the model's view
constexpr int kPatch = 14, kMerge = 2, kTemporal = 2;  // its patches
constexpr int kWholeWidth = 476, kWholeHeight = 644;   // the view in whole patches
constexpr int kRowLength = 3 * kTemporal * kPatch * kPatch;
constexpr int kWarmUps = 3;
const float kMean[3] = {0.48145466f, 0.4578275f, 0.40821073f};
const float kDeviation[3] = {0.26862954f, 0.26130258f, 0.27577711f};

struct Options {
  int views = 6, width = 1920, height = 1080, runs = 15, threads = 0;
  std::vector<std::vector<uchar>> files;
};

struct Filter {
  const char* name;
  int first;
};

// Noise by the formula of bench/pixels; red comes first.
cv::Mat picture(int width, int height, uint64_t seed) {
  cv::Mat made(height, width, CV_8UC3);
  for (uint64_t i = 0; i < made.total() * 3; i++) {
    uint64_t h = (i * 2654435761u + seed * 97) & 0xFFFFFFFFu;
    h ^= h >> 15;
    made.data[i] = static_cast<uchar>(((h * 2246822519u) & 0xFFFFFFFFu) >> 24);
  }
  return made;
}

// Lays a view out as rows of patches: the patches of a merge group follow each other, each colour in its own plane, each plane twice.
void layOut(const cv::Mat& whole, const float table[3][256], float* rows) {
  const int across = kWholeWidth / kPatch;
  for (int y = 0; y < kWholeHeight / kPatch; y++) {
    for (int x = 0; x < across; x++) {
      const int group = y / kMerge * (across / kMerge) + x / kMerge;
      float* row = rows + static_cast<size_t>((group * kMerge + y % kMerge) * kMerge + x % kMerge) * kRowLength;
      for (int line = 0; line < kPatch; line++) {
        const uchar* from = whole.ptr<uchar>(y * kPatch + line) + 3 * x * kPatch;
        for (int colour = 0; colour < 3; colour++) {
          float* to = row + (colour * kTemporal * kPatch + line) * kPatch;
          for (int i = 0; i < kPatch; i++) to[i] = table[colour][from[3 * i + colour]];
          std::memcpy(to + kPatch * kPatch, to, kPatch * sizeof(float));
        }
      }
    }
  }
}

double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

// Measures one filter on all views, which OpenCV's threads share.
void measure(const Options& options, const Filter& filter, const std::vector<cv::Mat>& raw, bool files) {
  float table[3][256];
  for (int colour = 0; colour < 3; colour++)
    for (int value = 0; value < 256; value++) table[colour][value] = (value / 255.0f - kMean[colour]) / kDeviation[colour];
  const size_t rowsOfView = static_cast<size_t>(kWholeWidth / kPatch) * (kWholeHeight / kPatch) * kRowLength;
  std::vector<float> rows(rowsOfView * options.views);
  std::vector<cv::Mat> decoded(options.views), sized(options.views), whole(options.views);
  std::vector<double> times, cpu;
  for (int run = 0; run < kWarmUps + options.runs; run++) {
    const auto began = std::chrono::steady_clock::now();
    const clock_t used = clock();
    cv::parallel_for_(cv::Range(0, options.views), [&](const cv::Range& range) {
      for (int i = range.start; i < range.end; i++) {
        const cv::Mat* source = &raw[files ? 0 : i];
        if (files) {
          cv::imdecode(options.files[i % options.files.size()], cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION, &decoded[i]);
          source = &decoded[i];
        }
        cv::resize(*source, sized[i], cv::Size(kWidth, kHeight), 0, 0, filter.first);
        if (files) cv::cvtColor(sized[i], sized[i], cv::COLOR_BGR2RGB);
        cv::resize(sized[i], whole[i], cv::Size(kWholeWidth, kWholeHeight), 0, 0, cv::INTER_CUBIC);
        layOut(whole[i], table, rows.data() + rowsOfView * i);
      }
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (run >= kWarmUps) times.push_back(seconds), cpu.push_back(double(clock() - used) / CLOCKS_PER_SEC);
  }
  double sum = 0;
  for (float number : rows) sum += number;
  std::printf("{\"processor\": \"opencv %s\", \"kind\": \"%s\", \"threads\": %d, \"views\": %d, \"width\": %d, \"height\": %d, \"runs\": %d, "
              "\"median_seconds\": %.6f, \"least_seconds\": %.6f, \"cpu_seconds\": %.6f, \"mean\": %.6f}\n",
              filter.name, files ? "jpeg" : "raw", cv::getNumThreads(), options.views, options.width, options.height, options.runs,
              median(times), *std::min_element(times.begin(), times.end()), median(cpu), sum / rows.size());
}

std::vector<uchar> readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "pixels: %s cannot be read\n", path.c_str());
    std::exit(1);
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; i++) {
    const std::string name = arguments[i];
    if (name.rfind("--", 0) != 0) {
      options.files.push_back(readFile(name));
      continue;
    }
    const int value = i + 1 < count ? std::atoi(arguments[++i]) : 0;
    if (name == "--views") options.views = value;
    else if (name == "--width") options.width = value;
    else if (name == "--height") options.height = value;
    else if (name == "--runs") options.runs = value;
    else if (name == "--threads") options.threads = value;
  }
  return options;
}

}  // namespace

int main(int count, char** arguments) {
  const Options options = parse(count, arguments);
  if (options.threads > 0) cv::setNumThreads(options.threads);
  const bool files = !options.files.empty();
  std::vector<cv::Mat> raw;
  for (int i = 0; i < (files ? 1 : options.views); i++) raw.push_back(picture(options.width, options.height, i));
  for (const Filter& filter : {Filter{"INTER_AREA", cv::INTER_AREA}, Filter{"INTER_LANCZOS4", cv::INTER_LANCZOS4}}) {
    measure(options, filter, raw, files);
  }
}
