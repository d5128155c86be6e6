// SPDX-License-Identifier: Apache-2.0
// The permutation is SplitMix64's finaliser between additions of key words: each step is one to
// one, so distinct counters give distinct ids.
#include "observe/request_id.h"

#include <cstring>
#include <functional>
#include <string>

#include "base/uuid.h"

namespace cardea::observe {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

void write_hex(std::uint64_t value, char* out, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    out[count - 1 - i] = digits[value & 15U];
    value >>= 4U;
  }
}

bool starts_with_hex(std::string_view text) {
  return text.size() >= 8 && text.substr(0, 8).find_first_not_of(digits) == std::string_view::npos;
}

}  // namespace

std::optional<RequestIdParts> read_request_id(std::string_view text) {
  if (text.size() != sizeof(RequestId)) return std::nullopt;
  if (text.find_first_not_of(digits) != std::string_view::npos) return std::nullopt;
  unsigned core = 0;
  for (const char digit : text.substr(8, 3)) {
    core = core * 16 + static_cast<unsigned>(digits.find(digit));
  }
  return RequestIdParts{text.substr(0, 8), core};
}

std::string node_digits(std::string_view node_id) {
  if (starts_with_hex(node_id)) return std::string(node_id.substr(0, 8));
  std::string hashed(8, '0');
  write_hex(std::hash<std::string_view>()(node_id), hashed.data(), 8);
  return hashed;
}

RequestIds::RequestIds(std::string_view node_id, unsigned core) {
  std::memcpy(prefix_.data(), node_digits(node_id).data(), 8);
  write_hex(core, prefix_.data() + 8, 3);
  const std::string random = random_bytes(sizeof key_);
  std::memcpy(key_.data(), random.data(), sizeof key_);
}

RequestId RequestIds::next() {
  const std::uint64_t count = counter_++;
  RequestId id;
  char* const out = id.digits_.data();
  std::memcpy(out, prefix_.data(), prefix_.size());
  write_hex(mix(mix(count + key_[0]) + key_[1]), out + prefix_.size(), 16);
  write_hex(mix(count ^ key_[2]), out + prefix_.size() + 16, 5);
  return id;
}

}  // namespace cardea::observe
