// SPDX-License-Identifier: Apache-2.0
// The text is read here and not by libargon2, which would take any cost that it names. libargon2
// wipes its memory itself.
#include "crypto/argon2.h"

#include <argon2.h>
#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/base64url.h"
#include "base/secret.h"
#include "base/uuid.h"

namespace cardea::crypto {
namespace {

constexpr std::size_t salt_size = 16;
constexpr std::size_t tag_size = 32;
constexpr std::string_view beginning = "$argon2id$v=19$";
constexpr std::uint32_t memory_per_lane = 8;  // KiB, at least (RFC 9106 section 3.1)

// Takes `name` and a decimal number without leading zeros from the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text, std::string_view name) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::uint32_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || text.front() == '0') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return number;
}

std::optional<Argon2Cost> take_cost(std::string_view& text) {
  const auto memory = take_number(text, "m=");
  const auto passes = take_number(text, ",t=");
  const auto lanes = take_number(text, ",p=");
  if (!memory || !passes || !lanes) return std::nullopt;
  return Argon2Cost{*memory, *passes, *lanes};
}

bool is_allowed(const Argon2Cost& cost) {
  return cost.memory <= most_argon2_cost.memory && cost.passes <= most_argon2_cost.passes &&
         cost.lanes <= most_argon2_cost.lanes && cost.memory >= memory_per_lane * cost.lanes;
}

std::optional<std::string> read_part(std::string_view text, std::size_t least) {
  auto bytes = decode_base64(text, false);
  if (!bytes || bytes->size() < least || bytes->size() > 64) return std::nullopt;
  return bytes;
}

Error unreadable(std::string_view why) {
  return Error::invalid(fmt::format("an argon2id hash {}", why), Origin::store);
}

std::uint8_t* bytes_of(std::string_view text) {  // libargon2 takes pointers to what it only reads
  return reinterpret_cast<std::uint8_t*>(
      const_cast<char*>(text.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast): see above
}

Result<std::string> compute(std::string_view password, const Argon2Cost& cost,
                            std::string_view salt, std::size_t size) {
  std::string tag(size, '\0');
  argon2_context context{};
  context.out = reinterpret_cast<std::uint8_t*>(tag.data());
  context.outlen = static_cast<std::uint32_t>(size);
  context.pwd = bytes_of(password);
  context.pwdlen = static_cast<std::uint32_t>(password.size());
  context.salt = bytes_of(salt);
  context.saltlen = static_cast<std::uint32_t>(salt.size());
  context.t_cost = cost.passes;
  context.m_cost = cost.memory;
  context.lanes = cost.lanes;
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  const int done = ::argon2_ctx(&context, Argon2_id);
  if (done == ARGON2_OK) return tag;
  return fail(Error::unavailable(
      fmt::format("argon2id with {} KiB: {}", cost.memory, ::argon2_error_message(done)),
      Origin::self));
}

}  // namespace

Result<Argon2Hash> Argon2Hash::read(std::string_view text) {
  if (!text.starts_with(beginning)) return fail(unreadable("begins with $argon2id$v=19$"));
  text.remove_prefix(beginning.size());
  const auto cost = take_cost(text);
  if (!cost || !text.starts_with('$')) return fail(unreadable("says its cost as m=..,t=..,p=.."));
  if (!is_allowed(*cost)) {
    return fail(unreadable(fmt::format("may cost at most m={},t={},p={}", most_argon2_cost.memory,
                                       most_argon2_cost.passes, most_argon2_cost.lanes)));
  }
  text.remove_prefix(1);
  const std::size_t border = text.find('$');
  if (border == std::string_view::npos) return fail(unreadable("ends with $salt$tag"));
  auto salt = read_part(text.substr(0, border), 8);
  auto tag = read_part(text.substr(border + 1), 16);
  if (!salt || !tag) return fail(unreadable("has salt and tag in base64 without padding"));
  return Argon2Hash{*cost, std::move(*salt), std::move(*tag)};
}

std::string Argon2Hash::text() const {
  return fmt::format("{}m={},t={},p={}${}${}", beginning, cost.memory, cost.passes, cost.lanes,
                     encode_base64(salt, false), encode_base64(tag, false));
}

Result<Argon2Hash> hash_with_argon2(std::string_view password, const Argon2Cost& cost) {
  std::string salt = random_bytes(salt_size);
  auto tag = compute(password, cost, salt, tag_size);
  if (!tag) return fail(std::move(tag));
  return Argon2Hash{cost, std::move(salt), std::move(*tag)};
}

Result<bool> matches(const Argon2Hash& hash, std::string_view password) {
  const auto tag = compute(password, hash.cost, hash.salt, hash.tag.size());
  if (!tag) return fail(tag);
  return equal_in_constant_time(*tag, hash.tag);
}

}  // namespace cardea::crypto
