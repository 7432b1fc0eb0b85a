#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace jose {

/// Walks over the braces, brackets and colons of a JSON text that stand outside its strings, which must be without
/// escapes: then every second quote ends a string. Sixty-four octets are looked at together, since most of a token's
/// claims is inside strings. Borrows the text.
class JsonMarks {
 public:
  explicit JsonMarks(std::string_view text) noexcept : text_(text) { Read(); }

  /// The place of the next mark, or the size of the text.
  std::size_t Next() noexcept {
    while (marks_ == 0) {
      base_ += kBlock;
      if (base_ >= text_.size()) {
        base_ = text_.size();
        return base_;
      }
      Read();
    }
    const auto place = base_ + static_cast<std::size_t>(std::countr_zero(marks_));
    marks_ &= marks_ - 1;
    return place;
  }

  /// The place of the last quote before `place`, which is in the block of the last mark or before it; the size of the
  /// text when there is none.
  std::size_t QuoteBefore(std::size_t place) const noexcept {
    const std::uint64_t before = place < base_ ? 0 : quotes_ & ((std::uint64_t{1} << (place - base_)) - 1);
    if (before != 0) return base_ + kBlock - 1 - static_cast<std::size_t>(std::countl_zero(before));
    const std::size_t quote = text_.substr(0, place).rfind('"');
    return quote == std::string_view::npos ? text_.size() : quote;
  }

  /// Whether the part that was walked over ends inside a string.
  bool InString() const noexcept { return in_string_ != 0; }

 private:
  static constexpr std::size_t kBlock = 64;

  /// A bit for each octet of a block.
  struct Bits {
    std::uint64_t quotes = 0;
    std::uint64_t structure = 0;
  };

  void Read() noexcept {
    Bits bits;
    if (text_.size() - base_ >= kBlock) {
      bits = BitsOf(text_.data() + base_);
    } else {
      char padded[kBlock] = {};
      text_.copy(padded, kBlock, base_);  // what is left; an empty text may have no address
      bits = BitsOf(padded);
    }
    // Each bit becomes the parity of the quotes up to it: set from an opening quote to before the closing one.
    quotes_ = bits.quotes;
    std::uint64_t inside = quotes_;
    inside ^= inside << 1;
    inside ^= inside << 2;
    inside ^= inside << 4;
    inside ^= inside << 8;
    inside ^= inside << 16;
    inside ^= inside << 32;
    inside ^= in_string_;
    in_string_ = std::uint64_t{0} - (inside >> (kBlock - 1));
    marks_ = bits.structure & ~inside;
  }

#if defined(__SSE2__)
  static Bits BitsOf(const char* block) noexcept {
    Bits bits;
    for (unsigned i = 0; i < kBlock; i += 16) {
      const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + i));
      const auto is = [](__m128i of, char octet) { return _mm_cmpeq_epi8(of, _mm_set1_epi8(octet)); };
      // '[' and ']' differ from '{' and '}' in this bit alone, and nothing else becomes one of the latter by it.
      const __m128i folded = _mm_or_si128(octets, _mm_set1_epi8(0x20));
      const __m128i structure = _mm_or_si128(is(octets, ':'), _mm_or_si128(is(folded, '{'), is(folded, '}')));
      bits.quotes |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(is(octets, '"')))} << i;
      bits.structure |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(structure))} << i;
    }
    return bits;
  }
#else
  static Bits BitsOf(const char* block) noexcept {
    Bits bits;
    for (unsigned i = 0; i < kBlock; ++i) {
      const int folded = block[i] | 0x20;
      bits.quotes |= std::uint64_t{block[i] == '"'} << i;
      bits.structure |= std::uint64_t{block[i] == ':' || folded == '{' || folded == '}'} << i;
    }
    return bits;
  }
#endif

  std::string_view text_;
  std::size_t base_ = 0;
  std::uint64_t marks_ = 0;  // those not yet walked over
  std::uint64_t quotes_ = 0;
  std::uint64_t in_string_ = 0;  // all ones where the octets read so far end inside a string
};

}  // namespace jose
