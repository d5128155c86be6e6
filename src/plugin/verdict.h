// SPDX-License-Identifier: Apache-2.0
// What a plugin decides about a request: let it go on, or answer it here. An answer carries texts
// for two readers: Kong's message for the client; a stable reason code for logs, metrics and
// explanations, and where a code alone does not say it, what exactly was missed, for the operator.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "base/arena.h"
#include "base/error.h"
#include "http/fields.h"
#include "loop/task.h"

namespace cardea::plugin {

/// An answer made in the gateway. All views live as long as the exchange: static storage or its
/// arena.
struct Answer {
  std::uint16_t status = 500;
  std::string_view reason;   ///< stable code, such as `jwt.expired`
  std::string_view message;  ///< when `body` is empty: shown in the form that the client accepts
  std::string_view body{};   ///< a fixed body instead, sent as it is
  std::string_view content_type = "application/json; charset=utf-8";  ///< of `body`
  std::span<const http::Field> fields{};                              ///< further fields
  std::string_view detail{};  ///< for the operator only; no secret, nothing that a token says
};

/// A copy of an answer (not of what it views) that lives as long as the arena's contents.
const Answer& keep(Arena& arena, const Answer& answer);

/// The same for fields.
std::span<const http::Field> keep(Arena& arena, std::span<const http::Field> fields);

/// Proceed, or answer. A plain value; the answer it points to lives as long as the exchange.
class Verdict {
 public:
  static Verdict proceed() { return Verdict(nullptr); }
  static Verdict answer(const Answer& answer) { return Verdict(&answer); }

  /// The gateway itself could not do its work: 503 with Retry-After when the store or a directory
  /// is away, 429 when the client had too many unknown credentials looked up, 500 otherwise; never
  /// 401, so that clients keep their credentials.
  static Verdict unable(const Error& error);

  [[nodiscard]] bool proceeds() const { return answer_ == nullptr; }
  /// Precondition: !proceeds().
  [[nodiscard]] const Answer& answer() const { return *answer_; }

 private:
  explicit Verdict(const Answer* answer) : answer_(answer) {}
  const Answer* answer_;
};

/// The result of a phase: decided at once, or after waiting. Only the second costs a coroutine
/// frame.
using Step = std::variant<Verdict, Task<Verdict>>;

/// The verdict of a step, waited for if need be.
Task<Verdict> settled(Step step);

}  // namespace cardea::plugin
