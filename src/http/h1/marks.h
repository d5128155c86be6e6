// SPDX-License-Identifier: Apache-2.0
// The only place with vector code: sorts the bytes of a head into two classes, 64 bytes at a time,
// one bit a byte. The parser itself is portable and walks these bits. There is one variant for any
// machine and two for x86 (SSE4.2, AVX2); the best one that this machine has is chosen once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cardea::http::h1 {

/// What 64 bytes are; bit i speaks of byte i.
struct Marks {
  std::uint64_t control;    ///< may not stand in a field value: below 0x20 but HTAB, or 0x7f
  std::uint64_t non_token;  ///< may not stand in a token (RFC 9110 section 5.6.2)

  friend bool operator==(const Marks&, const Marks&) = default;
};

/// Marks `blocks` times 64 bytes. Reads exactly those bytes.
using Marker = void (*)(const char* bytes, std::size_t blocks, Marks* out);

struct MarkerVariant {
  std::string_view name;
  Marker mark;
};

/// Every variant this machine can run, the slowest (portable) first, the one in use last.
std::span<const MarkerVariant> marker_variants();

/// The variant in use.
extern const Marker mark_blocks;

}  // namespace cardea::http::h1
