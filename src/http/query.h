// SPDX-License-Identifier: Apache-2.0
// Reads the arguments of a query string or of a urlencoded form (application/x-www-form-urlencoded,
// as nginx reads it): pairs between `&`, percent- and plus-decoding on demand, nothing allocated.
// What cannot be decoded is left as it stands.
#pragma once

#include <cstddef>
#include <string_view>

namespace cardea::http {

/// One argument, still encoded.
struct QueryArg {
  std::string_view name;
  std::string_view value;
  bool has_value = false;  ///< there was a `=`; a bare `?jwt` has none

  /// Whether the decoded name is exactly `wanted`.
  [[nodiscard]] bool is_named(std::string_view wanted) const;
};

/// Usage: `QueryArgs args(query); QueryArg arg; while (args.next(arg)) ...`
class QueryArgs {
 public:
  /// `query` without `?`; it must outlive the walk and the views it hands out.
  explicit QueryArgs(std::string_view query) : rest_(query) {}

  /// The next argument; false when there is none left. Empty ones (`&&`) are skipped.
  bool next(QueryArg& arg);

 private:
  std::string_view rest_;
};

/// `text` with `%XX` and `+` decoded. The result is `text` itself when it holds neither, otherwise
/// it stands in `out`, which needs room for `text.size()` bytes.
std::string_view decode_query(std::string_view text, char* out);

}  // namespace cardea::http
