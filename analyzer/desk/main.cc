#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "desk/program.h"

namespace {

/// The heap in one piece, on pages of 2 MB where the system lends them: a start touches some 15 MB, and each page of
/// 4 kB costs an interrupt. Pages that nobody touches cost nothing.
void lay_out_heap() {
  constexpr int kRoom = 32 << 20;
  constexpr std::uintptr_t kPage = 4096;
  mallopt(M_TOP_PAD, kRoom);
  mallopt(M_MMAP_THRESHOLD, kRoom);  // buffers of a megabyte lie on it too
  mallopt(M_TRIM_THRESHOLD, 2 * kRoom);
  void* const begin = std::malloc(kRoom / 2);  // makes it grow
  if (begin == nullptr) return;
  const auto page = reinterpret_cast<std::uintptr_t>(begin) / kPage * kPage;
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  std::free(begin);
  if (page < end) madvise(reinterpret_cast<void*>(page), end - page, MADV_HUGEPAGE);  // a wish, granted or not
}

}  // namespace

int main(int argc, char** argv) {
  lay_out_heap();
  return onrecord::run(argc, argv);
}
