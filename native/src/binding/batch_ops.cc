#include "binding/batch_ops.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "binding/args.h"
#include "binding/environment.h"
#include "binding/job.h"
#include "binding/job_queue.h"
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

  std::size_t size() const noexcept { return rows_.size(); }

  void Run() { Run(0, size()); }

  /// Some of the rows; different threads may run different ones.
  void Run(std::size_t from, std::size_t to) {
    for (std::size_t index = from; index < to; ++index) {
      const Verdict verdict = Judge(index, scratch_.octets.data() + payloads_[index]);
      scratch_.octets.data()[index] = static_cast<std::uint8_t>(verdict);
    }
  }

  bool IsBrief(std::size_t from, std::size_t to) const {
    std::size_t length = 0;
    for (std::size_t index = from; index < to; ++index) length += rows_[index].length;
    return length <= kMaxBriefOctets;
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
    payloads_.reserve(rows_.size());
    for (const Row& row : rows_) {
      const bool is_sound = row.key < keys_.size() && row.scheme < kSchemeCount && row.first_dot < row.second_dot &&
                            row.second_dot < row.length;
      if (!is_sound) throw ArgumentError("no such row of a batch");
      payloads_.push_back(result_size_);
      result_size_ += row.PayloadSize();
    }
    scratch_.octets.Reserve(result_size_);
    // Nothing is good that was not verified.
    std::fill_n(scratch_.octets.data(), rows_.size(), static_cast<std::uint8_t>(Verdict::kFailed));
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
  std::vector<std::size_t> payloads_;  // where the payload of each row goes
  std::vector<std::size_t> ends_;      // in octets of the text, of each token
  std::size_t result_size_ = 0;
  bool is_claims_ = false;
  std::uint32_t max_depth_ = 0;
};

/// Rows that a thread takes at once. Taking them costs a fifth of a microsecond, the quickest verification 17.
constexpr std::size_t kRowsOfPart = 2;

/// A batch on the thread pool, in parts that whichever threads have time take one after the other: with one job for
/// each thread the processors waited for the one that came last, since the kernel lets several threads share a
/// processor while another is idle.
struct Batch {
  Scratch scratch;
  VerifyManyOp op{scratch};
  Deferred deferred;
  std::size_t open = 0;          // parts that have not ended; this and the rest on the JavaScript thread
  std::exception_ptr exception;  // of the first that failed
};

class BatchPart : public Job {
 public:
  BatchPart(std::shared_ptr<Batch> batch, std::size_t from, std::size_t to)
      : batch_(std::move(batch)), from_(from), to_(to) {}

  bool IsBrief() const noexcept override { return batch_->op.IsBrief(from_, to_); }

  void Run() noexcept override {
    exception_ = Attempt([this] { batch_->op.Run(from_, to_); });
  }

  void Settle(napi_env env) noexcept override { Refuse(env, exception_); }

  void Refuse(napi_env env, const std::exception_ptr& reason) noexcept override {
    Batch& batch = *batch_;
    if (!batch.exception) batch.exception = reason;
    if (--batch.open == 0) batch.deferred.Settle(env, batch.exception, [&] { return batch.op.ToJs(env); });
  }

 private:
  std::shared_ptr<Batch> batch_;
  std::size_t from_;
  std::size_t to_;
  std::exception_ptr exception_;
};

napi_value VerifyManyAsync(napi_env env, napi_callback_info info) {
  const auto batch = std::make_shared<Batch>();
  batch->op.Parse(Arguments(env, info, /*borrow=*/false));
  const std::size_t rows = batch->op.size();
  napi_value promise = batch->deferred.Create(env);
  if (rows == 0) batch->deferred.Settle(env, nullptr, [&] { return batch->op.ToJs(env); });
  JobQueue& jobs = *Environment::Of(env).jobs;
  for (std::size_t from = 0; from < rows; from += kRowsOfPart) {
    try {
      jobs.Push(env, std::make_unique<BatchPart>(batch, from, std::min(from + kRowsOfPart, rows)));
    } catch (...) {
      if (batch->open == 0) throw;
      // The parts before it are under way: the last of them tells.
      batch->exception = std::current_exception();
      break;
    }
    ++batch->open;
  }
  return promise;
}

}  // namespace

std::span<const napi_property_descriptor> BatchOps() {
  static constexpr napi_property_descriptor kOps[] = {
      Method<RunSync<VerifyManyOp>>("verifyMany"),
      Method<VerifyManyAsync>("verifyManyAsync"),
  };
  return kOps;
}

}  // namespace jose
