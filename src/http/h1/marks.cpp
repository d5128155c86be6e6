// SPDX-License-Identifier: Apache-2.0
// The vector variants look a byte's class up by its two halves: the lower half selects a row of
// eight bits, one for each upper half from 0 to 7, and the upper half selects the bit.
#include "http/h1/marks.h"

#include <array>
#include <vector>

#include "http/ascii.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cardea::http::h1 {
namespace {

constexpr std::size_t block = 64;

constexpr bool is_token_byte(unsigned c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const char byte = static_cast<char>(c);
  const bool letter = to_lower(byte) >= 'a' && to_lower(byte) <= 'z';
  return c != 0 && c < 128 && (letter || is_digit(byte) || marks.contains(byte));
}

constexpr bool is_control_byte(unsigned c) {
  return (c < 0x20 && c != '\t') || c == 0x7f;
}

constexpr auto classes = [] {
  std::array<std::uint8_t, 256> table{};  // bit 0: control, bit 1: not a token byte
  for (unsigned c = 0; c < 256; ++c) {
    table[c] = static_cast<std::uint8_t>((is_control_byte(c) ? 1 : 0) | (is_token_byte(c) ? 0 : 2));
  }
  return table;
}();

void mark_portable(const char* bytes, std::size_t blocks, Marks* out) {
  for (; blocks != 0; --blocks, bytes += block, ++out) {
    Marks marks{};
    for (std::size_t i = 0; i < block; ++i) {
      const std::uint64_t found = classes[static_cast<unsigned char>(bytes[i])];
      marks.control |= (found & 1) << i;
      marks.non_token |= (found >> 1) << i;
    }
    *out = marks;
  }
}

#if defined(__x86_64__)

// For each lower half the upper halves (as bits) with which it is a token byte, twice 16 of them.
alignas(32) constexpr auto token_rows = [] {
  std::array<std::uint8_t, 32> rows{};
  for (unsigned low = 0; low < 16; ++low) {
    for (unsigned high = 0; high < 8; ++high) {
      if (is_token_byte(high << 4 | low)) rows[low] |= static_cast<std::uint8_t>(1U << high);
    }
    rows[low + 16] = rows[low];
  }
  return rows;
}();

alignas(32) constexpr auto high_bits = [] {
  std::array<std::uint8_t, 32> bits{};
  for (unsigned high = 0; high < 8; ++high) {
    bits[high] = bits[high + 16] = static_cast<std::uint8_t>(1U << high);
  }
  return bits;
}();

[[gnu::target("sse4.2")]] void mark_sse42(const char* bytes, std::size_t blocks, Marks* out) {
  const __m128i rows = _mm_load_si128(reinterpret_cast<const __m128i*>(token_rows.data()));
  const __m128i bits = _mm_load_si128(reinterpret_cast<const __m128i*>(high_bits.data()));
  for (; blocks != 0; --blocks, bytes += block, ++out) {
    Marks marks{};
    for (unsigned i = 0; i < block; i += 16) {
      const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
      const __m128i low = _mm_and_si128(text, _mm_set1_epi8(15));
      const __m128i high = _mm_and_si128(_mm_srli_epi16(text, 4), _mm_set1_epi8(15));
      const __m128i token =
          _mm_and_si128(_mm_shuffle_epi8(rows, low), _mm_shuffle_epi8(bits, high));
      const __m128i strange = _mm_cmpeq_epi8(token, _mm_setzero_si128());
      const __m128i small = _mm_cmpeq_epi8(_mm_min_epu8(text, _mm_set1_epi8(0x1f)), text);
      const __m128i control =
          _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('\t')), small),
                       _mm_cmpeq_epi8(text, _mm_set1_epi8(0x7f)));
      marks.control |= static_cast<std::uint64_t>(_mm_movemask_epi8(control)) << i;
      marks.non_token |= static_cast<std::uint64_t>(_mm_movemask_epi8(strange)) << i;
    }
    *out = marks;
  }
}

[[gnu::target("avx2")]] void mark_avx2(const char* bytes, std::size_t blocks, Marks* out) {
  const __m256i rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(token_rows.data()));
  const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(high_bits.data()));
  for (; blocks != 0; --blocks, bytes += block, ++out) {
    Marks marks{};
    for (unsigned i = 0; i < block; i += 32) {
      const __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + i));
      const __m256i low = _mm256_and_si256(text, _mm256_set1_epi8(15));
      const __m256i high = _mm256_and_si256(_mm256_srli_epi16(text, 4), _mm256_set1_epi8(15));
      const __m256i token =
          _mm256_and_si256(_mm256_shuffle_epi8(rows, low), _mm256_shuffle_epi8(bits, high));
      const __m256i strange = _mm256_cmpeq_epi8(token, _mm256_setzero_si256());
      const __m256i small = _mm256_cmpeq_epi8(_mm256_min_epu8(text, _mm256_set1_epi8(0x1f)), text);
      const __m256i control = _mm256_or_si256(
          _mm256_andnot_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('\t')), small),
          _mm256_cmpeq_epi8(text, _mm256_set1_epi8(0x7f)));
      const auto control_bits = static_cast<std::uint32_t>(_mm256_movemask_epi8(control));
      const auto strange_bits = static_cast<std::uint32_t>(_mm256_movemask_epi8(strange));
      marks.control |= static_cast<std::uint64_t>(control_bits) << i;
      marks.non_token |= static_cast<std::uint64_t>(strange_bits) << i;
    }
    *out = marks;
  }
}

#endif

struct Variants {
  std::array<MarkerVariant, 3> all;
  std::size_t count;
};

Variants find_variants() {
  Variants found{};
  found.all[found.count++] = {"portable", mark_portable};
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2")) found.all[found.count++] = {"sse4.2", mark_sse42};
  if (__builtin_cpu_supports("avx2")) found.all[found.count++] = {"avx2", mark_avx2};
#endif
  return found;
}

}  // namespace

std::span<const MarkerVariant> marker_variants() {
  static const Variants found = find_variants();
  return {found.all.data(), found.count};
}

const Marker mark_blocks = marker_variants().back().mark;

}  // namespace cardea::http::h1
