#include "binding/key_handle.h"

#include <memory>
#include <utility>

#include "binding/args.h"
#include "core/error_queue.h"

namespace jose {

namespace {

/// What the handle points to. The mark tells it from another addon's external value.
struct KeyBox {
  static constexpr std::uint64_t kMark = 0x6a6f73652d6b6579;  // "jose-key"
  std::uint64_t mark = kMark;
  KeyRef key;
};

/// Octets that a key is roughly worth to the garbage collector, OpenSSL's own structures and the pooled contexts
/// included: the growth of resident memory for each key was 2.9 KB (oct, Ed25519), 4.5 (P-256), 7.8 (RSA 2048), 11 (RSA
/// 4096).
constexpr std::int64_t kKeyWeight = 4096;

KeyBox& BoxOf(napi_env env, napi_value handle) {
  void* data = nullptr;
  Check(napi_get_value_external(env, handle, &data), "a key handle");
  auto* box = static_cast<KeyBox*>(data);
  if (box == nullptr || box->mark != KeyBox::kMark) throw ArgumentError("a key handle was expected");
  return *box;
}

/// Lets go of the key, and tells the garbage collector that there is less to gain.
void Release(napi_env env, KeyBox& box) noexcept {
  if (!box.key) return;
  box.key.reset();
  std::int64_t total = 0;
  napi_adjust_external_memory(env, -kKeyWeight, &total);
}

void Finalize(napi_env env, void* data, void* /*hint*/) noexcept {
  const std::unique_ptr<KeyBox> box(static_cast<KeyBox*>(data));
  Release(env, *box);
}

}  // namespace

napi_value MakeKeyHandle(napi_env env, KeyRef key) {
  auto box = std::make_unique<KeyBox>();
  box->key = std::move(key);
  napi_value handle = nullptr;
  Check(napi_create_external(env, box.get(), Finalize, nullptr, &handle), "napi_create_external");
  static_cast<void>(box.release());
  std::int64_t total = 0;
  Check(napi_adjust_external_memory(env, kKeyWeight, &total), "napi_adjust_external_memory");
  return handle;
}

const KeyRef& KeyOf(napi_env env, napi_value handle) {
  const KeyRef& key = BoxOf(env, handle).key;
  if (!key) ThrowInvalidKey("this key was disposed of; import it again to use it");
  return key;
}

void DisposeKey(napi_env env, napi_value handle) { Release(env, BoxOf(env, handle)); }

}  // namespace jose
