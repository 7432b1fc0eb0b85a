#include "core/cleansed_frees.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#if defined(__APPLE__)
#include <malloc/malloc.h>
#else
#include <malloc.h>
#endif

namespace jose {

namespace {

std::atomic<int> living{0};

std::size_t SizeOf(void* memory) noexcept {
#if defined(__APPLE__)
  return malloc_size(memory);
#elif defined(_WIN32)
  return _msize(memory);
#else
  return malloc_usable_size(memory);
#endif
}

// They stand in for OpenSSL's allocator, which is C's.
// NOLINTBEGIN(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)
void Free(void* memory, const char* /*file*/, int /*line*/) {
  if (memory != nullptr && living.load(std::memory_order_relaxed) != 0) OPENSSL_cleanse(memory, SizeOf(memory));
  std::free(memory);
}

void* Reallocate(void* memory, std::size_t size, const char* file, int line) {
  if (memory == nullptr) return std::malloc(size);
  if (size == 0) {
    Free(memory, file, line);
    return nullptr;
  }
  if (living.load(std::memory_order_relaxed) == 0) return std::realloc(memory, size);
  void* const larger = std::malloc(size);  // std::realloc may leave a copy behind
  if (larger == nullptr) return nullptr;
  std::memcpy(larger, memory, std::min(size, SizeOf(memory)));
  Free(memory, file, line);
  return larger;
}
// NOLINTEND(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)

}  // namespace

CleansedFrees::CleansedFrees() noexcept { living.fetch_add(1, std::memory_order_relaxed); }

CleansedFrees::~CleansedFrees() { living.fetch_sub(1, std::memory_order_relaxed); }

bool CleansedFrees::TakeOver() noexcept {
  CRYPTO_free_fn present = nullptr;
  CRYPTO_get_mem_functions(nullptr, nullptr, &present);
  return present == Free || (present == CRYPTO_free && CRYPTO_set_mem_functions(nullptr, Reallocate, Free) == 1);
}

}  // namespace jose
