#pragma once

#include <napi.h>

#include <array>
#include <cstdint>
#include <stdexcept>

#include "binding/buffer.h"
#include "core/bytes.h"
#include "core/secret_bytes.h"

namespace jose {

/// A wrong argument type: a fault of lib/, which checks what users give. Becomes a TypeError.
class ArgumentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws when a Node-API call did not succeed: napi_*_expected is an ArgumentError, anything else a runtime_error.
void Check(napi_status status, const char* what);

/// Room that a string is first read into: larger than nearly every token, so that its length need not be asked for.
inline constexpr std::size_t kRoomForText = 4096;

/// Reads a string as UTF-8 into `buffer` from `offset` on (what is before stays); false for what is no string.
bool ReadText(napi_env env, napi_value value, Buffer& buffer, std::size_t offset, std::size_t& length);

/// The arguments of one call, read with plain Node-API calls: on the hot path each wrapper object would cost as much as
/// the conversion itself.
class Arguments {
 public:
  static constexpr std::size_t kMaxCount = 10;

  /// `borrow`: octets of a Uint8Array are used in place (a synchronous call); otherwise they are copied, because
  /// JavaScript may change them while the thread pool works.
  Arguments(napi_env env, napi_callback_info info, bool borrow);

  napi_env env() const noexcept { return env_; }
  /// Undefined where fewer were given. `index` is below kMaxCount: more than that are not looked at.
  napi_value operator[](std::size_t index) const { return values_.at(index); }
  /// Whether what is read may be borrowed: the call is synchronous.
  bool borrows() const noexcept { return borrow_; }

  std::uint32_t Number(std::size_t index) const;

  /// Reads a string as UTF-8 into `buffer` from `offset` on (what is before stays) and returns its length in octets.
  std::size_t Text(std::size_t index, Buffer& buffer, std::size_t offset) const;

  /// Reads a string's UTF-8 or a Uint8Array's octets; `buffer` holds what is not borrowed.
  ByteView Octets(std::size_t index, Buffer& buffer) const;

  /// Whether an argument was given and is not undefined.
  bool Has(std::size_t index) const;

  /// Like Octets, but always copied, and empty where there is none; for the few octets of a parameter.
  Bytes OptionalOctets(std::size_t index) const;

  /// Like Octets, but appends to what `buffer` already holds before `offset`, and returns the number of octets.
  std::size_t AppendOctets(std::size_t index, Buffer& buffer, std::size_t offset) const;

  /// The writable octets of a Uint8Array. Valid until JavaScript runs again.
  ByteSpan Output(std::size_t index) const;

 private:
  bool TryText(std::size_t index, Buffer& buffer, std::size_t offset, std::size_t& length) const {
    return ReadText(env_, values_.at(index), buffer, offset, length);
  }

  napi_env env_;
  bool borrow_;
  std::array<napi_value, kMaxCount> values_{};
};

/// Octets that lib/ allocated for a result and that nothing else knows yet. On the thread pool they are kept alive
/// until the operation has ended. Made and destroyed on the JavaScript thread.
class HeldOutput {
 public:
  void Take(const Arguments& arguments, std::size_t index);
  ByteSpan octets() const noexcept { return octets_; }

 private:
  ByteSpan octets_;
  Napi::ObjectReference reference_;
};

/// The octets of a Uint8Array (or of a view of one); throws ArgumentError for anything else.
ByteSpan TypedArrayOctets(napi_env env, napi_value value);

/// A string's characters, read into `buffer` one octet each. One beyond U+00FF would be cut to its low octet: lib/
/// gives no string with such.
ByteView Latin1Of(napi_env env, napi_value value, Buffer& buffer);

/// A string's UTF-8 or a Uint8Array's octets, copied into cleansed memory.
SecretBytes SecretOctets(napi_env env, napi_value value);

/// An object's own member; undefined where it has none, whatever it inherits: `Object.prototype` is anybody's.
napi_value OwnMember(napi_env env, napi_value object, const char* name);

/// The names of an object's own enumerable members, an array.
napi_value OwnNames(napi_env env, napi_value object);

/// Gives an object a member of its own. An assignment would call a setter that the object inherits, or fail where what
/// it inherits is read-only.
void DefineMember(napi_env env, napi_value object, const char* name, napi_value value);

/// A JavaScript string from ASCII.
napi_value AsciiString(napi_env env, const char* text, std::size_t length);

/// The same from the start of a buffer. A long string takes the buffer's memory over where the host can do that.
napi_value TakeAsciiString(napi_env env, Buffer& buffer, std::size_t length);

}  // namespace jose
