#include "allocator.h"

#include <openssl/crypto.h>

#include <cstdlib>

namespace jose::test {

namespace {

long allocations = 0;
long failing = 0;  // the number of the first that fails
bool fails_once = true;
bool counts = false;
long outstanding = 0;

bool MustFail() {
  if (!counts) return false;
  ++allocations;
  return failing != 0 && (fails_once ? allocations == failing : allocations >= failing);
}

void* Allocate(std::size_t size, const char* /*file*/, int /*line*/) {
  if (MustFail()) return nullptr;
  void* const memory = std::malloc(size);
  if (memory != nullptr) ++outstanding;
  return memory;
}

void Release(void* memory, const char* /*file*/, int /*line*/) {
  if (memory != nullptr) --outstanding;
  std::free(memory);
}

void* Reallocate(void* memory, std::size_t size, const char* file, int line) {
  if (memory == nullptr) return Allocate(size, file, line);
  if (size == 0) {
    Release(memory, file, line);
    return nullptr;
  }
  return MustFail() ? nullptr : std::realloc(memory, size);
}

}  // namespace

bool TakeOverAllocations() { return CRYPTO_set_mem_functions(Allocate, Reallocate, Release) == 1; }

void FailAllocations(long nth, bool only_one) noexcept {
  allocations = 0;
  failing = nth;
  fails_once = only_one;
  counts = true;
}

void StopFailing() noexcept { counts = false; }

long Allocations() noexcept { return allocations; }

long OutstandingAllocations() noexcept { return outstanding; }

}  // namespace jose::test
