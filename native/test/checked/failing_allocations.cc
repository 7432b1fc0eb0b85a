// Lets memory run out while the checked addon is loaded (test/security/f-loading.test.ts). A part of that addon alone.
//
//   JOSE_OPENSSL_FAILING_ALLOCATION   which of OpenSSL's allocations fails, from 1 on, or several: `7` or `7-9`
//   JOSE_OPENSSL_FAILING_NEW          which of the addon's own, by C++'s operator new

#ifdef JOSE_OPENSSL_CHECKED

#include <openssl/crypto.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace {

/// Counts allocations, of which some fail.
class Allocations {
 public:
  /// Whether the variable of the environment names any.
  bool Read(const char* name) noexcept {
    const char* const text = std::getenv(name);
    if (text == nullptr || std::sscanf(text, "%ld-%ld", &first_, &last_) < 1) return false;
    if (last_ < first_) last_ = first_;
    return true;
  }
  void* Allocate(std::size_t size) noexcept {
    const long number = ++count_;
    return number >= first_ && number <= last_ ? nullptr : std::malloc(size);
  }

 private:
  std::atomic<long> count_{0};
  long first_ = 0;
  long last_ = 0;
};

constinit Allocations of_openssl;
constinit Allocations of_new;

void* AllocateForOpenSsl(std::size_t size, const char* /*file*/, int /*line*/) {
  return size == 0 ? nullptr : of_openssl.Allocate(size);
}

/// While the addon is opened, and so before OpenSSL first allocates: afterwards it takes no other functions.
[[maybe_unused]] const bool takes_over = [] {
  of_new.Read("JOSE_OPENSSL_FAILING_NEW");
  return of_openssl.Read("JOSE_OPENSSL_FAILING_ALLOCATION") &&
         CRYPTO_set_mem_functions(AllocateForOpenSsl, nullptr, nullptr) == 1;
}();

}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// The addon's own: it exports neither. The operators delete are the library's, which free.
void* operator new(std::size_t size) {
  void* const memory = of_new.Allocate(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t size) { return operator new(size); }

#endif

#endif
