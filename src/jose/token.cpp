// SPDX-License-Identifier: Apache-2.0
// The order of checks is Kong's (header and payload before `alg`, `alg` before the claims, the
// signature's coding last), so that a broken token is answered with the same sentence.
#include "jose/token.h"

#include <algorithm>

#include "base/base64url.h"

namespace cardea::jose {
namespace {

// Where the three parts of a compact token lie. A further dot belongs to the signature, which then
// is not base64url; but exactly two more are what an encrypted token has.
struct Parts {
  std::string_view header, payload, signature;
};

std::optional<Parts> split(std::string_view text) {
  const auto first = text.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Parts{text.substr(0, first), text.substr(first + 1, second - first - 1),
               text.substr(second + 1)};
}

DateClaim date(const Member* claim) {
  if (claim == nullptr) return {};
  if (!claim->is_number()) return {.state = DateClaim::State::other};
  return {.seconds = claim->amount, .state = DateClaim::State::number};
}

// Room that decoding `part` may need.
std::size_t room_for(std::string_view part) {
  return part.size() / 4 * 3 + 2;
}

}  // namespace

std::optional<Fault> Token::read(std::string_view text, const TokenLimits& limits) {
  if (text.size() > limits.bytes) return Fault::too_large;
  const auto borders = split(text);
  if (!borders) return Fault::not_three_parts;
  if (std::ranges::count(borders->signature, '.') == 2) return Fault::encrypted;
  signing_size_ = text.size() - borders->signature.size() - 1;
  memory_.resize(text.size() + room_for(borders->header) + room_for(borders->payload) +
                 room_for(borders->signature));
  std::ranges::copy(text, memory_.begin());
  text_size_ = text.size();

  char* at = memory_.data() + text_size_;
  const auto header_size = decode_base64url(borders->header, at);
  if (!header_size) return Fault::header_not_base64;
  const auto header = parameters_.read({at, *header_size});
  if (header == Members::Outcome::not_json) return Fault::header_not_json;

  at += *header_size;
  const auto payload_size = decode_base64url(borders->payload, at);
  if (!payload_size) return Fault::payload_not_base64;
  const auto payload = claims_.read({at, *payload_size});
  if (payload == Members::Outcome::not_json) return Fault::payload_not_json;

  if (const auto fault = judge_header(header); fault) return fault;
  if (payload != Members::Outcome::object) return Fault::payload_not_object;
  expiration_ = date(claim("exp"));
  not_before_ = date(claim("nbf"));

  at += *payload_size;
  const auto signature_size = decode_base64url(borders->signature, at);
  if (!signature_size) return Fault::signature_not_base64;
  signature_at_ = static_cast<std::size_t>(at - memory_.data());
  signature_size_ = *signature_size;
  return std::nullopt;
}

std::optional<Fault> Token::judge_header(Members::Outcome header) {
  if (header != Members::Outcome::object) return Fault::algorithm_unknown;
  const Member* const named = parameter("alg");
  if (named == nullptr || !named->is_text()) return Fault::algorithm_unknown;
  const auto known = find_algorithm(named->content);
  if (!known) return Fault::algorithm_unknown;
  algorithm_ = *known;
  if (parameter("crit") != nullptr) return Fault::critical_unknown;
  const Member* const encoded = parameter("b64");
  const bool is_plain =
      encoded == nullptr || (encoded->kind == Member::Kind::boolean && encoded->content == "true");
  if (!is_plain) return Fault::critical_unknown;
  return std::nullopt;
}

std::string_view Token::text() const {
  return {memory_.data(), text_size_};
}

std::string_view Token::signing_input() const {
  return {memory_.data(), signing_size_};
}

std::string_view Token::signature() const {
  return {memory_.data() + signature_at_, signature_size_};
}

std::expected<Token, Fault> decode(std::string_view text, const TokenLimits& limits) {
  Token token;
  if (const auto fault = token.read(text, limits); fault) return std::unexpected(*fault);
  return token;
}

}  // namespace cardea::jose
