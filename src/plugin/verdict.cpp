// SPDX-License-Identifier: Apache-2.0
// Answers for failures of the gateway itself.
#include "plugin/verdict.h"

#include <array>
#include <memory>

namespace cardea::plugin {
namespace {

constexpr std::array<http::Field, 1> retry_soon = {
    http::Field{"Retry-After", "1", http::FieldName::retry_after}};

constexpr Answer store_away{.status = 503,
                            .reason = "store.unavailable",
                            .message = "The datastore is unavailable, please retry",
                            .fields = retry_soon};
constexpr Answer overloaded{.status = 503,
                            .reason = "gateway.overloaded",
                            .message = "The gateway is overloaded, please retry",
                            .fields = retry_soon};
constexpr Answer too_many_unknown{.status = 429,
                                  .reason = "auth.too_many_unknown",
                                  .message = "Too many unknown credentials, please retry later",
                                  .fields = retry_soon};
constexpr Answer broken{
    .status = 500, .reason = "gateway.internal", .message = "An unexpected error occurred"};

}  // namespace

const Answer& keep(Arena& arena, const Answer& answer) {
  auto* const place = reinterpret_cast<Answer*>(arena.take(sizeof(Answer)));
  return *std::construct_at(place, answer);
}

std::span<const http::Field> keep(Arena& arena, std::span<const http::Field> fields) {
  if (fields.empty()) return {};
  auto* const place = reinterpret_cast<http::Field*>(arena.take(fields.size_bytes()));
  std::uninitialized_copy(fields.begin(), fields.end(), place);
  return {place, fields.size()};
}

Verdict Verdict::unable(const Error& error) {
  if (error.kind == ErrorKind::internal || error.kind == ErrorKind::invalid) return answer(broken);
  if (error.kind == ErrorKind::refused) return answer(too_many_unknown);
  return answer(error.origin == Origin::self ? overloaded : store_away);
}

Task<Verdict> settled(Step step) {
  if (const auto* const verdict = std::get_if<Verdict>(&step)) co_return *verdict;
  auto& task = std::get<Task<Verdict>>(step);
  co_return co_await std::move(task);
}

}  // namespace cardea::plugin
