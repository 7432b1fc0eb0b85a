#include "binding/batch_ops.h"

#include <cstring>
#include <vector>

#include "binding/args.h"
#include "binding/job.h"
#include "binding/key_handle.h"
#include "binding/signature_parts.h"
#include "core/base64url.h"
#include "core/failure.h"

namespace jose {

namespace {

/// One token as JavaScript describes it: five numbers, places and lengths in characters.
struct Row {
  std::uint32_t key;  // index among the keys
  std::uint32_t scheme;
  std::uint32_t first_dot;
  std::uint32_t second_dot;
  std::uint32_t length;

  std::size_t PayloadSize() const noexcept { return Base64urlDecodedLength(second_dot - first_dot - std::size_t{1}); }
};

std::uint32_t CountOf(napi_env env, napi_value array) {
  std::uint32_t count = 0;
  Check(napi_get_array_length(env, array, &count), "an array");
  return count;
}

napi_value At(napi_env env, napi_value array, std::uint32_t index) {
  napi_value element = nullptr;
  Check(napi_get_element(env, array, index, &element), "napi_get_element");
  return element;
}

/// verifyMany(keys, rows, tokens, max depth?) -> octets: a verdict for each token, then the payloads one behind the
/// other, each as long as its base64url says, good or not. With a depth the payloads are claims, and are looked at as
/// those of verifyClaims are.
class VerifyManyOp {
 public:
  explicit VerifyManyOp(Scratch& scratch) : scratch_(scratch) {}

  void Parse(const Arguments& arguments) {
    const napi_env env = arguments.env();
    for (std::uint32_t index = 0; index < CountOf(env, arguments[0]); ++index) {
      keys_.push_back(KeyOf(env, At(env, arguments[0], index)));
    }
    ReadRows(env, arguments[1]);
    ReadTokens(env, arguments[2]);
    is_claims_ = arguments.Has(3);
    if (is_claims_) max_depth_ = arguments.Number(3);
  }

  void Run() {
    std::uint8_t* payload = scratch_.octets.data() + rows_.size();
    for (std::size_t index = 0; index < rows_.size(); ++index) {
      scratch_.octets.data()[index] = static_cast<std::uint8_t>(Judge(index, payload));
      payload += rows_[index].PayloadSize();
    }
  }

  napi_value ToJs(napi_env env) {
    napi_value octets = nullptr;
    Check(napi_create_buffer_copy(env, result_size_, scratch_.octets.data(), nullptr, &octets),
          "napi_create_buffer_copy");
    return octets;
  }

 private:
  void ReadRows(napi_env env, napi_value numbers) {
    const std::span<const std::uint32_t> table = Uint32Numbers(env, numbers);
    rows_.resize(table.size_bytes() / sizeof(Row));
    if (!rows_.empty()) std::memcpy(rows_.data(), table.data(), rows_.size() * sizeof(Row));
    result_size_ = rows_.size();
    for (const Row& row : rows_) {
      const bool is_sound = row.key < keys_.size() && row.scheme < kSchemeCount && row.first_dot < row.second_dot &&
                            row.second_dot < row.length;
      if (!is_sound) throw ArgumentError("no such row of a batch");
      result_size_ += row.PayloadSize();
    }
    scratch_.octets.Reserve(result_size_);
  }

  void ReadTokens(napi_env env, napi_value tokens) {
    if (CountOf(env, tokens) != rows_.size()) throw ArgumentError("a batch must have as many tokens as rows");
    // At once, and enough for ASCII, so that the buffer does not grow with each token.
    std::size_t total = kRoomForText;
    for (const Row& row : rows_) total += row.length;
    scratch_.text.Reserve(total);
    ends_.reserve(rows_.size());
    std::size_t end = 0;
    for (std::uint32_t index = 0; index < rows_.size(); ++index) {
      std::size_t length = 0;
      if (!ReadText(env, At(env, tokens, index), scratch_.text, end, length)) {
        throw ArgumentError("a string was expected");
      }
      ends_.push_back(end += length);
    }
  }

  Verdict Judge(std::size_t index, std::uint8_t* payload) const {
    const Row& row = rows_[index];
    const std::size_t start = index == 0 ? 0 : ends_[index - 1];
    const CompactToken token({scratch_.text.data() + start, ends_[index] - start}, row.first_dot, row.second_dot);
    const Key& key = *keys_[row.key];
    const Scheme& scheme = kSchemes[row.scheme];
    try {
      if (!is_claims_) return token.Verify(key, scheme, payload);
      TextEncoding encoding = TextEncoding::kInvalid;
      const Verdict verdict = token.VerifyClaims(key, scheme, payload, max_depth_, encoding);
      return verdict == Verdict::kGood && encoding != TextEncoding::kAscii ? Verdict::kGoodBeyondAscii : verdict;
    } catch (const Failure&) {
      return Verdict::kFailed;
    }
  }

  Scratch& scratch_;
  std::vector<KeyRef> keys_;
  std::vector<Row> rows_;
  std::vector<std::size_t> ends_;  // in octets of the text, of each token
  std::size_t result_size_ = 0;
  bool is_claims_ = false;
  std::uint32_t max_depth_ = 0;
};

}  // namespace

std::span<const napi_property_descriptor> BatchOps() {
  static constexpr napi_property_descriptor kOps[] = {
      Method<RunSync<VerifyManyOp>>("verifyMany"),
      Method<RunAsync<VerifyManyOp>>("verifyManyAsync"),
  };
  return kOps;
}

}  // namespace jose
