// The benchmarks' program: cmake --preset bench, then onrecord_bench --benchmark_filter=...
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
