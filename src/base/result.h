// SPDX-License-Identifier: Apache-2.0
// `Result<T>`: a value, or why there is none. libstdc++ 12 has no monadic operations on
// std::expected, so code tests and returns: `if (!x) return fail(x);`.
#pragma once

#include <expected>
#include <utility>

#include "base/error.h"

namespace cardea {

template <class T>
using Result = std::expected<T, Error>;

/// Success without a value, or why not.
using Status = Result<void>;

/// Wraps an error for return from any function that returns a Result.
inline std::unexpected<Error> fail(Error error) {
  return std::unexpected(std::move(error));
}

/// Passes the error of a failed result on. Precondition: `!result`.
template <class T>
std::unexpected<Error> fail(const std::expected<T, Error>& result) {
  return std::unexpected(result.error());
}
template <class T>
std::unexpected<Error> fail(std::expected<T, Error>&& result) {
  return std::unexpected(std::move(result).error());
}

}  // namespace cardea
