// SPDX-License-Identifier: Apache-2.0
// A perfect hash over length, first, middle and last two bytes, its multiplier found at compile
// time, and one comparison of eight bytes at a time without case.
#include "http/field_name.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "http/ascii.h"

namespace cardea::http {
namespace {

constexpr std::array<std::string_view, field_name_count> names = {
    "",
    "host",
    "content-length",
    "transfer-encoding",
    "trailer",
    "te",
    "expect",
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy",
    "upgrade",
    "http2-settings",
    "authorization",
    "proxy-authorization",
    "proxy-authenticate",
    "www-authenticate",
    "cookie",
    "set-cookie",
    "via",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-path",
    "x-forwarded-prefix",
    "x-real-ip",
    "x-consumer-id",
    "x-consumer-custom-id",
    "x-consumer-username",
    "x-consumer-groups",
    "x-credential-identifier",
    "x-anonymous-consumer",
    "x-authenticated-groups",
    "x-authenticated-scope",
    "x-authenticated-userid",
    "x-kong-request-id",
    "x-kong-upstream-latency",
    "x-kong-proxy-latency",
    "x-kong-response-latency",
    "x-kong-upstream-status",
    "kong-debug",
    "server",
    "date",
    "content-type",
    "content-encoding",
    "content-range",
    "accept",
    "accept-encoding",
    "user-agent",
    "origin",
    "referer",
    "range",
    "max-forwards",
    "cache-control",
    "location",
    "retry-after",
    "sec-fetch-site",
    "sec-websocket-key",
    "sec-websocket-accept",
    "traceparent",
};

constexpr std::size_t shortest = 2;
constexpr std::size_t longest = 23;
static_assert(std::ranges::all_of(names, [](auto one) {
  return one.empty() || (one.size() >= shortest && one.size() <= longest);
}));

// The names again, each where its number says, without a pointer to follow.
struct Spelling {
  std::array<char, 31> text{};
  std::uint8_t size = 0;
};

constexpr auto spellings = [] {
  std::array<Spelling, field_name_count> table{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::ranges::copy(names[i], table[i].text.begin());
    table[i].size = static_cast<std::uint8_t>(names[i].size());
  }
  return table;
}();

constexpr std::size_t slot_count = 512;

// Letters to lower case in every byte of a word: only bytes with bit 0x40 gain bit 0x20, so that no
// control character becomes a dash or a digit.
constexpr std::uint64_t fold(std::uint64_t word) {
  return word | ((word & 0x4040404040404040U) >> 1);
}

constexpr std::uint64_t byte_of(char c) {
  return static_cast<unsigned char>(c);
}

// Precondition: text.size() >= shortest.
constexpr std::uint64_t essence(std::string_view text) {
  const auto size = text.size();
  return fold(byte_of(text[0]) | byte_of(text[size / 2]) << 8 | byte_of(text[size - 2]) << 16 |
              byte_of(text[size - 1]) << 24) |
         static_cast<std::uint64_t>(size) << 32;
}

constexpr std::size_t slot(std::uint64_t essence, std::uint64_t multiplier) {
  return static_cast<std::size_t>((essence * multiplier) >> 55);
}

constexpr bool separates(std::uint64_t multiplier) {
  std::array<bool, slot_count> taken{};
  for (std::size_t i = 1; i < names.size(); ++i) {
    auto& place = taken[slot(essence(names[i]), multiplier)];
    if (place) return false;
    place = true;
  }
  return true;
}

constexpr std::uint64_t multiplier = [] {
  std::uint64_t candidate = 0x9e3779b97f4a7c15U;
  while (!separates(candidate)) candidate = candidate * 0x5851f42d4c957f2dU + 2;
  return candidate;
}();

constexpr auto slots = [] {
  std::array<std::uint8_t, slot_count> table{};
  for (std::size_t i = 1; i < names.size(); ++i) {
    table[slot(essence(names[i]), multiplier)] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

template <class Word>
bool same(const char* text, const char* lower) {
  Word a = 0;
  Word b = 0;
  std::memcpy(&a, text, sizeof a);
  std::memcpy(&b, lower, sizeof b);
  return fold(a) == b;
}

// Both have `size` bytes, at least 2; the last word overlaps the one before.
bool is_spelt(const char* text, const char* lower, std::size_t size) {
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (!same<std::uint64_t>(text + i, lower + i)) return false;
    }
    return same<std::uint64_t>(text + size - 8, lower + size - 8);
  }
  if (size >= 4) {
    return same<std::uint32_t>(text, lower) &&
           same<std::uint32_t>(text + size - 4, lower + size - 4);
  }
  return same<std::uint16_t>(text, lower) && same<std::uint16_t>(text + size - 2, lower + size - 2);
}

}  // namespace

FieldName identify(std::string_view text) {
  if (text.size() < shortest || text.size() > longest) return FieldName::other;
  const auto found = slots[slot(essence(text), multiplier)];
  const auto& lower = spellings[found];
  if (lower.size != text.size() || !is_spelt(text.data(), lower.text.data(), text.size())) {
    return FieldName::other;
  }
  return static_cast<FieldName>(found);
}

FieldName identify_loosely(std::string_view text) {
  if (text.size() > longest || !text.contains('_')) return identify(text);
  std::array<char, longest> dashed{};
  std::ranges::replace_copy(text, dashed.begin(), '_', '-');
  return identify({dashed.data(), text.size()});
}

bool is_same_loosely(std::string_view a, std::string_view b) {
  const auto plain = [](char c) { return c == '_' ? '-' : to_lower(c); };
  return a.size() == b.size() && std::ranges::equal(a, b, {}, plain, plain);
}

std::string_view text(FieldName name) {
  return names[static_cast<std::size_t>(name)];
}

bool is_identity(FieldName name) {
  return name >= FieldName::x_consumer_id && name <= FieldName::x_authenticated_userid;
}

}  // namespace cardea::http
