#include "core/base64url_blocks.h"

// Not on Windows, whose GCC does not align the stack for 32-octet values.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(_WIN32) && !defined(JOSE_NO_VECTOR_CODE)
#include <immintrin.h>

#define JOSE_HAS_VECTOR_CODE 1
#else
#define JOSE_HAS_VECTOR_CODE 0
#endif

namespace jose {

#if JOSE_HAS_VECTOR_CODE

namespace {

#define JOSE_AVX2 __attribute__((target("avx2")))

/// Two unaligned loads, one into each half: the shuffles below do not cross the halves.
JOSE_AVX2 __m256i LoadHalves(const std::uint8_t* low, const std::uint8_t* high) noexcept {
  return _mm256_set_m128i(_mm_loadu_si128(reinterpret_cast<const __m128i*>(high)),
                          _mm_loadu_si128(reinterpret_cast<const __m128i*>(low)));
}

/// 32 values below 64 from two times 12 octets.
JOSE_AVX2 __m256i SplitIntoSixBits(__m256i octets) noexcept {
  // Each group of three octets a b c becomes the four octets b a c b, in which every six bits can be shifted into
  // place by one multiplication of 16 bits.
  const __m256i order = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 1, 0, 2, 1, 4, 3, 5, 4, 7,
                                         6, 8, 7, 10, 9, 11, 10);
  const __m256i groups = _mm256_shuffle_epi8(octets, order);
  const __m256i first_and_third =
      _mm256_mulhi_epu16(_mm256_and_si256(groups, _mm256_set1_epi32(0x0fc0fc00)), _mm256_set1_epi32(0x04000040));
  const __m256i second_and_fourth =
      _mm256_mullo_epi16(_mm256_and_si256(groups, _mm256_set1_epi32(0x003f03f0)), _mm256_set1_epi32(0x01000010));
  return _mm256_or_si256(first_and_third, second_and_fourth);
}

/// The characters of 32 values below 64.
JOSE_AVX2 __m256i ToCharacters(__m256i values) noexcept {
  // A class for each run of the alphabet: 13 for A to Z, 0 for a to z, 1 to 10 for the digits, 11 for '-', 12 for '_'.
  const __m256i is_upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), values);
  const __m256i classes =
      _mm256_or_si256(_mm256_subs_epu8(values, _mm256_set1_epi8(51)), _mm256_and_si256(is_upper, _mm256_set1_epi8(13)));
  constexpr char kLower = 'a' - 26;
  constexpr char kDigit = '0' - 52;
  constexpr char kDash = '-' - 62;
  constexpr char kUnderscore = '_' - 63;
  const __m128i half = _mm_setr_epi8(kLower, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit, kDigit,
                                     kDigit, kDash, kUnderscore, 'A', 0, 0);
  return _mm256_add_epi8(values, _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(half), classes));
}

JOSE_AVX2 std::size_t EncodeWithAvx2(ByteView input, char* output) noexcept {
  constexpr std::size_t kBlock = 24;
  constexpr std::size_t kRead = 28;  // the second load reaches four octets beyond the block
  std::size_t taken = 0;
  for (; input.size() - taken >= kRead; taken += kBlock, output += 32) {
    const __m256i octets = LoadHalves(input.data() + taken, input.data() + taken + 12);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(output), ToCharacters(SplitIntoSixBits(octets)));
  }
  return taken;
}

/// The values of 32 characters; sets octets of `invalid` where a character is not of the alphabet.
JOSE_AVX2 __m256i ToValues(__m256i characters, __m256i& invalid) noexcept {
  const __m256i nibble = _mm256_set1_epi8(0x0f);
  const __m256i low = _mm256_and_si256(characters, nibble);
  const __m256i high = _mm256_and_si256(_mm256_srli_epi32(characters, 4), nibble);
  // A character belongs to a class by its upper half; each class is a bit: 1 is '-', 2 the digits, 4 'A' to 'O' and 'a'
  // to 'o', 8 'P' to 'Z' and '_', 16 'p' to 'z', 32 what has no good character. The second table has, for the lower
  // half, the classes in which it is not good.
  const __m128i classes = _mm_setr_epi8(32, 32, 1, 2, 4, 8, 4, 16, 32, 32, 32, 32, 32, 32, 32, 32);
  const __m128i refusals = _mm_setr_epi8(37, 33, 33, 33, 33, 33, 33, 33, 33, 33, 35, 59, 59, 58, 59, 51);
  invalid = _mm256_or_si256(invalid, _mm256_and_si256(_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(classes), high),
                                                      _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(refusals), low)));
  // What to add, by the upper half; '_' has an entry of its own.
  const __m256i is_underscore = _mm256_cmpeq_epi8(characters, _mm256_set1_epi8('_'));
  const __m256i entry = _mm256_or_si256(high, _mm256_and_si256(is_underscore, _mm256_set1_epi8(8)));
  constexpr char kUpper = -'A';
  constexpr char kLower = 26 - 'a';
  const __m128i offsets =
      _mm_setr_epi8(0, 0, 62 - '-', 52 - '0', kUpper, kUpper, kLower, kLower, 0, 0, 0, 0, 0, 63 - '_', 0, 0);
  return _mm256_add_epi8(characters, _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(offsets), entry));
}

/// 24 octets, in order, at the start of the result.
JOSE_AVX2 __m256i JoinSixBits(__m256i values) noexcept {
  const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));  // 12 bits in each 16
  const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));     // 24 bits in each 32
  const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1, 2, 1, 0, 6, 5, 4, 10,
                                         9, 8, 14, 13, 12, -1, -1, -1, -1);
  return _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, order), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
}

JOSE_AVX2 DecodedBlocks DecodeWithAvx2(ByteView text, std::uint8_t* output) noexcept {
  constexpr std::size_t kBlock = 32;
  constexpr std::size_t kNeeded = 44;  // characters whose octets cover the 32 that a store writes
  __m256i invalid = _mm256_setzero_si256();
  std::size_t taken = 0;
  for (; text.size() - taken >= kNeeded; taken += kBlock, output += 24) {
    const auto characters = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data() + taken));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(output), JoinSixBits(ToValues(characters, invalid)));
  }
  return {taken, _mm256_testz_si256(invalid, invalid) == 1};
}

}  // namespace

VectorCode BestVectorCode() noexcept {
  static const VectorCode best = __builtin_cpu_supports("avx2") != 0 ? VectorCode::kAvx2 : VectorCode::kNone;
  return best;
}

std::size_t EncodeBase64urlBlocks(ByteView input, char* output, VectorCode code) noexcept {
  return code == VectorCode::kAvx2 ? EncodeWithAvx2(input, output) : 0;
}

DecodedBlocks DecodeBase64urlBlocks(ByteView text, std::uint8_t* output, VectorCode code) noexcept {
  return code == VectorCode::kAvx2 ? DecodeWithAvx2(text, output) : DecodedBlocks{0, true};
}

#else

VectorCode BestVectorCode() noexcept { return VectorCode::kNone; }

std::size_t EncodeBase64urlBlocks(ByteView /*input*/, char* /*output*/, VectorCode /*code*/) noexcept { return 0; }

DecodedBlocks DecodeBase64urlBlocks(ByteView /*text*/, std::uint8_t* /*output*/, VectorCode /*code*/) noexcept {
  return {0, true};
}

#endif

}  // namespace jose
