#pragma once

#include <napi.h>

#include "binding/args.h"
#include "core/bytes.h"
#include "core/json_layout.h"
#include "core/key/key.h"
#include "core/signature/schemes.h"

namespace jose {

/// Gives JavaScript an opaque handle that shares ownership of the key. Collecting the handle lets go of its share only:
/// a job that still runs has its own.
napi_value MakeKeyHandle(napi_env env, KeyRef key);

/// The key behind a handle. Throws ArgumentError for another value and kInvalidKey for a disposed key.
const KeyRef& KeyOf(napi_env env, napi_value handle);

/// The key of one operation. On the thread pool it is shared, so that neither disposing nor collecting can take it
/// away; in a synchronous call it is borrowed, since no JavaScript runs meanwhile (two atomic operations less).
class HeldKey {
 public:
  /// Takes the handle among the arguments. Throws as KeyOf.
  void Take(const Arguments& arguments, std::size_t index) {
    const KeyRef& key = KeyOf(arguments.env(), arguments[index]);
    key_ = key.get();
    if (!arguments.borrows()) share_ = key;
  }
  const Key& operator*() const noexcept { return *key_; }

 private:
  const Key* key_ = nullptr;
  KeyRef share_;
};

/// What the last compact token of a key was like (RFC 7515 section 7.1): the next of the same sender differs from it in
/// payload and signature alone.
struct TokenPattern {
  const Scheme* scheme = nullptr;
  Bytes header;                      // in base64url
  std::size_t signature_length = 0;  // in characters; of what is read
  JsonLayout layout;                 // of the payload; of what is read
};

/// A key, and the patterns that are kept with it until it is disposed of: of what was read and of what was written. Not
/// to be held while JavaScript runs.
struct PatternedKey {
  KeyRef key;
  TokenPattern read;
  TokenPattern written;
};

/// Throws as KeyOf.
PatternedKey& PatternedKeyOf(napi_env env, napi_value handle);

/// Lets go of the handle's share now; disposing twice does nothing.
void DisposeKey(napi_env env, napi_value handle);

}  // namespace jose
